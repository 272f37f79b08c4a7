include "users/api.thrift"
include "orders/api.thrift"

/** Both files that are included are called api, and each includes a common.thrift of its own. */
service Shop extends api.Orders {
  api.Order order(1: api.User user)
  api.User owner(1: api.Order order)
  void refuse(1: string how) throws (1: api.UserRefused user, 2: api.OrderRefused order)
}
