// Writes exceptions in answer to messages that no connection answers, or whose reply cannot be sent.
import type { ErrorCode } from "../../processor/error_code.ts";
import { applicationExceptionType } from "../../protocol/application_exception.ts";
import { Output } from "../../protocol/output.ts";
import type { Carried } from "../../runtime/runtime.ts";
import { CarriedTransport } from "../../transport/carried/transport.ts";
import { emptyHeaders } from "../../transport/envelope.ts";
import { exceptionReply } from "../calls/turn_away.ts";
import type { ConnectionSettings } from "../connections/ways.ts";
import type { Exchange } from "./exchange.ts";

/** A reply, and the headers beside it. */
export interface WrittenReply {
  readonly bytes: Uint8Array;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * The reply with an INTERNAL_ERROR, in the message's own form.
 * @returns undefined when the message cannot be read, or none is expected.
 */
export function writtenException(
  { payload, carried }: Pick<Exchange, "payload" | "carried">,
  { dialect, limits }: Pick<ConnectionSettings, "dialect" | "limits">,
  reason: string,
  code?: ErrorCode,
): WrittenReply | undefined {
  const again: Carried = { headers: carried.headers };
  const transport = new CarriedTransport(again, dialect, limits);
  const output = new Output(undefined, limits);
  try {
    transport.push(payload);
    if (!transport.next(output)) return undefined; // what it is packed in is being loaded
    const { envelope } = transport;
    const write = exceptionReply(transport, applicationExceptionType.INTERNAL_ERROR, () => reason);
    if (write === undefined) return undefined;
    if (envelope !== undefined && code !== undefined)
      envelope.replyHeaders = Object.assign(emptyHeaders(), { ex: code });
    const mark = transport.beginReply(output, envelope);
    write(output);
    transport.endReply(output, mark, envelope);
  } catch {
    return undefined;
  }
  const bytes = output.bytes.slice(0, output.position);
  return bytes.length === 0 ? undefined : { bytes, headers: again.replyHeaders };
}
