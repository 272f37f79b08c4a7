/** Services behind one address, told apart by a prefix. */

include "../fixtures/probe.thrift"

exception Declined {
  1: string why
}

service Calculator {
  i32 add(1: i32 a, 2: i32 b)
  /** Throws Declined, and without a `why` an error that is not declared. */
  void fail(1: string why) throws (1: Declined refused)
  void crash()
  oneway void tell(1: i32 number)
}

service Notes {
  /** Called as in Calculator, and different. */
  string add(1: string text)
  /** What `call.service`, `call.method` and `this` are. */
  list<string> whoami()
  list<i32> told()
}
