namespace py orders.common
struct Name { 1: i64 number }
enum Kind { GUEST = 7, MEMBER = 8 }
exception Refused { 1: i64 number, 2: list<Name> others }
