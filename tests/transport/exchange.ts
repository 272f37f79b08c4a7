// A client of a transport that answers by itself: what it sends in chunks, what messages are found, what comes back.
import { Buffer } from "node:buffer";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { Output } from "../../src/protocol/output.ts";
import { healthPages } from "../../src/server/health.ts";
import { httpTransport } from "../../src/transport/detect.ts";
import type { DialectOptions } from "../../src/transport/dialect.ts";
import type { Envelope } from "../../src/transport/envelope.ts";
import type { ServerState, SizeLimits, Transport } from "../../src/transport/transport.ts";
import { usual } from "./feeding.ts";

export const anyDialect: DialectOptions = { protocol: "auto", transport: "auto" };

export interface ExchangeOptions {
  readonly dialect?: DialectOptions;
  readonly limits?: Partial<SizeLimits>;
  readonly server?: ServerState;
  /** Writes the reply to a message; by default the message itself comes back. */
  readonly reply?: (message: Uint8Array, envelope: Envelope) => Uint8Array;
}

/** What became of a connection's bytes. */
export interface Exchanged {
  readonly messages: Uint8Array[];
  readonly envelopes: Envelope[];
  /** All that the client was sent. */
  readonly answer: Buffer;
  /** What ended the connection, if anything was wrong. */
  readonly error: ProtocolError | undefined;
  readonly transport: Transport;
}

/** Feeds a new HTTP transport, and whatever succeeds it, as a connection does. */
export async function exchange(
  chunks: Iterable<Uint8Array>,
  {
    dialect = anyDialect,
    limits,
    server = { pages: healthPages(() => undefined), closing: false },
    reply,
  }: ExchangeOptions = {},
): Promise<Exchanged> {
  let transport = await httpTransport(dialect, { ...usual, ...limits }, server);
  const output = new Output(16);
  const messages: Uint8Array[] = [];
  const envelopes: Envelope[] = [];
  let error: ProtocolError | undefined;
  try {
    for (const chunk of chunks) {
      transport.push(Uint8Array.from(chunk)); // frames are unmasked where they lie
      for (;;) {
        if (transport.next(output)) {
          const envelope = transport.envelope!;
          const message = transport.bytes.slice(transport.start, transport.end);
          messages.push(message);
          envelopes.push(envelope);
          const mark = transport.beginReply(output, envelope);
          if (!envelope.answered) output.append(reply?.(message, envelope) ?? message);
          transport.endReply(output, mark, envelope);
        } else if (transport.successor !== undefined) transport = transport.successor;
        else if (transport.blockedUntil !== undefined) await transport.blockedUntil;
        else break;
      }
      if (transport.finished) break;
    }
  } catch (thrown) {
    if (!(thrown instanceof ProtocolError)) throw thrown;
    error = thrown;
    transport.answerError!(output, thrown);
  }
  return {
    messages,
    envelopes,
    answer: Buffer.from(output.bytes.slice(0, output.position)),
    error,
    transport,
  };
}

/** One HTTP response. */
export interface Response {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Takes apart what a server sent: responses, one after the other, to requests that were not HEAD. */
export function responses(answer: Buffer): Response[] {
  const found: Response[] = [];
  for (let at = 0; at < answer.length; ) {
    const bodyStart = answer.indexOf("\r\n\r\n", at) + 4;
    if (bodyStart < 4) throw new Error(`no response: ${answer.toString("latin1", at)}`);
    const [status, ...lines] = answer.toString("utf8", at, bodyStart - 4).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(": ");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
      }),
    );
    at = bodyStart + Number(headers["content-length"] ?? 0);
    found.push({
      status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(status!)![1]),
      headers,
      body: answer.subarray(bodyStart, at),
    });
  }
  return found;
}

/** A POST request around a message. */
export function post(body: Uint8Array, ...headers: readonly string[]): Buffer {
  return request(["POST / HTTP/1.1", `Content-Length: ${body.length}`, ...headers], body);
}

/** A request from its lines, which may be wrong, and its body. */
export function request(lines: readonly string[], body: Uint8Array = new Uint8Array(0)): Buffer {
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]);
}
