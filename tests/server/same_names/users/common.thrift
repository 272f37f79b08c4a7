namespace py users.common
struct Name { 1: string first, 2: string last = "?" }
enum Kind { GUEST = 1, MEMBER = 2 }
exception Refused { 1: Name name }
