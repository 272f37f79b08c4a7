// Runs the calls of connections that this event loop holds in threads beside it, on runtimes or under
// models that do not hand the connection itself to a thread.
import { applicationExceptionType } from "../../../processor/application_exception.ts";
import type { WriteReply } from "../../../processor/processor.ts";
import { ProtocolError } from "../../../protocol/errors.ts";
import { protocolNames } from "../../../protocol/names.ts";
import { type CallHeaders, type Envelope, emptyHeaders } from "../../../transport/envelope.ts";
import { exceptionReply, refuseCall } from "../exception_reply.ts";
import type { Caller, Executor, Outcome } from "../executor.ts";
import { Outage } from "../outage.ts";
import type { CallAtWork, Progress, Watched } from "../progress.ts";
import { WaitingCallers } from "../waiting_callers.ts";
import { headersFromBytes, headersToBytes } from "./headers.ts";
import { makeCallMemory } from "./layout.ts";
import { SharedCalls } from "./memory.ts";
import type { GivenReply, RelayMessage, RunnerMessage } from "./messages.ts";

/** A worker that calls are sent to. */
export interface RelayWorker {
  /** Counts the workers of a server, from 1. */
  readonly id: number;
  send(message: RelayMessage): void;
  /** The same, with memory of the message that becomes the worker's. */
  give(message: RelayMessage, memory: ArrayBuffer): void;
}

/** Queues each message in shared memory, from which a worker that has room takes it by itself. */
export class RelayExecutor implements Executor, Watched {
  readonly #concurrency: number;
  /** Calls that the workers run at a time, all together. */
  readonly #capacity: number;
  readonly #calls: SharedCalls;
  /** Slots that hold no call. The one used last is used first: its memory is in the caches. */
  readonly #free: number[];
  /** Whose call a slot holds. */
  readonly #callers: (Caller | undefined)[];
  /** The envelope of that call, on transports that have them. */
  readonly #envelopes: (Envelope | undefined)[];
  /** Messages too large for the shared memory, by slot; of those that a worker was given, the beginning. */
  readonly #large = new Map<number, Uint8Array<ArrayBuffer>>();
  /** By number from 1. */
  readonly #workers: (RelayWorker | undefined)[];
  readonly #waiting: WaitingCallers;
  readonly #done: Int32Array;
  readonly #progress: Progress;
  /** By slot, how many calls came before the one in it. */
  readonly #numbers: Float64Array;
  #lastNumber = 0;
  finished = 0;
  #atWork = 0;
  /** Whether {@link RelayExecutor.#collect} is going to be called. */
  #expecting = false;
  /** Messages queued since the event loop's turn began. */
  #unannounced = 0;
  readonly #outage = new Outage(() => this.#refuseWaiting());
  /** There has been no worker for too long. */
  #refusing = false;
  /** The reply that {@link RelayExecutor.#writeReply} copies. */
  #reply: Uint8Array = nothing;
  /** The reply that {@link RelayExecutor.#adoptReply} takes over. */
  #given: GivenReply | undefined;

  /**
   * @param workers at most so many.
   * @param concurrency how many calls each of them runs at a time.
   * @param maxQueuedCalls how many more may wait.
   * @param progress looks at it together with the server's others.
   * @param places at most so many for a while, when new ones take the place of others.
   */
  constructor(
    workers: number,
    concurrency: number,
    maxQueuedCalls: number,
    progress: Progress,
    places = workers,
  ) {
    this.#concurrency = concurrency;
    this.#capacity = workers * concurrency;
    this.#waiting = new WaitingCallers(maxQueuedCalls);
    this.#calls = new SharedCalls(makeCallMemory(workers, concurrency, places));
    const { slots } = this.#calls.memory;
    this.#free = Array.from({ length: slots }, (_, index) => slots - 1 - index);
    this.#callers = Array.from({ length: slots }, () => undefined);
    this.#envelopes = Array.from({ length: slots }, () => undefined);
    this.#workers = Array.from({ length: places + 1 }, () => undefined);
    this.#done = new Int32Array(slots);
    this.#numbers = new Float64Array(slots);
    this.#progress = progress;
  }

  /** Not while all workers have died and none has been replaced yet. */
  get ready(): boolean {
    return this.#workers.some((worker) => worker !== undefined) && this.unready === undefined;
  }

  get unready(): string | undefined {
    return this.#progress.stuck;
  }

  *callsAtWork(): Iterable<CallAtWork> {
    for (let slot = 0; slot < this.#callers.length; slot++) {
      if (this.#callers[slot] === undefined) continue;
      const worker = this.#workers[this.#calls.takenBy(slot)];
      if (worker !== undefined) yield { number: this.#numbers[slot]!, worker: worker.id, place: slot };
    }
  }

  callerOf({ place }: CallAtWork): { method: string; peer: string } {
    const calls = this.#calls;
    let method = "a call";
    exceptionReply(protocolNames[calls.protocolOf(place)]!, this.#messageOf(place), 0, (name) => {
      method = name;
      return "";
    });
    return { method, peer: this.#callers[place]?.peer ?? "" };
  }

  get waitingCalls(): number {
    return Math.max(0, this.#atWork - this.#capacity) + this.#waiting.size;
  }

  get isFull(): boolean {
    const workers = this.#workers.reduce((count, worker) => count + (worker === undefined ? 0 : 1), 0);
    return workers > 0 && this.#atWork >= workers * this.#concurrency;
  }

  offer(caller: Caller): Outcome {
    if (this.#refusing) return this.#turnAway(caller);
    const calls = this.#calls;
    if (this.#waiting.turnsAway(caller, this.#atWork - this.#capacity)) return "done";
    this.#progress.wake();
    if (this.#free.length === 0 || !calls.hasRoom) {
      this.#waiting.add(caller);
      return "wait";
    }
    const slot = this.#free.pop()!;
    const { id, peer, message } = caller;
    const { bytes, start, end, envelope } = message;
    const protocol = protocolNames.indexOf(message.protocol);
    this.#callers[slot] = caller;
    this.#envelopes[slot] = envelope;
    this.#numbers[slot] = ++this.#lastNumber;
    this.#atWork++;
    const headers = envelope && headersToBytes(envelope.headers);
    if (!calls.put(slot, id, peer, protocol, bytes, start, end, headers)) {
      this.#large.set(slot, Uint8Array.from(bytes.subarray(start, end)));
    }
    this.#wakeSoon();
    this.#expect();
    return "taken";
  }

  refuse(caller: Caller, type: number, reason: string): boolean {
    return refuseCall(caller, type, reason);
  }

  forget(caller: Caller): void {
    this.#waiting.delete(caller);
  }

  /** Takes in a worker that is ready. */
  add(worker: RelayWorker): void {
    const number = this.#workers.indexOf(undefined, 1);
    this.#workers[number] = worker;
    this.#progress.add(this);
    this.#refusing = false;
    this.#outage.over();
    worker.send({
      kind: "relay",
      memory: this.#calls.memory,
      worker: number,
      concurrency: this.#concurrency,
    });
  }

  /** A message of a worker's about one of its calls. */
  receive(worker: RelayWorker, message: RunnerMessage): void {
    if (message.kind === "fetch") this.#fetch(worker, message.call);
    else if (message.kind === "reply") this.#adopt(message.call, message, message.headers);
    else this.#unreadable(message.call, new ProtocolError(message.error, message.reason));
  }

  /** Sends a message that did not fit in the shared memory. */
  #fetch(worker: RelayWorker, call: number): void {
    const message = this.#large.get(call);
    if (message === undefined) return;
    this.#large.set(call, message.slice(0, answerableFrom));
    worker.give({ kind: "call", call, message, headers: this.#envelopes[call]?.headers }, message.buffer);
  }

  /** Sends a reply on that did not fit in the shared memory. */
  #adopt(call: number, reply: GivenReply, headers?: CallHeaders): void {
    this.#setReplyHeaders(call, headers);
    this.#given = reply;
    this.#finish(call, this.#adoptReply);
    this.#given = undefined;
  }

  /** Closes the connection of a call that the worker could not read. */
  #unreadable(call: number, error: ProtocolError): void {
    this.#callers[call]?.abandon(error);
    this.#finish(call, () => {});
  }

  /** Tells running calls that their client has left. */
  gone(caller: Caller): void {
    for (let slot = 0; slot < this.#callers.length; slot++) {
      if (this.#callers[slot] !== caller) continue;
      // A call that has not begun is dropped when its client has closed; a half-closed client still gets its reply.
      if (caller.closed && this.#calls.takeBack(slot)) this.#release(slot);
      else {
        this.#calls.markGone(slot);
        this.#workers[this.#calls.takenBy(slot)]?.send({ kind: "gone", connection: caller.id });
      }
    }
    this.#proceed();
  }

  /** A worker could not be started, or took so many milliseconds to start. */
  started(outcome: string | number): void {
    if (typeof outcome === "number") this.#outage.started(outcome);
    else if (!this.ready) this.#outage.none(outcome);
  }

  /** No worker is to come. */
  end(): void {
    this.#outage.over();
  }

  /**
   * Answers the calls of a worker that has ended. Those it had not taken go to others.
   * @returns how many it ran.
   */
  remove(worker: RelayWorker, reason: string): number {
    const number = this.#workers.indexOf(worker);
    if (number < 0) return 0;
    let answered = 0;
    this.#collect(); // what it had done before
    const calls = this.#calls;
    this.#workers[number] = undefined;
    if (!this.#workers.some((other) => other !== undefined)) this.#progress.delete(this);
    for (let slot = 0; slot < this.#callers.length; slot++) {
      const caller = this.#callers[slot];
      if (caller === undefined || calls.takenBy(slot) !== number) continue;
      answered++;
      this.#answerInstead(slot, (method) => `worker ended: it ran ${method}`, workerEnded(reason));
    }
    calls.stopLooking(number); // it may have been woken for a call, and not taken it
    if (!this.ready) this.#outage.none(reason);
    return answered;
  }

  /** Answers the calls that wait for a worker: there is none, and none comes up. */
  #refuseWaiting(): void {
    this.#refusing = true;
    const calls = this.#calls;
    for (let slot = 0; slot < this.#callers.length; slot++) {
      const caller = this.#callers[slot];
      if (caller === undefined || !calls.takeBack(slot)) continue;
      const { kind, reason } = this.#outage.refusing!;
      caller.refusedLater(kind, reason);
      this.#answerInstead(slot, () => reason, new ProtocolError("INVALID_DATA", reason));
    }
    this.#proceed();
  }

  /** Answers a call with an exception, or closes its connection when not even that can be made of it. */
  #answerInstead(slot: number, reason: (method: string) => string, unreadable: ProtocolError): void {
    const protocol = protocolNames[this.#calls.protocolOf(slot)]!;
    const { INTERNAL_ERROR } = applicationExceptionType;
    const reply = exceptionReply(protocol, this.#messageOf(slot), INTERNAL_ERROR, reason);
    if (reply === undefined) this.#unreadable(slot, unreadable);
    else {
      this.#reply = reply;
      this.#finish(slot, this.#writeReply);
    }
  }

  #turnAway(caller: Caller): Outcome {
    const { kind, reason } = this.#outage.refusing!;
    const { INTERNAL_ERROR } = applicationExceptionType;
    caller.refuse(kind, INTERNAL_ERROR, new ProtocolError("INVALID_DATA", reason));
    return "done";
  }

  #messageOf(slot: number): Uint8Array {
    const calls = this.#calls;
    const shared = () => calls.bytesOf(slot, calls.peerLengthOf(slot), calls.lengthOf(slot));
    return Uint8Array.from(this.#large.get(slot) ?? shared());
  }

  /** Wakes a worker once per turn of the event loop, sooner when the turn is long. */
  #wakeSoon(): void {
    this.#unannounced++;
    if (this.#unannounced === 1) setImmediate(this.#wake);
    else if (this.#unannounced % announcedAfter === 0) this.#calls.wakeOne();
  }

  readonly #wake = (): void => {
    this.#unannounced = 0;
    if (!this.#calls.isEmpty) this.#calls.wakeOne();
  };

  /** Sends on the replies that have come, each connection's with one write. */
  #collect(): void {
    const done = this.#done;
    const count = this.#calls.collect(done);
    for (let i = 0; i < count; i++) {
      const slot = done[i]!;
      const caller = this.#callers[slot];
      if (caller === undefined) continue; // of a thread that ran on for a moment after it was ended
      const length = this.#calls.lengthOf(slot);
      const headersLength = this.#calls.headersLengthOf(slot);
      if (headersLength > 0) {
        this.#setReplyHeaders(slot, headersFromBytes(this.#calls.bytesOf(slot, length, headersLength)));
      }
      this.#reply = this.#calls.bytesOf(slot, 0, length);
      caller.answer(this.#writeReply, this.#envelopes[slot]);
      this.finished++;
      this.#release(slot);
      if (i + 1 < count && this.#callers[done[i + 1]!] === caller) continue;
      caller.flush();
      this.#proceed(); // those who waited come before the next call of this caller
      caller.proceed();
    }
  }

  /** Sees to it that replies are collected, unless none will come. */
  #expect(): void {
    if (this.#expecting || this.#atWork === 0) return;
    this.#expecting = true;
    const waiting = this.#calls.waitForDone();
    // One is there already: the sockets come first, though.
    if (waiting === undefined) setImmediate(this.#collectNow);
    else void waiting.then(this.#collectNow);
  }

  readonly #collectNow = (): void => {
    this.#expecting = false;
    this.#collect();
    this.#expect();
  };

  #finish(slot: number, write: WriteReply): void {
    const caller = this.#callers[slot];
    if (caller === undefined) return;
    caller.answer(write, this.#envelopes[slot]);
    caller.flush();
    this.finished++;
    this.#release(slot);
    this.#proceed();
    caller.proceed();
  }

  #setReplyHeaders(slot: number, headers: CallHeaders | undefined): void {
    const envelope = this.#envelopes[slot];
    if (envelope === undefined || headers === undefined) return;
    envelope.replyHeaders = Object.assign(emptyHeaders(), headers);
  }

  #release(slot: number): void {
    this.#callers[slot] = undefined;
    this.#envelopes[slot] = undefined;
    if (this.#large.size > 0) this.#large.delete(slot);
    this.#calls.free(slot);
    this.#free.push(slot);
    this.#atWork--;
  }

  #proceed(): void {
    while (this.#free.length > 0 && this.#calls.hasRoom) {
      const next = this.#waiting.take();
      if (next === undefined) return;
      next.proceed();
    }
  }

  /** One function for all replies: a closure for each would be garbage for each. */
  readonly #writeReply: WriteReply = (output) => {
    output.append(this.#reply);
  };

  /** A copy of 100 MB would hold the event loop for 45 ms. */
  readonly #adoptReply: WriteReply = (output) => {
    const { memory, start, end } = this.#given!;
    output.adopt(memory, start, end);
  };
}

function workerEnded(reason: string): ProtocolError {
  return new ProtocolError("INVALID_DATA", `the worker that ran its call ended: ${reason}`);
}

const nothing = new Uint8Array(0);

/** Bytes of a message in which its beginning stands, unless the name of its method is longer than any. */
const answerableFrom = 1024;

/**
 * Messages that wake a worker before the event loop's turn is over. A small call takes a worker less time
 * than the server takes to read it: woken for each message it slept again before the next, and at 32
 * connections waking it held the server at 92,000 calls a second; woken once a turn, 103,000.
 */
const announcedAfter = 16;
