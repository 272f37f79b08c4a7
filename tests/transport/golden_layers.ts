// Bytes that Apache's Python clients send through THeaderTransport and TZlibTransport.
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import type { ProtocolName } from "../../src/protocol/names.ts";
import { Output } from "../../src/protocol/output.ts";
import { DetectingTransport } from "../../src/transport/detect.ts";
import type { DialectOptions } from "../../src/transport/dialect.ts";
import type { Envelope } from "../../src/transport/envelope.ts";
import { InnerTransport } from "../../src/transport/layer.ts";
import type { SizeLimits } from "../../src/transport/transport.ts";
import { zlibLayer } from "../../src/transport/zlib/load.ts";
import { answers, usual } from "./feeding.ts";

/** The output of golden_layers.py. */
export const goldenText: string = readFileSync(new URL("./golden_layers.txt", import.meta.url), "utf8");

export interface Golden {
  /** The transport, the protocol, and what is particular about it. */
  readonly name: string;
  readonly protocol: "binary" | "compact";
  /** What a client sent for each of its calls. */
  readonly sent: readonly Uint8Array[];
}

export const goldens: readonly Golden[] = goldenText
  .trim()
  .split("\n")
  .map((line) => {
    const [, name, pieces] = /^(.*?) ((?:[0-9a-f]{16,} ?)+)$/.exec(line)!;
    const sent = pieces!.split(" ").map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
    return { name: name!, protocol: name!.includes("compact") ? "compact" : "binary", sent };
  });

/** The calls echo(5), echo(6) and so on in a protocol, as they stand when all layers are taken off. */
export function echoCall(protocol: "binary" | "compact", number: number): Uint8Array {
  return protocol === "binary"
    ? Uint8Array.from([0x80, 1, 0, 1, 0, 0, 0, 4, ...name, 0, 0, 0, number, 8, 0, 1, 0, 0, 0, number, 0])
    : Uint8Array.from([0x82, 0x21, number, 4, ...name, 0x15, 2 * number, 0]);
}

const name = Buffer.from("echo");

/** A connection's transport, as a server makes it, with what it would otherwise load on demand. */
export async function connected(
  limits: SizeLimits = usual,
  options: DialectOptions = { protocol: "auto", transport: "auto" },
): Promise<InnerTransport> {
  const detecting = new DetectingTransport(options, limits);
  await zlibLayer(detecting);
  return new InnerTransport(detecting);
}

/** What came in one message: copies, as a transport lets go of them. */
export interface Found {
  readonly message: Uint8Array;
  readonly protocol: ProtocolName;
  readonly headers: Record<string, string>;
  readonly envelope: Envelope | undefined;
}

/** The messages that are found in these chunks. */
export function found(transport: InnerTransport, chunks: Iterable<Uint8Array>): Found[] {
  const messages: Found[] = [];
  for (const chunk of chunks) {
    transport.push(chunk);
    while (transport.next(answers)) {
      const { bytes, start, end, protocol, envelope } = transport.current;
      const message = Uint8Array.from(bytes.subarray(start, end));
      messages.push({ message, protocol, headers: { ...envelope?.headers }, envelope });
    }
  }
  return messages;
}

/** A reply with what its transport puts around it. */
export function written(
  transport: InnerTransport,
  envelope: Envelope | undefined,
  reply: Uint8Array,
): Uint8Array {
  const output = new Output(16);
  const mark = transport.current.beginReply(output, envelope);
  output.append(reply);
  transport.current.endReply(output, mark, envelope);
  while ((transport.current.unpoured ?? 0) > 0) transport.current.pour!(output);
  return output.bytes.slice(0, output.position);
}

/** The next message of bytes that a transport has, in as many turns as it takes. */
export async function foundNext(transport: InnerTransport): Promise<boolean> {
  while (!transport.next(answers)) {
    if (transport.current.blockedUntil === undefined) return false;
    await transport.current.blockedUntil;
  }
  return true;
}
