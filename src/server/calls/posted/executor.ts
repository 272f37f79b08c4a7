// Posts calls to worker processes, one message for each: where a call's time is limited, a server keeps the connections, so that
// it can answer their clients when a process has to be ended.
import { Buffer } from "node:buffer";
import { sendErrorCode } from "../../../processor/error_code.ts";
import type { WriteReply } from "../../../processor/processor.ts";
import { applicationExceptionType } from "../../../protocol/application_exception.ts";
import { ProtocolError } from "../../../protocol/errors.ts";
import { type MessageBytes, readMessageHead } from "../../../protocol/message.ts";
import type { ResolvedService } from "../../../schema/service.ts";
import { type Envelope, emptyHeaders } from "../../../transport/envelope.ts";
import type { Limits } from "../../options/limits.ts";
import type { RefusalReason } from "../../refusals.ts";
import { callsInWorker, type PlainRules } from "../batch_rules.ts";
import { type Caller, type Outcome, waitedBy } from "../executor.ts";
import { Outage } from "../outage.ts";
import type { CallAtWork, Progress } from "../progress.ts";
import { TimeLimits } from "../time_limits.ts";
import { errorCodeOf, exceptionReply } from "../turn_away.ts";
import { WaitingCallers } from "../waiting_callers.ts";
import type { CallWorker, FunctionTimeouts, WorkerCalls } from "../worker_calls.ts";
import type { PostedMessage } from "./messages.ts";

/** Gives each call to the process that has the fewest, and none more than it runs at a time; the others wait. */
export class PostedExecutor implements WorkerCalls {
  readonly #concurrency: number;
  /** Calls that a worker is sent: of a handler that has calls wait for each other more than it runs. */
  #callsEach: number;
  readonly #workers = new Map<CallWorker, Set<PostedCall>>();
  /** Those that are sent no more. */
  readonly #retired = new Set<CallWorker>();
  /** Calls at work, by their numbers. */
  readonly #calls = new Map<number, PostedCall>();
  readonly #waiting: WaitingCallers;
  readonly #limits: TimeLimits;
  readonly #progress: Progress;
  readonly #outage = new Outage(() => this.#waiting.proceed());
  #lastNumber = 0;
  finished = 0;

  /** @param waited is told how long each call has waited. */
  constructor(
    concurrency: number,
    limits: Limits,
    progress: Progress,
    waited?: (milliseconds: number) => void,
  ) {
    this.#concurrency = concurrency;
    this.#callsEach = concurrency;
    this.#limits = new TimeLimits(this, limits, concurrency);
    this.#waiting = new WaitingCallers(
      limits.maxQueuedCalls,
      () => this.#free !== undefined || this.#outage.isRefusing,
      waited,
    );
    this.#progress = progress;
  }

  get ready(): boolean {
    return this.#workers.size > 0 && this.unready === undefined;
  }

  get unready(): string | undefined {
    return this.#progress.stuck;
  }

  *callsAtWork(): Iterable<CallAtWork> {
    for (const call of this.#calls.values()) if (call.caller !== undefined) yield call;
  }

  callerOf(call: CallAtWork): { method: string; peer: string } {
    const { message, caller } = call as PostedCall;
    return { method: readMessageHead(message)?.name ?? "a call", peer: caller?.peer ?? "" };
  }

  get waitingCalls(): number {
    return this.#waiting.size;
  }

  waitingMethods(): Iterable<string> {
    return this.#waiting.methods();
  }

  get hasCalls(): boolean {
    return this.#calls.size + this.#waiting.size > 0;
  }

  get isFull(): boolean {
    return this.#workers.size > 0 && this.#free === undefined;
  }

  offer(caller: Caller): Outcome {
    if (this.#waiting.refuses(caller) || this.#outage.turnsAway(caller)) return "done";
    this.#progress.wake();
    this.#limits.wake();
    const worker = this.#free;
    if (worker === undefined) {
      if (this.#waiting.turnsAway(caller)) return "done";
      this.#waiting.add(caller, this.#limits.limitsWaiting);
      return "wait";
    }
    this.#post(worker, caller);
    return "accepted";
  }

  forget(caller: Caller): void {
    this.#waiting.delete(caller);
  }

  add(worker: CallWorker): void {
    this.#workers.set(worker, new Set());
    this.#progress.add(this);
    this.#outage.over();
    this.#waiting.proceed();
  }

  retire(worker: CallWorker): void {
    this.#retired.add(worker);
  }

  limit(service: ResolvedService, timeouts?: FunctionTimeouts, rules?: PlainRules): void {
    this.#limits.learn(service, timeouts, rules);
    this.#callsEach = callsInWorker(this.#concurrency, rules);
  }

  receive(_worker: CallWorker, message: PostedMessage): void {
    const call = this.#calls.get(message.call);
    if (call === undefined) return;
    if (message.kind === "unreadable") {
      call.caller?.abandon(new ProtocolError(message.error, message.reason));
      this.#finish(call, writesNothing);
      return;
    }
    const reply = Buffer.from(message.reply, "base64");
    if (call.envelope !== undefined && message.headers !== undefined)
      call.envelope.replyHeaders = Object.assign(emptyHeaders(), message.headers);
    this.#finish(call, (output) => output.append(reply));
  }

  gone(caller: Caller): void {
    for (const call of this.#calls.values())
      if (call.caller === caller) call.by.send({ kind: "gone", connection: caller.id });
  }

  started(outcome: string | number): void {
    if (typeof outcome === "number") this.#outage.started(outcome);
    else if (!this.ready) this.#outage.none(outcome);
  }

  end(): void {
    this.#outage.over();
  }

  remove(worker: CallWorker, reason: string): number {
    const calls = this.#workers.get(worker);
    if (calls === undefined) return 0;
    this.#workers.delete(worker);
    this.#retired.delete(worker);
    if (this.#workers.size === 0) {
      this.#progress.delete(this);
      this.#outage.none(reason);
    }
    const unreadable = `the worker that ran its call ended: ${reason}`;
    for (const call of [...calls])
      this.#finish(
        call,
        this.#exception(call, (method) => `worker ended: it ran ${method}`, unreadable),
      );
    return calls.size;
  }

  overdue(at: CallAtWork, why: RefusalReason): void {
    const call = at as PostedCall;
    const { caller, envelope } = call;
    caller?.refused(why);
    sendErrorCode(envelope, errorCodeOf(why.kind));
    this.#reply(
      call,
      this.#exception(call, () => why.reason, why.reason),
    );
    call.caller = undefined; // it is at work until its worker is gone
    this.#retired.add(call.by); // it is sent no more, whatever room it has
    call.by.interrupt(why.reason);
    caller?.proceed();
  }

  refuseLate(late: (since: number) => RefusalReason | undefined, now: number): void {
    this.#waiting.refuseLate(late, now);
  }

  /** The worker with the fewest calls, and room for one more. */
  get #free(): CallWorker | undefined {
    let free: CallWorker | undefined;
    let fewest = this.#callsEach;
    for (const [worker, { size }] of this.#workers) {
      if (size >= fewest || this.#retired.has(worker)) continue;
      free = worker;
      fewest = size;
      if (size === 0) break;
    }
    return free;
  }

  #post(worker: CallWorker, caller: Caller): void {
    const { bytes, start, end, protocol, envelope } = caller.message;
    const number = ++this.#lastNumber;
    const message = { bytes, start, end, protocol };
    const call: PostedCall = { number, worker: worker.id, place: 0, by: worker, caller, message, envelope };
    this.#calls.set(number, call);
    this.#workers.get(worker)!.add(call);
    worker.send({
      kind: "post",
      call: number,
      connection: caller.id,
      client: caller.peer,
      certificate: caller.certificate && Buffer.from(caller.certificate.der).toString("base64"),
      protocol,
      message: Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("base64"),
      headers: envelope?.headers,
      startBy: envelope?.deadline?.startBy,
      endBy: envelope?.deadline?.endBy,
      waited: this.#limits.limitsWaiting ? waitedBy(caller.message) : undefined,
    });
  }

  /** What answers a call with an exception. Its connection is closed when not even that can be made of it. */
  #exception(
    { message, caller }: PostedCall,
    reason: (method: string) => string,
    unreadable: string,
  ): WriteReply {
    const write = exceptionReply(message, applicationExceptionType.INTERNAL_ERROR, reason);
    if (write === undefined) caller?.abandon(new ProtocolError("INVALID_DATA", unreadable));
    return write ?? writesNothing;
  }

  #finish(call: PostedCall, write: WriteReply): void {
    const { caller } = call;
    this.#calls.delete(call.number);
    this.#workers.get(call.by)?.delete(call);
    this.finished++;
    this.#reply(call, write);
    this.#waiting.proceed(); // those who waited come before the next call of this caller
    caller?.proceed();
  }

  #reply({ caller, envelope }: PostedCall, write: WriteReply): void {
    if (caller === undefined) return;
    caller.answer(write, envelope);
    caller.flush();
  }
}

/** The reply to a call whose connection is closed. */
const writesNothing: WriteReply = () => {};

/** A call at work. */
interface PostedCall extends CallAtWork {
  readonly by: CallWorker;
  /** Undefined: it has been answered, and its worker is being ended. */
  caller: Caller | undefined;
  readonly message: MessageBytes;
  readonly envelope: Envelope | undefined;
}
