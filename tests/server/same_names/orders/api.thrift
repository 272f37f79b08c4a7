namespace py orders.api
include "common.thrift"

typedef common.Refused OrderRefused
struct Order { 1: common.Name name, 2: map<i64, common.Kind> kinds }

service Orders { Order find(1: common.Name name) throws (1: common.Refused refused) }
service Api { common.Name echo(1: common.Name name) throws (1: common.Refused refused) }
