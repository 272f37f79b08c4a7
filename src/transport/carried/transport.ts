// The transport of a message that comes alone, carried whole by something that has headers beside it, NATS for example.
import { ProtocolError } from "../../protocol/errors.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Output } from "../../protocol/output.ts";
import type { Carried } from "../../runtime/runtime.ts";
import { DetectingTransport } from "../detect.ts";
import type { DialectOptions } from "../dialect.ts";
import type { Envelope } from "../envelope.ts";
import type { SizeLimits, Transport } from "../transport.ts";
import { CarriedEnvelope, innerOf } from "./envelope.ts";

/** Takes exactly one message, of any dialect but HTTP. */
export class CarriedTransport implements Transport {
  bytes: Uint8Array = nothing;
  start = 0;
  end = 0;
  protocol: ProtocolName = "binary";
  envelope: CarriedEnvelope | undefined;
  refusal: ProtocolError | undefined;
  finished = false;
  readonly ordered = false;
  readonly successor = undefined;
  readonly #carried: Carried;
  #inner: Transport;

  constructor(carried: Carried, { protocol }: DialectOptions, limits: SizeLimits) {
    this.#carried = carried;
    this.#inner = new DetectingTransport({ protocol, transport: "auto" }, limits);
  }

  get blockedUntil(): Promise<void> | undefined {
    return this.finished ? undefined : this.#inner.blockedUntil;
  }

  get pending(): number {
    return this.finished ? 0 : this.#inner.pending;
  }

  push(chunk: Uint8Array): void {
    this.#inner.push(chunk);
  }

  next(output: Output): boolean {
    if (this.finished) return false;
    while (!this.#inner.next(output)) {
      const { blockedUntil, successor } = this.#inner;
      if (successor !== undefined) this.#inner = successor;
      else if (blockedUntil !== undefined) return false;
      else throw new ProtocolError("INVALID_DATA", "it is no whole Thrift message: it ends too soon");
    }
    const inner = this.#inner;
    this.finished = true;
    if (inner.pending > 0 && inner.refusal === undefined)
      throw new ProtocolError(
        "INVALID_DATA",
        `${inner.pending} bytes follow the message; one is expected, alone`,
      );
    this.bytes = inner.bytes;
    this.start = inner.start;
    this.end = inner.end;
    this.protocol = inner.protocol;
    this.envelope = new CarriedEnvelope(this.#carried.headers, inner.envelope);
    this.refusal = inner.refusal;
    this.#carried.isRefused = inner.refusal !== undefined;
    return true;
  }

  beginReply(output: Output, envelope: Envelope | undefined): number {
    return this.#inner.beginReply(output, innerOf(envelope));
  }

  endReply(output: Output, mark: number, envelope: Envelope | undefined): void {
    const inner = innerOf(envelope);
    if (inner !== undefined) inner.replyHeaders = envelope?.replyHeaders;
    this.#carried.replyHeaders = envelope?.replyHeaders;
    this.#inner.endReply(output, mark, inner);
  }

  get unpoured(): number {
    return this.#inner.unpoured ?? 0;
  }

  pour(output: Output): void {
    this.#inner.pour?.(output);
  }

  answerError(output: Output, error: ProtocolError): boolean {
    this.#carried.unreadable = error.message;
    this.#inner.answerError?.(output, error);
    return false; // all that it has sent is here
  }
}

const nothing = new Uint8Array(0);
