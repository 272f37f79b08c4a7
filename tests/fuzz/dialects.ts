// Calls in each dialect as they are on the wire: the seeds that the hostile clients' streams grow from.
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { constants, deflateSync } from "node:zlib";
import type { Random } from "../fixtures/random.ts";
import { callsIn, type Spelling } from "./calls.ts";

/** A dialect, with valid calls in its protocol. */
export interface FuzzedDialect {
  readonly name: string;
  readonly spelling: Spelling;
  /** Whether the server, when it refuses one message's arguments, goes on with the next message. */
  readonly survives: boolean;
  /** All the bytes that a client sends who makes these calls. */
  encode(calls: readonly Buffer[], random: Random): Buffer;
}

const frame = (body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
};
const frames = (bodies: readonly Buffer[]): Buffer => Buffer.concat(bodies.map(frame));
const deflated = (bytes: Buffer): Buffer => deflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });

const protocolIds = { binary: 0, compact: 2 } as const;

function headerFrame(call: Buffer, protocol: "binary" | "compact", random: Random): Buffer {
  const zlib = random.chance(40);
  const headers = random.chance(50) ? [1, 1, 4, ...Buffer.from("name"), 5, ...Buffer.from("value")] : [];
  const block = Buffer.from([protocolIds[protocol], ...(zlib ? [1, 1] : [0]), ...headers]);
  const words = Math.ceil(block.length / 4);
  const fixed = Buffer.from([0x0f, 0xff, 0, 0, 0, 0, 0, random.below(100), 0, words]);
  const padding = Buffer.alloc(words * 4 - block.length);
  return frame(Buffer.concat([fixed, block, padding, zlib ? deflateSync(call) : call]));
}

function request(call: Buffer, chunked: boolean): Buffer {
  const type = "Content-Type: application/x-thrift\r\nHost: 127.0.0.1\r\nAccept: application/x-thrift\r\n";
  if (!chunked)
    return Buffer.concat([
      Buffer.from(`POST / HTTP/1.1\r\n${type}Content-Length: ${call.length}\r\n\r\n`),
      call,
    ]);
  const middle = call.length >> 1;
  const chunks = [call.subarray(0, middle), call.subarray(middle)].filter((chunk) => chunk.length > 0);
  return Buffer.concat([
    Buffer.from(`POST /rpc HTTP/1.1\r\n${type}Transfer-Encoding: chunked\r\n\r\n`),
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from("\r\n"),
    ]),
    Buffer.from("0\r\n\r\n"),
  ]);
}

const upgrade = Buffer.from(
  "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
);

function webSocketFrame(payload: Buffer, opcode: number, random: Random): Buffer {
  const length =
    payload.length < 126 ? [payload.length] : [126, (payload.length >> 8) & 255, payload.length & 255];
  const mask = Buffer.from([random.below(256), random.below(256), random.below(256), random.below(256)]);
  const masked = payload.map((byte, index) => byte ^ mask[index & 3]!);
  return Buffer.concat([Buffer.from([opcode, 0x80 | length[0]!, ...length.slice(1)]), mask, masked]);
}

function webSocket(calls: readonly Buffer[], random: Random): Buffer {
  const pieces = calls.flatMap((call) => {
    if (call.length > 60_000) return [];
    if (random.chance(10)) return [webSocketFrame(Buffer.from("ping"), 0x89, random)];
    if (random.chance(80)) return [webSocketFrame(call, 0x82, random)];
    const middle = call.length >> 1;
    return [
      webSocketFrame(call.subarray(0, middle), 0x02, random),
      webSocketFrame(call.subarray(middle), 0x80, random),
    ];
  });
  return Buffer.concat([upgrade, ...pieces]);
}

const survives = true;

/** Every dialect that the server tells apart. */
export const dialects: readonly FuzzedDialect[] = [
  ...(["binary", "old", "compact", "json"] as const).flatMap((spelling): FuzzedDialect[] => [
    { name: `${spelling} framed`, spelling, survives, encode: frames },
    { name: `${spelling} buffered`, spelling, survives: false, encode: (calls) => Buffer.concat(calls) },
  ]),
  ...(["binary", "compact"] as const).map(
    (spelling): FuzzedDialect => ({
      name: `${spelling} header`,
      spelling,
      survives,
      encode: (calls, random) => Buffer.concat(calls.map((call) => headerFrame(call, spelling, random))),
    }),
  ),
  { name: "binary zlib", spelling: "binary", survives: false, encode: (all) => deflated(Buffer.concat(all)) },
  { name: "compact frames in zlib", spelling: "compact", survives, encode: (all) => deflated(frames(all)) },
  {
    name: "json zlib in frames",
    spelling: "json",
    survives: false,
    encode: (all) => frame(deflated(Buffer.concat(all))),
  },
  {
    name: "binary http",
    spelling: "binary",
    survives,
    encode: (all) => Buffer.concat(all.map((call) => request(frame(call), false))),
  },
  {
    name: "json http in chunks",
    spelling: "json",
    survives: false,
    encode: (all) => Buffer.concat(all.map((call) => request(call, true))),
  },
  {
    name: "binary websocket",
    spelling: "binary",
    survives,
    encode: (all, random) => webSocket(all.map(frame), random),
  },
  { name: "compact websocket", spelling: "compact", survives: false, encode: webSocket },
];

/** The calls that each dialect's streams are made of. */
export const callsOf = {
  binary: callsIn("binary"),
  old: callsIn("old"),
  compact: callsIn("compact"),
  json: callsIn("json"),
} as const;

/** Streams that are no Thrift, or that no call is made of: whole files, one a line in hexadecimal. */
export const strangers: readonly Buffer[] = readFileSync(
  new URL("./corpus/strangers.hex", import.meta.url),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => Buffer.from(line, "hex"));
