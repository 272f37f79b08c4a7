// Inside a worker process: runs the calls that the server posts.
import { Buffer } from "node:buffer";
import { EventLoopHost } from "../../../batching/host.ts";
import { log } from "../../../log/log.ts";
import type { Processor, WriteReply } from "../../../processor/processor.ts";
import { ProtocolError } from "../../../protocol/errors.ts";
import { Input, type ReadLimits } from "../../../protocol/input.ts";
import type { Output } from "../../../protocol/output.ts";
import type { RuntimeParent } from "../../../runtime/runtime.ts";
import { type CallHeaders, type Envelope, emptyHeaders } from "../../../transport/envelope.ts";
import { stackOf } from "../../../words/thrown.ts";
import { RelayedEnvelope } from "../relay/headers.ts";
import { type CertificateReader, RelayedCaller } from "../relay/inside/caller.ts";
import type { RunnerParts } from "../relay/inside/parts.ts";
import type { PostedMessage, PostMessage } from "./messages.ts";

/** Runs each call as it comes: the server sends no more of them than may run. */
export class PostedCalls {
  readonly #parent: RuntimeParent;
  readonly #processor: Processor;
  readonly #input: Input;
  readonly #output: Output;
  /** The callers of calls that have not been answered, by their numbers. */
  readonly #atWork = new Map<number, RelayedCaller>();
  readonly #certificates: CertificateReader | undefined;
  readonly #host: EventLoopHost | undefined;
  #drained: (() => void) | undefined;

  constructor(
    parent: RuntimeParent,
    processor: Processor,
    output: Output,
    { limits, concurrency }: { readonly limits: ReadLimits; readonly concurrency: number },
    { batches, certificates }: RunnerParts = {},
  ) {
    this.#certificates = certificates;
    this.#host = batches && new EventLoopHost(batches);
    if (this.#host !== undefined) batches?.attach(this.#host, concurrency);
    this.#parent = parent;
    this.#processor = processor;
    this.#input = new Input(limits);
    this.#output = output;
  }

  receive(message: PostMessage): void {
    if (message.kind === "post") void this.#post(message);
    else {
      for (const caller of this.#atWork.values()) if (caller.connection === message.connection) caller.gone();
    }
  }

  /** Resolves when the calls at work are answered. */
  async drain(): Promise<void> {
    if (this.#atWork.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  async #post(posted: Extract<PostMessage, { kind: "post" }>): Promise<void> {
    const { call, client, protocol, connection, headers } = posted;
    const address = Buffer.from(client, "latin1");
    const caller = new RelayedCaller(address, 0, address.length, connection, this.#certificates);
    if (posted.certificate != null) caller.shown(bytesOf(posted.certificate)); // JSON may have null for what is absent
    this.#atWork.set(call, caller);
    const envelope = headers && envelopeOf(headers, posted);
    try {
      if (!this.#processor.speaks(protocol)) await this.#processor.prepare(protocol);
      const bytes = bytesOf(posted.message);
      this.#input.reset(bytes, 0, bytes.length);
      this.#output.position = 0;
      if (this.#host !== undefined) this.#host.waited = posted.waited ?? 0;
      const later = this.#processor.process(this.#input, this.#output, protocol, caller, envelope);
      if (this.#host !== undefined) this.#host.waited = 0;
      if (later !== undefined) {
        const write: WriteReply = await later;
        this.#output.position = 0;
        write(this.#output);
      }
      this.#reply(call, envelope);
    } catch (error) {
      this.#unanswerable(call, error);
    }
    this.#atWork.delete(call);
    if (this.#atWork.size === 0) this.#drained?.();
  }

  #reply(call: number, envelope: Envelope | undefined): void {
    const output = this.#output;
    const { buffer, byteOffset } = output.bytes;
    const reply = Buffer.from(buffer, byteOffset, output.position).toString("base64");
    if (output.bytes.length > largestKept) output.replace();
    this.#send({ kind: "posted", call, reply, headers: envelope?.replyHeaders });
  }

  /** Asks the server to close the call's connection: it cannot be read, or its reply not be sent. */
  #unanswerable(call: number, error: unknown): void {
    const readable = error instanceof ProtocolError ? error : undefined;
    if (readable === undefined)
      log.error("a call could not be answered: {thrown}", { thrown: stackOf(error) });
    const { kind, message } = readable ?? { kind: "INVALID_DATA", message: "its call could not be answered" };
    this.#send({ kind: "unreadable", call, error: kind, reason: message });
  }

  #send(message: PostedMessage): void {
    this.#parent.send(message);
  }
}

/** In memory of their own: a handler may keep a view of them. */
function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

function envelopeOf(
  headers: CallHeaders,
  { startBy, endBy }: Extract<PostMessage, { kind: "post" }>,
): Envelope {
  const never = Number.POSITIVE_INFINITY; // JSON has null for it
  const deadline =
    typeof startBy === "number" || typeof endBy === "number"
      ? { startBy: startBy ?? never, endBy: endBy ?? never }
      : undefined;
  return new RelayedEnvelope(Object.assign(emptyHeaders(), headers), deadline);
}

/** Bytes that the buffer for replies is kept at. */
const largestKept = 1_048_576;
