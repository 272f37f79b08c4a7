// The handler of jobs.thrift.
import { appendFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { CallContext } from "../../mod.ts";

export const service = new URL("./jobs.thrift", import.meta.url);

function note(file: string, text: string, call: CallContext): number {
  const deliveries = Number(call.headers["nats-deliveries"]);
  appendFileSync(file, `${text} ${deliveries} ${process.pid}\n`);
  return deliveries;
}

export default {
  note,
  async fail(file: string, times: number, call: CallContext) {
    await pause(1); // later than the turn in which it was called
    if (note(file, "fail", call) <= times) throw new RangeError("the printer is on fire");
  },
  async hold(file: string, milliseconds: number, call: CallContext) {
    note(file, "begin", call);
    await pause(milliseconds);
    note(file, "end", call);
  },
  kill(file: string, call: CallContext) {
    if (note(file, "kill", call) === 1) process.kill(process.pid, "SIGKILL");
  },
  add: (number: number) => number + 1,
};
