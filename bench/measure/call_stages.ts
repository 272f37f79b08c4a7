// Prints the nanoseconds of the parts of a call that can be measured by themselves, in this process.
//
//   bun bench/measure/call_stages.ts FRAME_FILE
import { readFileSync } from "node:fs";
import { compileCodec } from "../../src/codec/compile.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { Processor } from "../../src/processor/processor.ts";
import { Input } from "../../src/protocol/input.ts";
import { Output } from "../../src/protocol/output.ts";
import { resolveService } from "../../src/schema/service.ts";
import { makeCallMemory } from "../../src/server/calls/relay/layout.ts";
import { SharedCalls } from "../../src/server/calls/relay/memory.ts";
import { DetectingTransport } from "../../src/transport/detect.ts";
import handler, { service as idl } from "../service/handler.ts";

/** Nanoseconds of one call, or of one of many that came together. */
export interface Stages {
  /** The first bytes of a connection tell its dialect: once for each. */
  readonly detection: number;
  /** The message is found in its bytes, and the reply put into a frame. */
  readonly framing: number;
  /** The message is read, the handler called, the reply written. */
  readonly codec: number;
  /** The message and the reply are copied through the memory that threads share; by one thread, which nobody contends with. */
  readonly queue: number;
}

const limits = {
  maxFrameSize: 1 << 24,
  maxMessageSize: 1 << 24,
  maxHeaderSize: 65_536,
  maxHttpHeaderSize: 65_536,
  maxHttpBodySize: 1 << 24,
};
const caller = { peer: "127.0.0.1:50000", signal: new AbortController().signal };

/** @param frame of a call, its length included. */
async function measureStages(frame: Uint8Array): Promise<Stages> {
  const service = resolveService(loadIdl(idl), "Bench");
  const methods = service.functions.map(({ name }) => (handler as unknown as Record<string, never>)[name]!);
  const receivers = methods.map(() => undefined);
  const processor = new Processor(service, { methods, receivers } as never, (protocol) =>
    compileCodec(service, protocol),
  );
  const input = new Input();
  const output = new Output();
  const codec = await time(() => {
    input.reset(frame, 4, frame.length);
    output.position = 0;
    processor.process(input, output, "binary", caller);
  });
  const reply = output.bytes.slice(0, output.position);
  const newTransport = () => new DetectingTransport({ protocol: "auto", transport: "auto" }, limits, state);
  const detection = await time(() => {
    const transport = newTransport();
    transport.push(frame);
    while (!transport.next() && transport.successor === undefined);
  });
  const detecting = newTransport();
  detecting.push(frame);
  while (!detecting.next() && detecting.successor === undefined);
  const transport = detecting.successor!;
  transport.next(output);
  const framing = await time(() => {
    output.position = 0;
    transport.push(frame);
    transport.next(output);
    const mark = transport.beginReply(output, undefined);
    output.append(reply);
    transport.endReply(output, mark, undefined);
  });
  return { detection, framing, codec, queue: await time(queueing(frame, reply)) };
}

const state = { pages: {} as never, closing: false };

function queueing(frame: Uint8Array, reply: Uint8Array): () => void {
  const memory = makeCallMemory(2, 1, 2);
  const [server, worker] = [new SharedCalls(memory), new SharedCalls(memory)];
  const done = new Int32Array(memory.slots);
  const message = new Uint8Array(65_536);
  const output = new Output();
  return () => {
    server.put(0, 1, caller.peer, undefined, 0, frame, 4, frame.length, undefined, undefined);
    const slot = worker.take(1);
    message.set(worker.bytesOf(slot, 0, worker.peerLengthOf(slot) + worker.lengthOf(slot)));
    worker.reply(slot, reply, 0, reply.length, 0);
    worker.done.finish(slot);
    server.done.collect(done);
    output.position = 0;
    output.append(server.bytesOf(slot, 0, server.lengthOf(slot)));
    server.free(slot);
  };
}

/** @returns nanoseconds of one run: the lower quartile, as in bench/codec.ts. */
async function time(run: () => void): Promise<number> {
  const samples: number[] = [];
  let times = 1000;
  for (let round = 0; round < 25; round++) {
    const began = performance.now();
    for (let i = 0; i < times; i++) run();
    const took = performance.now() - began;
    if (round >= 5) samples.push((took * 1e6) / times);
    else times = Math.max(1000, Math.ceil((times * 4) / took));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return samples.sort((one, other) => one - other)[samples.length >> 2]!;
}

console.log(JSON.stringify(await measureStages(new Uint8Array(readFileSync(process.argv[2]!)))));
