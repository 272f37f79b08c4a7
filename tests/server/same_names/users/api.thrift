namespace py users.api
include "common.thrift"

typedef common.Refused UserRefused
struct User { 1: common.Name name, 2: common.Kind kind = common.Kind.GUEST }

service Api { common.Name echo(1: common.Name name) throws (1: common.Refused refused) }
