// Orders by their ids. The IDL stands in the module, and TypeScript knows the types of every argument and result by it.
import type { Handler } from "../../mod.ts";

export const service = `
  /** Orders are kept by their ids. */
  typedef i64 Id
  enum State { OPEN = 1, SENT = 5 }
  struct Order { 1: required Id id; 2: State state = State.OPEN, 3: list<string> lines }
  exception NotFound { 1: required Id id }

  service Base { string name() }
  service Orders extends Base {
    Order find(1: Id id) throws (1: NotFound missing)
    map<Id, Order> all(1: list<Order> orders, 2: i32 limit = 2)
    oneway void forget(1: Id id)
  }
`;

export default {
  name: () => "orders",
  find(id, call) {
    if (id < 0n) throw new call.exceptions.NotFound({ id });
    return { id, state: "SENT", lines: ["one"] };
  },
  all: async (orders, limit) => new Map(orders.slice(0, limit).map((order) => [order.id, order])),
  forget() {},
} satisfies Handler<typeof service>;
