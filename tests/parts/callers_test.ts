// Callers without a socket: an executor runs the message of whoever has one, and gives the reply back.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { configureSync, resetSync } from "@logtape/logtape";
import type { ServiceCodec } from "../../src/codec/codec.ts";
import { compileCodec } from "../../src/codec/compile.ts";
import { logWritten } from "../../src/log/log.ts";
import { Processor, type WriteReply } from "../../src/processor/processor.ts";
import { applicationExceptionType } from "../../src/protocol/application_exception.ts";
import { defaultReadLimits } from "../../src/protocol/input.ts";
import { Output } from "../../src/protocol/output.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { Caller, Executor, Message } from "../../src/server/calls/executor.ts";
import { LocalExecutor } from "../../src/server/calls/local_executor.ts";
import { LocalConnections } from "../../src/server/connections/local_connections.ts";
import { Watchdog } from "../../src/server/connections/watchdog.ts";
import { memoryPair } from "../../src/server/memory/pair.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { type RefusalReason, Refusals } from "../../src/server/refusals.ts";
import { exceptionMessage } from "../fixtures/messages.ts";
import { binaryMessage, i32 } from "../fixtures/raw_client.ts";
import { until } from "../fixtures/serving.ts";
import { load } from "../fixtures/temporary_files.ts";

const service = resolveService(load("service S { i32 now() i32 later() }"));
const finishes: (() => void)[] = [];
const methods = [() => 7, () => new Promise((resolve) => finishes.push(() => resolve(8)))];
const processor = new Processor(service, { methods, receivers: [undefined, undefined] }, (protocol) =>
  compileCodec(service, protocol),
);
const limits = { ...defaultReadLimits, maxQueuedCalls: 1, queueTimeout: 0 };

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

  refused({ kind }: RefusalReason): void {
    this.refusal = kind;
  }

  get reply(): string {
    return Buffer.from(this.output.bytes.subarray(0, this.output.position)).toString("latin1");
  }

  beginReply = () => this.output.position;
  endReply = () => {};
  flush = () => {};
  abandon = () => {};
}

const replyOf = (method: string, result: number) =>
  Buffer.from([...binaryMessage(method, 2), 8, 0, 0, ...i32(result), 0]).toString("latin1");

const exceptionOf = (method: string, message: string) =>
  Buffer.from(
    exceptionMessage("binary", method, 7, applicationExceptionType.INTERNAL_ERROR, message),
  ).toString("latin1");

test("a caller without a socket is answered at once, later, when there is room, or told that there is none", async () => {
  const executor = new LocalExecutor(processor, 1, limits);
  const now = new InMemoryCaller(executor, "now");
  assert.deepEqual([now.outcome, now.reply], ["done", replyOf("now", 7)]);
  const later = new InMemoryCaller(executor, "later");
  const waiting = new InMemoryCaller(executor, "now");
  const refused = new InMemoryCaller(executor, "now");
  assert.deepEqual([later.outcome, waiting.outcome, refused.outcome], ["accepted", "wait", "done"]);
  assert.deepEqual(
    [refused.refusal, refused.reply],
    ["maxQueuedCalls", exceptionOf("now", "overloaded: 1 calls wait")],
  );
  finishes.shift()!();
  await new Promise(setImmediate);
  assert.deepEqual([later.outcome, later.reply], ["answered", replyOf("later", 8)]);
  assert.deepEqual([waiting.outcome, waiting.reply], ["done", replyOf("now", 7)]);
});

test("a codec that cannot be loaded is an internal error of the calls that wait for it, and is asked for again", async () => {
  const loads: { resolve(codec: ServiceCodec): void; reject(error: Error): void }[] = [];
  const loading = new Processor(
    service,
    { methods, receivers: [undefined, undefined] },
    () => new Promise<ServiceCodec>((resolve, reject) => loads.push({ resolve, reject })),
  );
  const executor = new LocalExecutor(loading, 1, limits);
  const callers = [new InMemoryCaller(executor, "now"), new InMemoryCaller(executor, "now")];
  assert.deepEqual([callers.map(({ outcome }) => outcome), loads.length], [["wait", "wait"], 2]);
  const records: string[] = [];
  configureSync({
    reset: true,
    sinks: { records: ({ level, message }) => records.push(`${level} ${message.join("")}`) },
    loggers: [
      { category: ["thriftserve"], sinks: ["records"] },
      { category: ["logtape", "meta"], sinks: ["records"], lowestLevel: "error" },
    ],
  });
  for (const { reject } of loads.splice(0)) reject(new Error("no such module"));
  await new Promise(setImmediate);
  await logWritten();
  resetSync();
  assert.equal(records.length, 2);
  assert.match(records[0]!, /^error could not load the codec of binary for memory: Error: no such module/);
  const told = exceptionOf(
    "now",
    "internal error: the server could not load its codec of the binary protocol",
  );
  for (const { outcome, reply, refusal } of callers)
    assert.deepEqual([outcome, reply, refusal], ["done", told, ""]);
  const next = new InMemoryCaller(executor, "now");
  assert.equal(next.outcome, "wait");
  loads[0]!.resolve(compileCodec(service, "binary"));
  await new Promise(setImmediate);
  assert.deepEqual([next.outcome, next.reply], ["done", replyOf("now", 7)]);
});

test("over a connection all of its calls are answered for a codec that cannot be loaded, and later ones run", async () => {
  let loads = 0;
  const loading = new Processor(service, { methods, receivers: [undefined, undefined] }, () =>
    ++loads === 1
      ? Promise.reject(new Error("no such module"))
      : Promise.resolve(compileCodec(service, "binary")),
  );
  const refusals = new Refusals();
  const settings = settingsOf({ model: "simple", protocol: "binary", transport: "buffered" });
  const connections = new LocalConnections(new LocalExecutor(loading, 1, settings.limits), {
    output: new Output(),
    settings,
    watch: new Watchdog(settings.limits, refusals),
    tls: undefined,
  });
  const { wire, accepted } = memoryPair();
  let received = "";
  wire.open({
    data: (bytes) => {
      received += Buffer.from(bytes).toString("latin1");
    },
    ended: () => {},
  });
  connections.take(accepted, () => {});
  const call = Uint8Array.from([...binaryMessage("now"), 0]);
  wire.write(Uint8Array.from([...call, ...call]));
  const told = exceptionOf(
    "now",
    "internal error: the server could not load its codec of the binary protocol",
  );
  await until(() => received === told + told, "both calls are answered");
  wire.write(call);
  await until(() => received === told + told + replyOf("now", 7), "the third is run");
  assert.equal(refusals.counts.malformed, 0);
  connections.destroy();
});
