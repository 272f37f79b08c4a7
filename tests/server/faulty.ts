// The handler of faulty.thrift.
import { chdir } from "node:process";

export const service = new URL("./faulty.thrift", import.meta.url);

const kept: Uint8Array[] = [];
const nothing = new Int32Array(new SharedArrayBuffer(4));

/** The ways to go wrong. */
const ways: Readonly<Record<string, () => unknown>> = {
  throw() {
    throw new TypeError("so it goes");
  },
  reject: () => Promise.reject(new TypeError("so it goes")),
  throwLater() {
    setTimeout(() => {
      throw new TypeError("nobody catches it");
    });
  },
  exit: () => process.exit(3),
  loop() {
    for (;;) Atomics.wait(nothing, 0, 0, 20); // without taking the processor from other tests
  },
  grow() {
    for (let i = 0; i < 25; i++) kept.push(new Uint8Array(10_000_000).fill(i));
  },
  print() {
    const line = "x".repeat(999);
    for (let i = 0; i < 5000; i++) console.log(line);
  },
  leaveFolder: () => chdir("/"),
};

export default {
  echo: (number: number) => number,
  processId: () => process.pid,
  go: async (wrong: string) => {
    await ways[wrong]!();
  },
};
