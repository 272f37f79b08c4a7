// Runs the calls of connections that this event loop holds in threads beside it, on runtimes or under
// models that do not hand the connection itself to a thread.
import { ProtocolError } from "../../../protocol/errors.ts";
import type { ResolvedService } from "../../../schema/service.ts";
import type { Limits } from "../../options/limits.ts";
import type { RefusalReason } from "../../refusals.ts";
import { callsInWorker, haveDeadlines, type PlainRules } from "../batch_rules.ts";
import type { Caller, Outcome } from "../executor.ts";
import { Outage } from "../outage.ts";
import type { CallAtWork, Progress } from "../progress.ts";
import { TimeLimits } from "../time_limits.ts";
import { WaitingCallers } from "../waiting_callers.ts";
import type { CallWorker, FunctionTimeouts, WorkerCalls } from "../worker_calls.ts";
import { Answering } from "./answering.ts";
import { DoneCalls } from "./done_calls.ts";
import { makeCallMemory } from "./layout.ts";
import { SharedCalls } from "./memory.ts";
import type { RunnerMessage } from "./messages.ts";
import { NumberedWorkers } from "./numbered_workers.ts";
import { CallSlots } from "./slots.ts";
import { Waking } from "./waking.ts";

/** Queues each message in shared memory, from which a worker that has room takes it by itself. */
export class RelayExecutor implements WorkerCalls {
  readonly #concurrency: number;
  /** Calls that a worker may have: of a handler that has calls wait for each other more than it runs. */
  #callsEach = 0;
  #capacity = 0;
  #slots!: CallSlots;
  #waking!: Waking;
  #expected!: DoneCalls;
  #answering!: Answering;
  readonly #size: readonly [workers: number, places: number];
  readonly #workers: NumberedWorkers;
  readonly #waiting: WaitingCallers;
  readonly #limits: TimeLimits;
  readonly #progress: Progress;
  readonly #outage = new Outage(() => this.#refuseWaiting());
  /** Whether workers are told when each call came. */
  #isTimed: boolean;
  /** Calls do not wait for each other in here: messages of one connection may be run together. */
  takesRuns = true;

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
    this.#size = [workers, places];
    this.#isTimed = isTimed;
    const waited = isTimed ? (milliseconds: number) => this.#waking.waited(milliseconds) : undefined;
    this.#waiting = new WaitingCallers(limits.maxQueuedCalls, () => this.#slots.hasRoom, waited);
    this.#limits = new TimeLimits(this, limits, concurrency);
    this.#workers = new NumberedWorkers(places);
    this.#progress = progress;
    this.#makeRoom(concurrency);
  }

  /** Makes the memory anew for so many calls of each worker, as long as nobody has got it. */
  #makeRoom(callsEach: number): void {
    const [workers, places] = this.#size;
    this.#callsEach = callsEach;
    this.#capacity = workers * callsEach;
    if (this.#workers.count > 0 || (this.#slots?.used ?? 0) > 0) return;
    this.#slots = new CallSlots(new SharedCalls(makeCallMemory(workers, callsEach, places)));
    this.#waking = new Waking(this.#slots.calls);
    this.#answering = new Answering(this.#slots, this.#waiting, this.finished);
    this.#expected = new DoneCalls(this.#slots, () => this.#answering.collect());
  }

  /** Not while all workers have died and none has been replaced yet. */
  get ready(): boolean {
    return this.#workers.count > 0 && this.unready === undefined;
  }

  get unready(): string | undefined {
    return this.#progress.stuck;
  }

  callsAtWork(): Iterable<CallAtWork> {
    return this.#slots.atWork((number) => this.#workers.get(number)?.id);
  }

  callerOf({ place }: CallAtWork): { method: string; peer: string } {
    return { method: this.#slots.methodOf(place), peer: this.#slots.callers[place]?.peer ?? "" };
  }

  get waitingCalls(): number {
    this.#answering.collect(); // some may have been answered
    return Math.max(0, this.#slots.used - this.#capacity) + this.#waiting.size;
  }

  *waitingMethods(): Iterable<string> {
    yield* this.#slots.waitingMethods();
    yield* this.#waiting.methods();
  }

  get hasCalls(): boolean {
    return this.#slots.used + this.#waiting.size > 0;
  }

  get finished(): number {
    this.#answering?.collect(); // some may have been answered
    return this.#answering?.finished ?? 0;
  }

  get isFull(): boolean {
    const { count } = this.#workers;
    return count > 0 && this.#slots.used >= count * this.#callsEach;
  }

  offer(caller: Caller): Outcome {
    if (this.#waiting.refuses(caller) || this.#outage.turnsAway(caller)) return "done";
    if (this.#waiting.turnsAway(caller, this.#queued)) return "done";
    this.#progress.wake();
    this.#limits.wake();
    if (!this.#hasRoom) {
      this.#waiting.add(caller, this.#limits.limitsWaiting);
      return "wait";
    }
    const time = this.#isTimed ? this.#waking.time(caller.message.waitingSince) : 0;
    // A worker whose calls wait for each other is better at the next batch than at writing to each client of the last.
    const isLent = this.#slots.put(caller, time, this.takesRuns && this.#waiting.size === 0);
    this.#waking.soon();
    if (isLent) this.#expected.expectWritten();
    else this.#expected.expect();
    return "accepted";
  }

  /** Calls in the memory besides those that workers have or could have; below 0: they could have more. */
  get #queued(): number {
    const queued = this.#slots.used - this.#capacity;
    if (!this.#waiting.isLimit(queued)) return queued;
    this.#answering.collect();
    return this.#slots.used - this.#capacity - this.#slots.written;
  }

  /** Whether a call can be queued. If none can, the server is told of each that is answered. */
  get #hasRoom(): boolean {
    if (this.#slots.hasRoom) return true;
    this.#slots.recall();
    this.#answering.collect();
    return this.#slots.hasRoom;
  }

  settle(caller: Caller): void {
    this.#answering.collect();
    if (caller.lending?.isLent !== true) return;
    this.#slots.recall(caller);
    this.#answering.collect(); // it may have been done before that
  }

  forget(caller: Caller): void {
    this.#waiting.delete(caller);
  }

  add(worker: CallWorker): void {
    const number = this.#workers.add(worker);
    this.#slots.calls.parking.begin(number);
    this.#progress.add(this);
    this.#outage.over();
    const { epoch, ...rest } = this.#slots.calls.memory;
    const memory = { ...rest, ...(this.#isTimed && { epoch }) };
    worker.send({ kind: "relay", memory, worker: number, concurrency: this.#concurrency });
  }

  retire(worker: CallWorker): void {
    const number = this.#workers.numberOf(worker);
    if (number > 0) this.#slots.calls.parking.retire(number);
  }

  limit(service: ResolvedService, timeouts?: FunctionTimeouts, rules?: PlainRules): void {
    this.#limits.learn(service, timeouts, rules);
    this.takesRuns = rules === undefined;
    if (!this.#isTimed && haveDeadlines(rules)) {
      this.#isTimed = true;
      this.#slots.setTimes(performance.now());
    }
    const calls = callsInWorker(this.#concurrency, rules);
    if (calls !== this.#callsEach) this.#makeRoom(calls);
  }

  receive(worker: CallWorker, message: RunnerMessage): void {
    if (message.kind === "fetch") {
      this.#fetch(worker, message.call);
      return;
    }
    // What came before it in a run comes through the memory.
    if (this.#slots.calls.runs.messagesOf(message.call) > 1) this.#answering.collect();
    if (message.kind === "reply") this.#answering.adopt(message.call, message, message.headers);
    else this.#answering.unreadable(message.call, new ProtocolError(message.error, message.reason));
  }

  /** Sends a message that did not fit in the shared memory. */
  #fetch(worker: CallWorker, call: number): void {
    const message = this.#slots.takeLarge(call)?.buffer;
    if (message === undefined) return;
    const { headers } = this.#slots.envelopes[call] ?? {};
    const certificate = this.#slots.callers[call]?.certificate?.der;
    worker.give({ kind: "call", call, message, headers, certificate }, message);
  }

  gone(caller: Caller): void {
    for (let slot = 0; slot < this.#slots.callers.length; slot++) {
      if (this.#slots.callers[slot] !== caller) continue;
      // A call that has not begun is dropped when its client has closed; a half-closed client still gets its reply.
      if (caller.closed && this.#slots.calls.takeBack(slot)) this.#slots.release(slot);
      else {
        if (caller.closed) this.#slots.calls.runs.close(slot);
        if (caller.closed) this.#slots.calls.direct.recall(slot);
        this.#slots.calls.markGone(slot);
        this.#workers.get(this.#slots.calls.takenBy(slot))?.send({ kind: "gone", connection: caller.id });
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
    const number = this.#workers.numberOf(worker);
    if (number < 0) return 0;
    let answered = 0;
    const unreadable = new ProtocolError("INVALID_DATA", `the worker that ran its call ended: ${reason}`);
    this.#answering.collect(); // what it had done before; what it had not taken goes to others
    const calls = this.#slots.calls;
    this.#workers.delete(number);
    if (this.#workers.count === 0) this.#progress.delete(this);
    for (let slot = 0; slot < this.#slots.callers.length; slot++) {
      if (calls.takenBy(slot) !== number) continue;
      const isRun = this.#slots.callers[slot] !== undefined && calls.runs.messagesOf(slot) > 1;
      if (isRun && this.#answering.settle(slot)) continue;
      if (this.#slots.callers[slot] !== undefined && !calls.direct.recall(slot)) {
        this.#answering.unreadable(slot, unreadable); // who knows what the client has of the reply
        answered++;
        continue;
      }
      if (this.#slots.callers[slot] !== undefined || this.#slots.reclaim(slot)) answered++;
      this.#answering.instead(slot, (method) => `worker ended: it ran ${method}`, unreadable);
    }
    calls.parking.gone(number);
    if (!this.ready) this.#outage.none(reason);
    return answered;
  }

  overdue({ place: slot }: CallAtWork, why: RefusalReason): void {
    const worker = this.#workers.get(this.#slots.calls.takenBy(slot));
    if (worker === undefined || this.#hasEnded(slot) || !this.#slots.calls.direct.recall(slot)) return;
    this.#slots.keep(slot); // the worker may still write there
    this.#answering.refuse(slot, why);
    worker.interrupt(why.reason);
  }

  /** Stops the run in a slot, if there is one. @returns whether the call is over that was begun last. */
  #hasEnded(slot: number): boolean {
    const { runs } = this.#slots.calls;
    if (runs.messagesOf(slot) === 1) return false;
    runs.close(slot);
    const answered = runs.answeredOf(slot);
    if (answered.messages > runs.turnOf(slot)) return true; // the worker is about to hand it back
    return this.#answering.settle(slot, answered);
  }

  refuseLate(late: (since: number) => RefusalReason | undefined, now: number): void {
    for (const slot of this.#slots.waitingLate(late, now)) {
      this.#answering.refuse(slot, late(this.#slots.since[slot]!)!);
    }
    this.#waiting.refuseLate(late, now);
  }

  /** Answers the calls that wait for a worker: there is none, and none comes up. */
  #refuseWaiting(): void {
    for (const slot of this.#slots.waitingLate(() => true, 0))
      this.#answering.refuse(slot, this.#outage.refusing!);
    this.#waiting.proceed();
  }
}
