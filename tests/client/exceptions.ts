// The handler of exceptions.thrift.
import type { CallContext } from "../../mod.ts";

export const service = new URL("./exceptions.thrift", import.meta.url);

export default {
  spoken({ exceptions }: CallContext) {
    throw new exceptions.Spoken!({ message: "the disk is full", code: 3 });
  },
  engine({ exceptions }: CallContext) {
    throw new exceptions.Engine!({ stack: "of the handler", line: 5 });
  },
  nothing({ exceptions }: CallContext) {
    throw new exceptions.Nothing!();
  },
  nested({ exceptions }: CallContext) {
    const names = new Map([["a", new Set([1, 2])]]);
    throw new exceptions.Nested!({
      items: [{ n: 1n }, { n: 2n }],
      bytes: new Uint8Array(3),
      names,
      ok: false,
    });
  },
};
