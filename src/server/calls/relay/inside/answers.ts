// The replies of relayed calls on their way from a worker to the server: through the shared memory, or as a message.
import { log } from "../../../../log/log.ts";
import { ProtocolError } from "../../../../protocol/errors.ts";
import type { Output } from "../../../../protocol/output.ts";
import type { RuntimeParent } from "../../../../runtime/runtime.ts";
import type { CallHeaders } from "../../../../transport/envelope.ts";
import { stackOf } from "../../../../words/thrown.ts";
import { headersToBytes, type RelayedEnvelope } from "../headers.ts";
import type { SharedCalls } from "../memory.ts";
import type { RunnerMessage } from "../messages.ts";

/** Answers the calls of one worker. */
export class Answers {
  readonly #parent: RuntimeParent;
  readonly #calls: SharedCalls;
  readonly #output: Output;

  /** @param output holds each reply behind {@link headroom} bytes. */
  constructor(parent: RuntimeParent, calls: SharedCalls, output: Output) {
    this.#parent = parent;
    this.#calls = calls;
    this.#output = output;
  }

  /** Hands on the reply that the output holds. */
  reply(slot: number, envelope: RelayedEnvelope | undefined): void {
    const output = this.#output;
    const end = output.position;
    const headers = envelope?.replyHeaders;
    if (headers !== undefined) output.append(headersToBytes(headers));
    const headersLength = output.position - end;
    if (this.#calls.reply(slot, output.bytes, headroom, end - headroom, headersLength)) {
      this.#calls.finish(slot);
      if (output.bytes.length > largestKept) output.replace();
      return;
    }
    this.give(slot, end, headers);
  }

  /** Hands on the reply that the output holds up to `end`, with its memory. */
  give(slot: number, end = this.#output.position, headers?: CallHeaders): void {
    const memory = this.#output.bytes;
    this.#output.replace();
    const message: RunnerMessage = { kind: "reply", call: slot, memory, start: headroom, end, headers };
    this.#parent.give(message, memory.buffer as ArrayBuffer);
  }

  /** Asks the server to close the call's connection: it cannot be read, or its reply not be sent. */
  unanswerable(slot: number, error: unknown): void {
    const readable = error instanceof ProtocolError ? error : undefined;
    if (readable === undefined)
      log.error("a call could not be answered: {thrown}", { thrown: stackOf(error) });
    const { kind, message } = readable ?? { kind: "INVALID_DATA", message: "its call could not be answered" };
    this.#send({ kind: "unreadable", call: slot, error: kind, reason: message });
  }

  #send(message: RunnerMessage): void {
    this.#parent.send(message);
  }
}

/**
 * Free bytes before each reply: a large one's memory goes to the server as it is, which puts a frame's length before
 * the reply, or a header frame's beginning.
 */
export const headroom = 64;
/** Bytes that the buffer for replies is kept at. */
const largestKept = 1_048_576;
