// Writing and reading whole messages in tests, without a processor or a transport.
import type { FunctionCodec, MessageHead, Reply, ServiceCodec } from "../../src/codec/codec.ts";
import { compileCodec } from "../../src/codec/compile.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { Input } from "../../src/protocol/input.ts";
import { type ProtocolName, protocolNames } from "../../src/protocol/names.ts";
import { Output } from "../../src/protocol/output.ts";
import { type ResolvedService, resolveService } from "../../src/schema/service.ts";

export const protocols: readonly ProtocolName[] = protocolNames;

/** The service of golden.thrift, which has every type. */
export function goldenService(): ResolvedService {
  return resolveService(loadIdl(new URL("./golden.thrift", import.meta.url)), "Golden");
}

/** The golden service's codec, compiled once. */
export function goldenCodec(protocol: ProtocolName): ServiceCodec {
  const codec = compiled.get(protocol) ?? compileCodec(goldenService(), protocol);
  compiled.set(protocol, codec);
  return codec;
}

const compiled = new Map<ProtocolName, ServiceCodec>();

export function functionOf(codec: ServiceCodec, name: string): FunctionCodec {
  const found = codec.functions.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

/** The bytes that `write` appends to a small output, which must grow. */
export function written(write: (output: Output) => void): Uint8Array {
  const output = new Output(1);
  write(output);
  return output.bytes.slice(0, output.position);
}

export function newHead(): MessageHead {
  return { name: "", type: 0, seqid: 0, strict: true, index: 0 };
}

/** A cursor on a message that is all of its bytes, or the part [start, end) of them. */
export function inputOf(bytes: Uint8Array, start = 0, end: number = bytes.length): Input {
  const input = new Input();
  input.reset(bytes, start, end);
  return input;
}

/** Reads a call and gives the arguments the handler was called with; none if there is no such function. */
export function readCall(codec: ServiceCodec, input: Input): { head: MessageHead; args: unknown[] } {
  const head = newHead();
  codec.readMessageBegin(input, head);
  const method = (...args: unknown[]): unknown[] => args.slice(0, -1);
  if (head.index < 0) codec.skipArguments(input);
  const args = codec.functions[head.index]?.invoke(input, method, undefined, "context") ?? [];
  return { head, args: args as unknown[] };
}

/** Reads a reply of type reply. */
export function readReply(codec: ServiceCodec, bytes: Uint8Array): { head: MessageHead; reply: Reply } {
  const head = newHead();
  const input = inputOf(bytes);
  codec.readMessageBegin(input, head);
  return { head, reply: codec.functions[head.index]!.readReply(input) };
}

/** Bytes as Apache's tools and tests print them. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function unhex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
