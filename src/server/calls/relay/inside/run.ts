// Runs calls of one connection that came together: one after the other, as far as they are answered soon. Their replies go
// back together.
import type { Processor, WriteReply } from "../../../../processor/processor.ts";
import { readI32 } from "../../../../protocol/bytes.ts";
import type { Input } from "../../../../protocol/input.ts";
import { protocolNames } from "../../../../protocol/names.ts";
import type { Output } from "../../../../protocol/output.ts";
import { lengthSize } from "../../../../transport/frame.ts";
import type { SharedCalls } from "../memory.ts";
import { type Answers, headroom } from "./answers.ts";
import type { RelayedCaller } from "./caller.ts";
import type { RunTimes } from "./run_times.ts";

/** The parts of a worker that run calls. */
export interface Running {
  readonly processor: Processor;
  readonly calls: SharedCalls;
  readonly input: Input;
  readonly output: Output;
  readonly answers: Answers;
  readonly times: RunTimes;
  /** The callers of calls that have not been answered at once, by slot. */
  readonly callers: Map<number, RelayedCaller>;
  /** A call of these has been answered. */
  readonly settled: () => void;
}

/** A run that a worker has taken. */
export class Run {
  readonly #running: Running;
  readonly #slot: number;
  readonly #callerOf: () => RelayedCaller;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  /** The time when it was begun. */
  readonly #began: number;
  /** The place of the next message's frame. */
  #next: number;
  /** The message that was begun last, counted from 0. */
  #turn = 0;
  /** Whether the replies so far were handed back: the one at work is the last, and its reply goes by itself. */
  #isLeft = false;
  #isWatched = false;
  /** The caller of the one that has to be waited for. */
  #pending: RelayedCaller | undefined;

  /**
   * @param bytes that nobody else writes to, whose messages lie from `start` to `end`.
   * @param callerOf makes the caller of each.
   */
  constructor(
    running: Running,
    slot: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    callerOf: () => RelayedCaller,
  ) {
    this.#running = running;
    this.#slot = slot;
    this.#bytes = bytes;
    this.#next = start;
    this.#end = end;
    this.#callerOf = callerOf;
    this.#began = running.times.now;
  }

  /** Runs messages until one has to be waited for, or the run is over. */
  go(): void {
    const { calls, input, output, processor } = this.#running;
    const protocol = protocolNames[calls.protocolOf(this.#slot)]!;
    for (;;) {
      const start = this.#next + lengthSize;
      const end = start + readI32(this.#bytes, this.#next);
      this.#next = end;
      const caller = this.#callerOf();
      if (calls.isGone(this.#slot)) caller.gone();
      input.reset(this.#bytes, start, end);
      output.position = headroom;
      let later: ReturnType<Processor["process"]>;
      try {
        later = processor.process(input, output, protocol, caller);
      } catch (error) {
        this.#unanswerable(error);
        return;
      }
      if (later !== undefined) {
        this.#await(later, caller);
        return;
      }
      if (!this.#keep()) return;
    }
  }

  /** Keeps the reply that the output holds. @returns whether another message is to be run. */
  #keep(): boolean {
    const { calls, output, answers, times } = this.#running;
    const slot = this.#slot;
    if (this.#isLeft || !calls.runs.keep(slot, output.bytes, headroom, output.position - headroom)) {
      this.#leave();
      answers.give(slot);
      return false;
    }
    const hasMore = this.#next < this.#end && times.lookAfterCall() - this.#began < longestRun;
    if (hasMore && calls.runs.next(slot, this.#turn)) {
      this.#turn++;
      times.beginNext();
      return true;
    }
    calls.done.finish(slot);
    return false;
  }

  #await(later: Promise<WriteReply>, caller: RelayedCaller): void {
    const { calls, output, callers, times } = this.#running;
    const slot = this.#slot;
    callers.set(slot, caller);
    this.#pending = caller;
    if (calls.isGone(slot)) caller.gone(); // since it was begun
    this.#watch();
    void later.then((write) => {
      callers.delete(slot);
      this.#pending = undefined;
      output.position = headroom;
      try {
        write(output);
        times.look();
        if (this.#keep()) this.go();
      } catch (error) {
        this.#unanswerable(error);
      }
      this.#running.settled();
    });
  }

  /** Sees to it that replies which are there do not wait for a call that takes long. */
  #watch(): void {
    if (this.#isWatched || this.#turn === 0) return;
    this.#isWatched = true;
    setImmediate(() => {
      this.#isWatched = false;
      if (this.#pending !== undefined) this.#leave();
    });
  }

  /** Hands back the replies that are there. */
  #leave(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    if (this.#turn > 0) this.#running.calls.done.finish(this.#slot);
  }

  #unanswerable(error: unknown): void {
    this.#leave();
    this.#running.answers.unanswerable(this.#slot, error);
  }
}

/**
 * Milliseconds that a worker is at one connection's calls before it goes on with others': what those wait longer than
 * otherwise, besides a call.
 */
const longestRun = 0.25;
