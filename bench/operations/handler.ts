// The service of the long runs, which can loop for ever and end its worker.
import { setTimeout as sleep } from "node:timers/promises";

export const service = new URL("./operations.thrift", import.meta.url);

interface Call {
  readonly exceptions: { readonly Refused: new (fields: { readonly why: string }) => Error };
}

export default {
  echo: (number: number) => number,
  bytes: (value: Uint8Array) => value,
  texts: (value: readonly string[]) => value,
  refuse(_number: number, { exceptions }: Call) {
    throw new exceptions.Refused({ why: "as asked" });
  },
  async later(number: number) {
    await sleep(1);
    return number;
  },
  tell() {},
  loop() {
    for (;;);
  },
  leave: () => process.exit(3),
};
