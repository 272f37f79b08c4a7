// The calls that a worker has begun: their messages out of the shared memory, through the processor, and the replies back.
import type { Processor, WriteReply } from "../../../../processor/processor.ts";
import { protocolNames } from "../../../../protocol/names.ts";
import { headersFromBytes, RelayedEnvelope } from "../headers.ts";
import type { RelayMessage, RunnerMessage } from "../messages.ts";
import { headroom } from "./answers.ts";
import { type CertificateReader, RelayedCaller } from "./caller.ts";
import { Run, type Running } from "./run.ts";
import { Slab } from "./slab.ts";

/** Runs the calls of one worker. */
export class CallsAtWork {
  readonly #running: Running;
  readonly #fetch: (message: RunnerMessage) => void;
  readonly #certificates: CertificateReader | undefined;
  readonly #slab = new Slab();

  /** @param fetch asks for a message that was too large for the shared memory. */
  constructor(
    running: Running,
    fetch: (message: RunnerMessage) => void,
    certificates: CertificateReader | undefined,
  ) {
    this.#running = running;
    this.#fetch = fetch;
    this.#certificates = certificates;
  }

  /** The number of those that have not been answered. */
  get size(): number {
    return this.#running.callers.size;
  }

  /** Begins a call that was taken, or a run of several. */
  begin(slot: number): void {
    const { calls, callers } = this.#running;
    const peerLength = calls.peerLengthOf(slot);
    if (calls.isElsewhere(slot)) {
      const peer = new Uint8Array(calls.bytesOf(slot, 0, peerLength));
      callers.set(slot, this.#callerOf(slot, peer, 0, peerLength));
      this.#fetch({ kind: "fetch", call: slot });
      return;
    }
    const certificateLength = calls.certificateLengthOf(slot);
    const before = peerLength + certificateLength;
    const length = before + calls.lengthOf(slot);
    this.#slab.reserve(length);
    const { bytes, start } = this.#slab;
    bytes.set(calls.bytesOf(slot, 0, length), start);
    const callerOf = () => {
      const caller = this.#callerOf(slot, bytes, start, peerLength);
      if (certificateLength > 0) caller.shown(bytes.subarray(start + peerLength, start + before));
      return caller;
    };
    if (calls.runs.messagesOf(slot) > 1) {
      new Run(this.#running, slot, bytes, start + before, start + length, callerOf).go();
      return;
    }
    const headersLength = calls.headersLengthOf(slot);
    const envelope =
      headersLength === 0
        ? undefined
        : new RelayedEnvelope(
            headersFromBytes(calls.bytesOf(slot, length, headersLength)),
            calls.deadlineOf(slot),
          );
    this.#process(slot, callerOf(), bytes, start + before, start + length, envelope);
  }

  /** Begins a call whose message had to be fetched. */
  fetched({ call: slot, message, headers, certificate }: Extract<RelayMessage, { kind: "call" }>): void {
    const { calls, callers, times } = this.#running;
    const caller = callers.get(slot);
    if (caller === undefined) return;
    callers.delete(slot);
    caller.shown(certificate);
    times.beginLate();
    const envelope = headers && new RelayedEnvelope(headers, calls.deadlineOf(slot));
    this.#process(slot, caller, new Uint8Array(message), 0, message.byteLength, envelope);
  }

  /** Tells the calls of a connection that it is gone. */
  gone(connection: number): void {
    for (const caller of this.#running.callers.values()) if (caller.connection === connection) caller.gone();
  }

  #callerOf(slot: number, bytes: Uint8Array, start: number, length: number): RelayedCaller {
    const connection = this.#running.calls.connectionOf(slot);
    return new RelayedCaller(bytes, start, length, connection, this.#certificates);
  }

  #process(
    slot: number,
    caller: RelayedCaller,
    bytes: Uint8Array,
    start: number,
    end: number,
    envelope: RelayedEnvelope | undefined,
  ): void {
    const { calls, input, output, processor, answers, callers, settled } = this.#running;
    input.reset(bytes, start, end);
    output.position = headroom;
    if (calls.isGone(slot)) caller.gone();
    let later: ReturnType<Processor["process"]>;
    try {
      const protocol = protocolNames[calls.protocolOf(slot)]!;
      later = processor.process(input, output, protocol, caller, envelope);
      if (later === undefined) answers.reply(slot, envelope);
    } catch (error) {
      answers.unanswerable(slot, error);
      return;
    }
    if (later === undefined) return;
    callers.set(slot, caller);
    if (calls.isGone(slot)) caller.gone(); // since it was taken
    void later.then((write: WriteReply) => {
      callers.delete(slot);
      output.position = headroom;
      try {
        write(output);
        answers.reply(slot, envelope);
      } catch (error) {
        answers.unanswerable(slot, error);
      }
      settled();
    });
  }
}
