// The dialects that calls are measured in, and a call's bytes in each of them.
import { compileCodec } from "../../src/codec/compile.ts";
import type { ProtocolName } from "../../src/protocol/names.ts";
import { Output } from "../../src/protocol/output.ts";
import type { ResolvedService } from "../../src/schema/service.ts";
import type { Shape } from "./shapes.ts";

/** In frames: the three protocols, THeader, and binary by TLS. HTTP carries binary in its requests. */
export type Dialect = "binary" | "compact" | "json" | "header" | "http" | "tls";

/** A call in one dialect. */
export interface Encoded {
  /** All that is sent. */
  readonly call: Uint8Array;
  /** Bytes of the right reply without the frame's length, where all servers' have the same; undefined: the first tells. */
  readonly replySize: number | undefined;
}

/** @returns a function that writes calls of a service. */
export function encoderOf(service: ResolvedService, dialect: Dialect): (shape: Shape) => Encoded {
  const codec = compileCodec(service, protocolOf(dialect));
  const output = new Output();
  return ([method, args, result]) => {
    const written = codec.functions.find((one) => one.name === method)!;
    output.position = 0;
    written.writeCall(output, 1, args);
    const message = output.bytes.slice(0, output.position);
    output.position = 0;
    written.writeReply(output, 1, result);
    const isKnown = dialect === "binary" || dialect === "compact" || dialect === "tls";
    return { call: envelope(dialect, message), replySize: isKnown ? output.position : undefined };
  };
}

function protocolOf(dialect: Dialect): ProtocolName {
  return dialect === "compact" || dialect === "json" ? dialect : "binary";
}

function envelope(dialect: Dialect, message: Uint8Array): Uint8Array {
  if (dialect === "http") {
    const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-thrift\r\nContent-Length: ${message.length}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), message]);
  }
  // THeader: magic and flags, a sequence number, one word of header: the protocol is binary, there are no transforms.
  const header =
    dialect === "header" ? Buffer.from("0fff0000000000010001" + "00000000", "hex") : Buffer.alloc(0);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length + message.length);
  return Buffer.concat([length, header, message]);
}
