// Runs the calls of connections that this event loop holds in threads beside it, on runtimes or under
// models that do not hand the connection itself to a thread.
import { sendErrorCode } from "../../../processor/error_code.ts";
import type { WriteReply } from "../../../processor/processor.ts";
import { applicationExceptionType } from "../../../protocol/application_exception.ts";
import { ProtocolError } from "../../../protocol/errors.ts";
import type { ResolvedService } from "../../../schema/service.ts";
import type { CallHeaders } from "../../../transport/envelope.ts";
import type { Limits } from "../../options/limits.ts";
import type { RefusalReason } from "../../refusals.ts";
import type { Caller, Outcome } from "../executor.ts";
import { Outage } from "../outage.ts";
import type { CallAtWork, Progress } from "../progress.ts";
import { TimeLimits } from "../time_limits.ts";
import { errorCodeOf, exceptionReply } from "../turn_away.ts";
import { WaitingCallers } from "../waiting_callers.ts";
import type { CallWorker, FunctionTimeouts, WorkerCalls } from "../worker_calls.ts";
import { DoneCalls } from "./done_calls.ts";
import { headersFromBytes } from "./headers.ts";
import { makeCallMemory } from "./layout.ts";
import { SharedCalls } from "./memory.ts";
import type { GivenReply, RunnerMessage } from "./messages.ts";
import { RelayedReply } from "./reply.ts";
import { CallSlots } from "./slots.ts";
import { Waking } from "./waking.ts";

/** Queues each message in shared memory, from which a worker that has room takes it by itself. */
export class RelayExecutor implements WorkerCalls {
  readonly #concurrency: number;
  /** Calls that the workers run at a time, all together. */
  readonly #capacity: number;
  readonly #calls: SharedCalls;
  readonly #slots: CallSlots;
  readonly #waking: Waking;
  readonly #expected: DoneCalls;
  /** By number from 1. */
  readonly #workers: (CallWorker | undefined)[];
  readonly #waiting: WaitingCallers;
  readonly #limits: TimeLimits;
  readonly #done: Int32Array;
  readonly #progress: Progress;
  finished = 0;
  readonly #outage = new Outage(() => this.#refuseWaiting());
  /** Whether workers are told when each call came. */
  readonly #isTimed: boolean;
  readonly #reply = new RelayedReply();

  /**
   * @param workers at most so many.
   * @param concurrency how many calls each of them runs at a time.
   * @param limits say how many more may wait, and how long that and a call may take.
   * @param progress looks at it together with the server's others.
   * @param places at most so many for a while, when new ones take the place of others.
   * @param isTimed whether workers are told when each call came.
   */
  constructor(
    workers: number,
    concurrency: number,
    limits: Pick<Limits, "maxQueuedCalls" | "queueTimeout" | "callTimeout">,
    progress: Progress,
    places = workers,
    isTimed = false,
  ) {
    this.#concurrency = concurrency;
    this.#capacity = workers * concurrency;
    this.#isTimed = isTimed;
    const waited = isTimed ? (milliseconds: number) => this.#waking.waited(milliseconds) : undefined;
    this.#waiting = new WaitingCallers(limits.maxQueuedCalls, () => this.#slots.hasRoom, waited);
    this.#limits = new TimeLimits(this, limits, concurrency);
    this.#calls = new SharedCalls(makeCallMemory(workers, concurrency, places, isTimed));
    this.#slots = new CallSlots(this.#calls);
    this.#waking = new Waking(this.#calls);
    this.#expected = new DoneCalls(this.#calls, this.#slots, () => this.#collect());
    this.#workers = Array.from({ length: places + 1 }, () => undefined);
    this.#done = new Int32Array(this.#calls.memory.slots);
    this.#progress = progress;
  }

  /** Not while all workers have died and none has been replaced yet. */
  get ready(): boolean {
    return this.#workers.some((worker) => worker !== undefined) && this.unready === undefined;
  }

  get unready(): string | undefined {
    return this.#progress.stuck;
  }

  callsAtWork(): Iterable<CallAtWork> {
    return this.#slots.atWork((number) => this.#workers[number]?.id);
  }

  callerOf({ place }: CallAtWork): { method: string; peer: string } {
    return { method: this.#slots.methodOf(place), peer: this.#slots.callers[place]?.peer ?? "" };
  }

  get waitingCalls(): number {
    return Math.max(0, this.#slots.used - this.#capacity) + this.#waiting.size;
  }

  get hasCalls(): boolean {
    return this.#slots.used + this.#waiting.size > 0;
  }

  get isFull(): boolean {
    const workers = this.#workers.reduce((count, worker) => count + (worker === undefined ? 0 : 1), 0);
    return workers > 0 && this.#slots.used >= workers * this.#concurrency;
  }

  offer(caller: Caller): Outcome {
    if (this.#waiting.refuses(caller) || this.#outage.turnsAway(caller)) return "done";
    if (this.#waiting.turnsAway(caller, this.#slots.used - this.#capacity)) return "done";
    this.#progress.wake();
    this.#limits.wake();
    if (!this.#slots.hasRoom) {
      this.#waiting.add(caller, this.#limits.limitsWaiting);
      return "wait";
    }
    this.#slots.put(caller, this.#isTimed ? this.#waking.time() : 0);
    this.#waking.soon();
    this.#expected.expect();
    return "accepted";
  }

  forget(caller: Caller): void {
    this.#waiting.delete(caller);
  }

  add(worker: CallWorker): void {
    const number = this.#workers.indexOf(undefined, 1);
    this.#workers[number] = worker;
    this.#progress.add(this);
    this.#outage.over();
    worker.send({
      kind: "relay",
      memory: this.#calls.memory,
      worker: number,
      concurrency: this.#concurrency,
    });
  }

  limit(service: ResolvedService, timeouts: FunctionTimeouts | undefined): void {
    this.#limits.learn(service, timeouts);
  }

  receive(worker: CallWorker, message: RunnerMessage): void {
    if (message.kind === "fetch") this.#fetch(worker, message.call);
    else if (message.kind === "reply") this.#adopt(message.call, message, message.headers);
    else this.#unreadable(message.call, new ProtocolError(message.error, message.reason));
  }

  /** Sends a message that did not fit in the shared memory. */
  #fetch(worker: CallWorker, call: number): void {
    const message = this.#slots.takeLarge(call)?.buffer;
    if (message === undefined) return;
    const { headers } = this.#slots.envelopes[call] ?? {};
    const certificate = this.#slots.callers[call]?.certificate?.der;
    worker.give({ kind: "call", call, message, headers, certificate }, message);
  }

  /** Sends a reply on that did not fit in the shared memory. */
  #adopt(call: number, reply: GivenReply, headers?: CallHeaders): void {
    this.#slots.setReplyHeaders(call, headers);
    this.#reply.given = reply;
    this.#finish(call, this.#reply.adopt);
    this.#reply.given = undefined;
  }

  /** Closes the connection of a call that the worker could not read. */
  #unreadable(call: number, error: ProtocolError): void {
    this.#slots.callers[call]?.abandon(error);
    this.#finish(call, () => {});
  }

  gone(caller: Caller): void {
    for (let slot = 0; slot < this.#slots.callers.length; slot++) {
      if (this.#slots.callers[slot] !== caller) continue;
      // A call that has not begun is dropped when its client has closed; a half-closed client still gets its reply.
      if (caller.closed && this.#calls.takeBack(slot)) this.#slots.release(slot);
      else {
        this.#calls.markGone(slot);
        this.#workers[this.#calls.takenBy(slot)]?.send({ kind: "gone", connection: caller.id });
      }
    }
    this.#waiting.proceed();
  }

  started(outcome: string | number): void {
    if (typeof outcome === "number") this.#outage.started(outcome);
    else if (!this.ready) this.#outage.none(outcome);
  }

  end(): void {
    this.#outage.over();
  }

  remove(worker: CallWorker, reason: string): number {
    const number = this.#workers.indexOf(worker);
    if (number < 0) return 0;
    let answered = 0;
    const unreadable = new ProtocolError("INVALID_DATA", `the worker that ran its call ended: ${reason}`);
    this.#collect(); // what it had done before; what it had not taken goes to others
    const calls = this.#calls;
    this.#workers[number] = undefined;
    if (!this.#workers.some((other) => other !== undefined)) this.#progress.delete(this);
    for (let slot = 0; slot < this.#slots.callers.length; slot++) {
      if (calls.takenBy(slot) !== number) continue;
      if (this.#slots.callers[slot] !== undefined || this.#slots.reclaim(slot)) answered++;
      this.#answerInstead(slot, (method) => `worker ended: it ran ${method}`, unreadable);
    }
    calls.parking.stopLooking(number); // it may have been woken for a call, and not taken it
    if (!this.ready) this.#outage.none(reason);
    return answered;
  }

  overdue({ place: slot }: CallAtWork, why: RefusalReason): void {
    const worker = this.#workers[this.#calls.takenBy(slot)];
    if (worker === undefined) return;
    this.#slots.keep(slot); // the worker may still write there
    this.#refuse(slot, why);
    worker.interrupt(why.reason);
  }

  refuseLate(late: (since: number) => RefusalReason | undefined, now: number): void {
    for (const slot of this.#slots.waitingLate(late, now)) {
      this.#refuse(slot, late(this.#slots.since[slot]!)!);
    }
    this.#waiting.refuseLate(late, now);
  }

  /** Answers the calls that wait for a worker: there is none, and none comes up. */
  #refuseWaiting(): void {
    for (const slot of this.#slots.waitingLate(() => true, 0)) this.#refuse(slot, this.#outage.refusing!);
    this.#waiting.proceed();
  }

  #refuse(slot: number, why: RefusalReason): void {
    this.#slots.callers[slot]!.refused(why);
    sendErrorCode(this.#slots.envelopes[slot], errorCodeOf(why.kind));
    this.#answerInstead(slot, () => why.reason, new ProtocolError("INVALID_DATA", why.reason));
  }

  /** Answers a call with an exception, or closes its connection when not even that can be made of it. */
  #answerInstead(slot: number, reason: (method: string) => string, unreadable: ProtocolError): void {
    const { INTERNAL_ERROR } = applicationExceptionType;
    const write = exceptionReply(this.#slots.messageOf(slot), INTERNAL_ERROR, reason);
    if (write === undefined) this.#unreadable(slot, unreadable);
    else this.#finish(slot, write);
  }

  /** Sends on the replies that have come, each connection's with one write. */
  #collect(): void {
    const done = this.#done;
    const count = this.#calls.collect(done);
    for (let i = 0; i < count; i++) {
      const slot = done[i]!;
      const caller = this.#slots.callers[slot];
      if (caller === undefined) {
        // Otherwise of a thread that ran on for a moment after it was ended.
        if (this.#slots.reclaim(slot)) this.#waiting.proceed();
        continue;
      }
      const length = this.#calls.lengthOf(slot);
      const headersLength = this.#calls.headersLengthOf(slot);
      if (headersLength > 0) {
        this.#slots.setReplyHeaders(slot, headersFromBytes(this.#calls.bytesOf(slot, length, headersLength)));
      }
      this.#reply.bytes = this.#calls.bytesOf(slot, 0, length);
      caller.answer(this.#reply.copy, this.#slots.envelopes[slot]);
      this.finished++;
      this.#slots.release(slot);
      if (i + 1 < count && this.#slots.callers[done[i + 1]!] === caller) continue;
      caller.flush();
      this.#waiting.proceed(); // those who waited come before the next call of this caller
      caller.proceed();
    }
  }

  #finish(slot: number, write: WriteReply): void {
    const caller = this.#slots.callers[slot];
    if (caller === undefined) {
      this.#slots.reclaim(slot);
      return;
    }
    caller.answer(write, this.#slots.envelopes[slot]);
    caller.flush();
    this.finished++;
    this.#slots.release(slot);
    this.#waiting.proceed();
    caller.proceed();
  }
}
