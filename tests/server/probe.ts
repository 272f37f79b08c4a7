// The handler of probe.thrift.
import { threadId } from "node:worker_threads";
import type { CallContext, WorkerInfo } from "../../mod.ts";

export const service = new URL("./probe.thrift", import.meta.url);

let worker: WorkerInfo | undefined;
let calls = 0;
let naps = 0;
let mostNaps = 0;
let aborted = 0;
let ticks = 0;
let interval: ReturnType<typeof setInterval> | undefined;
const told: number[] = [];
const toldLater: number[] = [];

export function init(info: WorkerInfo) {
  worker = info;
}

interface Nest {
  inner?: Nest;
}

export default {
  seen: () => ({ process: process.pid, thread: threadId, worker: worker!.id, calls: ++calls }),
  misspelt: (properties: string[]) => ({
    ...{ process: process.pid, thread: threadId, worker: worker!.id, calls: ++calls },
    ...Object.fromEntries(properties.map((name) => [name, 1])),
  }),
  echo: (number: number) => number,
  async nap(milliseconds: number) {
    naps++;
    mostNaps = Math.max(mostNaps, naps);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    naps--;
    return mostNaps;
  },
  spin(rounds: number) {
    let x = 1;
    for (let i = 0; i < rounds; i++) x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    return x;
  },
  block(milliseconds: number) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  },
  tick(on: boolean) {
    clearInterval(interval);
    if (on) interval = setInterval(() => ticks++, 5);
  },
  ticks: () => ticks,
  need: ({ number }: { number: number }) => number,
  depth(nest: Nest) {
    let depth = 0;
    for (let at: Nest | undefined = nest; at !== undefined; at = at.inner) depth++;
    return depth;
  },
  wrong: () => "x",
  incomplete: () => ({}),
  fail(message: string) {
    throw new TypeError(message);
  },
  refuse(why: string, call: CallContext) {
    // Either way of naming a declared exception.
    if (why === "class") throw new call.exceptions.Refused!({ why });
    throw { name: "Refused", why };
  },
  crash() {
    process.exit(7);
  },
  blob: (size: number) => new Uint8Array(size).fill(7),
  text: (text: string) => text,
  tell(number: number) {
    told.push(number);
  },
  told: () => told,
  wait: (call: CallContext) =>
    new Promise<void>((resolve) =>
      call.signal.addEventListener("abort", () => {
        aborted++;
        resolve();
      }),
    ),
  aborted: () => aborted,
  headers: (call: CallContext) => answerHeaders(call),
  async headersLater(milliseconds: number, call: CallContext) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return answerHeaders(call);
  },
  wrongHeader(call: CallContext) {
    call.setHeader("number", 1 as unknown as string);
  },
  header(name: string, call: CallContext) {
    const value = call.headers[name] ?? "";
    call.setHeader("x-answered", value);
    return value;
  },
  setHeader(name: string, value: string, call: CallContext) {
    call.setHeader(name, value);
  },
  async tellLater(number: number, milliseconds: number) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    toldLater.push(number);
  },
  toldLater: () => toldLater,
  peer: (call: CallContext) => call.peer,
  hold: (...values: unknown[]) =>
    values
      .slice(0, -1)
      .reduce<number>(
        (sum, value) =>
          sum + ((value as unknown[] | undefined)?.length ?? (value as Set<unknown> | undefined)?.size ?? 0),
        0,
      ),
};

function answerHeaders(call: CallContext): Record<string, string> {
  const { name } = call.headers;
  if (name !== undefined) call.setHeader("answered", name);
  call.setHeader("count", "none");
  call.setHeader("count", String(Object.keys(call.headers).length));
  return call.headers;
}
