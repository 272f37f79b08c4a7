// Serves files of which two are called api.thrift and two common.thrift, alone and multiplexed.
import type { CallContext } from "../../../mod.ts";
import * as orders from "./orders.ts";
import * as users from "./users.ts";

export const service = new URL("./shop.thrift", import.meta.url);

const shop = {
  order: ({ name, kind }: { name: { first: string; last: string }; kind: number }) => ({
    name: { number: BigInt(name.first.length + name.last.length) },
    kinds: new Map([[1n, kind + 6]]),
  }),
  owner: ({ name }: { name: { number: bigint } }) => ({ name: { first: `n${name.number}` } }),
  refuse: (how: string, call: CallContext) => {
    if (how === "user") throw new call.exceptions["common.Refused"]!({ name: { first: "Ada" } });
    if (how === "order") throw new call.exceptions["orders/common.Refused"]!({ number: 1n });
    throw new call.exceptions.Refused!(
      how === "by user's fields" ? { name: { first: "Eve" } } : { number: 2n },
    );
  },
  find: ({ number }: { number: bigint }, call: CallContext) => {
    if (number < 0n) throw new call.exceptions.Refused!({ number, others: [{ number: 1n }] });
    return { name: { number }, kinds: new Map() };
  },
};

export const services = { Shop: shop, Users: users, Orders: orders };
export default shop;
