// The handler of talkative.thrift.
import type { CallContext } from "../../../mod.ts";

export const service = new URL("./talkative.thrift", import.meta.url);

const circular: Record<string, unknown> = {};
circular.itself = circular;
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const throws = () => {
  throw new Error("on purpose");
};

/** Long enough for `init` to be waited for, where a test asks for it. */
export async function init() {
  const milliseconds = Number(process.env.INIT_TAKES ?? 0);
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export default {
  echo: (number: number) => number,
  log(lines: number, length: number, call: CallContext) {
    for (let i = 0; i < lines; i++) call.log.info(`${i} `.padEnd(length, "."));
  },
  print(lines: number, length: number, both: boolean) {
    for (let i = 0; i < lines; i++) {
      const line = `${i} `.padEnd(length, ".");
      if (both && i % 2 === 1) process.stdout.write(`${line}\n`);
      else console.log(line);
    }
  },
  logOddities(call: CallContext) {
    const getter = Object.defineProperty({}, "x", { get: throws, enumerable: true });
    for (const value of [
      circular,
      revoked.proxy,
      { toJSON: throws },
      getter,
      10n,
      Symbol("s"),
      null,
      throws,
      "half \ud83d",
    ]) {
      call.log.info("as a value: {value}", { value });
      call.log.info("as properties", value as never);
      call.log.info(value as never);
    }
    call.log.error("as an error", new TypeError("of mine") as never);
    call.log.error("long ".repeat(2_000_000));
    call.log.error("{text}", { text: "longer ".repeat(2_000_000), list: Array(1_000_000).fill(circular) });
  },
  fail(message: string) {
    throw new Error(message);
  },
  async nap(milliseconds: number) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  },
  block(milliseconds: number) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  },
};
