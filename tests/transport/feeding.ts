// Feeding a transport chunk by chunk, and calls of generated services as their bytes.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { compileCodec } from "../../src/codec/compile.ts";
import { Output } from "../../src/protocol/output.ts";
import { createTransport } from "../../src/transport/create_transport.ts";
import type { Dialect } from "../../src/transport/dialect.ts";
import type { MessageLimits, SizeLimits, Transport } from "../../src/transport/transport.ts";
import { type Example, example } from "../fixtures/generated.ts";

/** For transports that answer nothing by themselves. */
export const answers = new Output(0);

/** Apache's limits, the server's defaults. */
export const usual: SizeLimits = {
  maxFrameSize: 16_384_000,
  maxMessageSize: 104_857_600,
  maxHeaderSize: 65_536,
  maxHttpHeaderSize: 16_384,
  maxHttpBodySize: 104_857_600,
};

export const dialects: readonly Dialect[] = [
  { protocol: "binary", transport: "buffered" },
  { protocol: "binary", transport: "framed" },
  { protocol: "compact", transport: "buffered" },
  { protocol: "compact", transport: "framed" },
  { protocol: "json", transport: "buffered" },
  { protocol: "json", transport: "framed" },
];

export function named({ protocol, transport }: Dialect): string {
  return `${protocol} ${transport}`;
}

/** A message with what its transport puts around it. */
export interface Sent {
  readonly message: Uint8Array;
  readonly bytes: Uint8Array;
}

/** A call of a generated service, as a client of this dialect sends it. */
export function sentCall(dialect: Dialect): fc.Arbitrary<Sent> {
  return fc
    .record({ call: example(), seqid: fc.integer(), strict: fc.boolean() })
    .map(({ call, seqid, strict }) => {
      const message = written(call, dialect, seqid, strict);
      return { message, bytes: dialect.transport === "framed" ? framed(message) : message };
    });
}

function written({ service, args }: Example, dialect: Dialect, seqid: number, strict: boolean): Uint8Array {
  const output = new Output(64);
  compileCodec(service, dialect.protocol).functions[0]!.writeCall(output, seqid, args, strict);
  return output.bytes.slice(0, output.position);
}

export function framed(message: Uint8Array): Uint8Array {
  return joined([i32(message.length), message]);
}

export function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Four bytes, most significant first. */
export function i32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** The ASCII letters of a name. */
export function letters(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** A strict binary call's beginning. */
export function binaryCall(name = "call"): number[] {
  return [0x80, 0x01, 0, 1, ...i32(name.length), ...letters(name), ...i32(1)];
}

/** A whole message of type oneway. */
export const onewayCall = joined([[0x80, 1, 0, 4], i32(4), letters("call"), i32(1), [0]]);

/** A compact call's beginning. */
export function compactCall(name = "call"): number[] {
  return [0x82, 0x21, 1, name.length, ...letters(name)];
}

/** A JSON call's beginning, up to its arguments. */
export function jsonCall(name = "call"): number[] {
  return letters(`[1,"${name}",1,1,`);
}

/**
 * Copies of all the messages that a transport finds, as they stood when it found them.
 * @throws {ProtocolError} as the transport does, or why it refuses a message.
 */
export function messagesOf(transport: Transport, chunks: Iterable<Uint8Array>): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const chunk of chunks) {
    transport.push(chunk);
    while (transport.next(answers)) {
      if (transport.refusal !== undefined) throw transport.refusal;
      found.push(transport.bytes.slice(transport.start, transport.end));
    }
  }
  return found;
}

/** Feeds a new transport. @throws {ProtocolError} as the transport does. */
export function messagesIn(
  dialect: Dialect,
  chunks: Iterable<Uint8Array>,
  limits: MessageLimits = usual,
): Uint8Array[] {
  return messagesOf(createTransport(dialect, limits), chunks);
}

/** Cuts bytes into chunks of these sizes, again and again; each is memory of its own, as a socket's are. */
export function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + Math.max(sizes[i % sizes.length]!, 1);
    yield bytes.slice(at, end);
    at = end;
  }
}

/** Fails unless both are the same bytes: deepEqual would take a thousand times as long. */
export function sameBytes(found: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(found, expected) !== 0) assert.deepEqual(found, expected);
}

/** As {@link sameBytes}, for lists of messages. */
export function sameMessages(found: readonly Uint8Array[], expected: readonly Uint8Array[]): void {
  assert.equal(found.length, expected.length, "how many messages");
  found.forEach((message, index) => {
    sameBytes(message, expected[index]!);
  });
}
