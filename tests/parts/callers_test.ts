// Callers without a socket: an executor runs the message of whoever has one, and gives the reply back.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { Processor, type WriteReply } from "../../src/processor/processor.ts";
import { defaultReadLimits } from "../../src/protocol/input.ts";
import { Output } from "../../src/protocol/output.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { Caller, Executor, Message } from "../../src/server/calls/executor.ts";
import { LocalExecutor } from "../../src/server/calls/local_executor.ts";
import { binaryMessage, i32 } from "../fixtures/raw_client.ts";
import { load } from "../fixtures/temporary_files.ts";

const service = resolveService(load("service S { i32 now() i32 later() }"));
const finishes: (() => void)[] = [];
const methods = [() => 7, () => new Promise((resolve) => finishes.push(() => resolve(8)))];
const processor = new Processor(service, { methods, receivers: [undefined, undefined] }, (protocol) =>
  compileCodec(service, protocol),
);
const limits = { ...defaultReadLimits, maxQueuedCalls: 1 };

/** Has one message, and keeps its replies, of which nothing goes out. */
class InMemoryCaller implements Caller {
  readonly id = 1;
  readonly peer = "memory";
  readonly signal = new AbortController().signal;
  readonly closed = false;
  readonly output = new Output();
  readonly message: Message;
  readonly #executor: Executor;
  outcome = "";
  refusal = "";

  constructor(executor: Executor, method: string) {
    const bytes = Uint8Array.from([...binaryMessage(method), 0]);
    this.message = { bytes, start: 0, end: bytes.length, protocol: "binary", envelope: undefined };
    this.#executor = executor;
    this.outcome = executor.offer(this);
  }

  proceed(): void {
    if (this.outcome === "wait") this.outcome = this.#executor.offer(this);
  }

  answer(write: WriteReply): void {
    write(this.output);
    this.outcome = "answered";
  }

  refuse(kind: string): void {
    this.refusal = kind;
  }

  get reply(): string {
    return Buffer.from(this.output.bytes.subarray(0, this.output.position)).toString("latin1");
  }

  beginReply = () => this.output.position;
  endReply = () => {};
  flush = () => {};
  refusedLater = () => {};
  abandon = () => {};
}

const replyOf = (method: string, result: number) =>
  Buffer.from([...binaryMessage(method, 2), 8, 0, 0, ...i32(result), 0]).toString("latin1");

test("a caller without a socket is answered at once, later, when there is room, or told that there is none", async () => {
  const executor = new LocalExecutor(processor, 1, limits);
  const now = new InMemoryCaller(executor, "now");
  assert.deepEqual([now.outcome, now.reply], ["done", replyOf("now", 7)]);
  const later = new InMemoryCaller(executor, "later");
  const waiting = new InMemoryCaller(executor, "now");
  const refused = new InMemoryCaller(executor, "now");
  assert.deepEqual([later.outcome, waiting.outcome, refused.outcome], ["accepted", "wait", "done"]);
  assert.deepEqual([refused.refusal, refused.reply], ["maxQueuedCalls", ""]);
  finishes.shift()!();
  await new Promise(setImmediate);
  assert.deepEqual([later.outcome, later.reply], ["answered", replyOf("later", 8)]);
  assert.deepEqual([waiting.outcome, waiting.reply], ["done", replyOf("now", 7)]);
});
