// The service for the hostile clients: every type there is, and nothing that takes time.
import type { CallContext } from "../../mod.ts";

export const service = new URL("../codec/golden.thrift#Golden", import.meta.url);

const same = (value: unknown) => value;

export default {
  nothing() {},
  everything: same,
  add: (a: number, b: number) => a + b,
  later() {},
  fail(code: number, call: CallContext) {
    if (code > 0) throw new call.exceptions.Oops!({ code, why: "as asked" });
    return "well";
  },
  flip: (flag: boolean, other: boolean) => flag !== other,
  shape: same,
  empties: same,
  containers: same,
  wide: (values: readonly bigint[]) => BigInt(values?.length ?? 0),
  bytes: same,
};
