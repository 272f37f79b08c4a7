// The replies of relayed calls on their way from a worker to the server: through the shared memory, or as a message.
import { log } from "../../../../log/log.ts";
import type { Traffic } from "../../../../metrics/traffic.ts";
import { ProtocolError } from "../../../../protocol/errors.ts";
import type { Output } from "../../../../protocol/output.ts";
import type { RuntimeParent } from "../../../../runtime/runtime.ts";
import type { CallHeaders } from "../../../../transport/envelope.ts";
import { lengthSize } from "../../../../transport/frame.ts";
import { stackOf } from "../../../../words/thrown.ts";
import { headersToBytes, type RelayedEnvelope } from "../headers.ts";
import type { SharedCalls } from "../memory.ts";
import type { RunnerMessage } from "../messages.ts";

/** Answers the calls of one worker. */
export class Answers {
  readonly #parent: RuntimeParent;
  readonly #calls: SharedCalls;
  readonly #output: Output;
  readonly #traffic: Traffic;

  /**
   * @param output holds each reply behind {@link headroom} bytes.
   * @param traffic counts what is written here.
   */
  constructor(parent: RuntimeParent, calls: SharedCalls, output: Output, traffic: Traffic) {
    this.#traffic = traffic;
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
    if (headersLength === 0 && this.#calls.direct.mayBegin(slot) && this.#write(slot, end)) return;
    if (this.#calls.reply(slot, output.bytes, headroom, end - headroom, headersLength)) {
      this.#calls.done.finish(slot);
      if (output.bytes.length > largestKept) output.replace();
      return;
    }
    this.give(slot, end, headers);
  }

  /** Writes the reply to the client, as far as this takes it. False when that is to be done by the server. */
  #write(slot: number, end: number): boolean {
    const write = this.#parent.write;
    const calls = this.#calls;
    const { bytes, view } = this.#output;
    const length = end - headroom;
    if (write === undefined || length === 0 || length > mostWritten) return false;
    const whole = lengthSize + length;
    // What the client does not take has to have room in the memory.
    if (whole > calls.layout.slotSize && !calls.reply(slot, bytes, headroom, length, 0)) return false;
    const lent = calls.direct.begin(slot);
    if (lent < 0) return false;
    const from = headroom - lengthSize;
    view.setInt32(from, length);
    // Before it is: who has the reply is to find it counted.
    this.#traffic.sent(whole);
    const sent = Math.max(0, write(lent, bytes, from, end));
    if (sent < whole) this.#traffic.sent(sent - whole);
    if (sent === 0) return false;
    if (sent === whole) calls.clear(slot);
    else calls.reply(slot, bytes, from + sent, whole - sent, 0);
    calls.direct.sent(slot, sent);
    calls.done.finish(slot, sent === whole);
    return true;
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
/** Bytes of a reply that a worker writes to the client itself: larger ones are sent on without a copy by the server. */
const mostWritten = 65_536;
/** Bytes that the buffer for replies is kept at. */
const largestKept = 1_048_576;
