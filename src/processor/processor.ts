// A message's bytes in, the reply's bytes out: everything else in this project composes around it.
import { CallNotRun } from "../batching/not_run.ts";
import type { FunctionCodec, ServiceCodec, ServiceMessageHead } from "../codec/codec.ts";
import type { Handler } from "../handler/handler.ts";
import type { CallCounts } from "../metrics/call_counts.ts";
import { cells, outcomes } from "../metrics/cells.ts";
import { applicationExceptionType, writeApplicationException } from "../protocol/application_exception.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Input } from "../protocol/input.ts";
import { messageType } from "../protocol/message.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { Envelope } from "../transport/envelope.ts";
import { isInstance } from "../words/thrown.ts";
import { type Callee, calleesOf } from "./callee.ts";
import { CallContext, type CallerConnection } from "./context.ts";
import { errorCodes, sendErrorCode } from "./error_code.ts";
import type { Interceptor } from "./interceptor.ts";
import { type AnsweredCall, Replies } from "./replies.ts";
import { isAnswered } from "./reported.ts";
import { isPromiseLike, whenSettled } from "./settle.ts";
import { lateness, type OutOfTime, TimedCall } from "./time_limit.ts";
import { explainUnknown } from "./unknown_method.ts";

/** Appends a reply to the output it is given. */
export type WriteReply = (output: Output) => void;

/** The reason for which a call was not run, or not to its end. */
export type Refused =
  | Pick<ProtocolError, "kind" | "message">
  | Pick<OutOfTime, "kind" | "message">
  | { readonly kind: "NO_WORKER"; readonly message: string };

/** Runs the calls of one service, or of several that are multiplexed, with one handler. */
export class Processor {
  readonly #service: ResolvedService;
  /** In the order of the service's functions. */
  readonly #callees: readonly Callee[];
  readonly #codecOf: (protocol: ProtocolName) => ServiceCodec | Promise<ServiceCodec>;
  readonly #refused: ((why: Refused, peer: string) => void) | undefined;
  readonly #codecs: Partial<Record<ProtocolName, ServiceCodec>> = {};
  readonly #replies: Replies;
  readonly #counts: CallCounts | undefined;
  /** Reused: nothing of a message's beginning outlives {@link Processor.process}. */
  readonly #head: ServiceMessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };

  /**
   * @param codecOf compiles the service's codec for a protocol; it is asked when a client first speaks it. When it gives
   *   a promise, {@link Processor.prepare} has to be waited for.
   * @param refused is told of calls whose arguments could not be read, or whose time was over, and who made them.
   * @param interceptors stand around the handler's methods, the first next to them.
   * @param counts counts the calls.
   */
  constructor(
    service: ResolvedService,
    handler: Handler,
    codecOf: (protocol: ProtocolName) => ServiceCodec | Promise<ServiceCodec>,
    refused?: (why: Refused, peer: string) => void,
    interceptors?: readonly Interceptor[],
    counts?: CallCounts,
  ) {
    this.#service = service;
    this.#refused = refused;
    this.#codecOf = codecOf;
    this.#callees = calleesOf(service, handler, interceptors);
    this.#replies = new Replies(this.#callees);
    this.#counts = counts;
  }

  /**
   * Answers the message that `input` is at. When the handler answers at once the reply, if there is
   * one, has been appended to `output` and nothing is returned: a synchronous call makes no promise.
   * Otherwise resolves, and never rejects, to what appends the reply.
   *
   * @param envelope what the message came in: where the handler finds headers, and leaves those of its reply.
   * @throws {ProtocolError} when the message's beginning cannot be read: the connection is of no more use.
   * Arguments that cannot be read are answered: where the next message begins is known.
   */
  process(
    input: Input,
    output: Output,
    protocol: ProtocolName,
    connection: CallerConnection,
    envelope?: Envelope,
  ): Promise<WriteReply> | undefined {
    const codec = this.codec(protocol);
    const head = this.#head;
    codec.readMessageBegin(input, head);
    if (head.index < 0 || (head.type !== messageType.call && head.type !== messageType.oneway)) {
      this.#refuse(protocol, output, head);
      return undefined;
    }
    const { name, seqid, strict, index } = head;
    const func = codec.functions[index]!;
    const callee = this.#callees[index]!;
    const oneway = func.oneway || head.type === messageType.oneway;
    const answered: AnsweredCall = { codec, index, name, seqid, strict, oneway, connection };
    const start = input.position;
    const counts = this.#counts;
    const began = counts === undefined ? 0 : counts.begin(index);
    let outcome: number;
    let result: unknown;
    let timed: TimedCall | undefined;
    try {
      let call: CallContext;
      if (callee.limit === 0 && envelope?.deadline === undefined)
        call = new CallContext(name, seqid, connection, envelope, callee.serviceContext);
      else {
        const late = envelope?.deadline && lateness(envelope.deadline, this.#replies.place(answered));
        if (late !== undefined) {
          outcome = this.#outOfTime(output, answered, late, envelope);
          counts?.end(index, outcome, began);
          return undefined;
        }
        timed = new TimedCall(name, seqid, connection, envelope, callee.serviceContext, callee.limit);
        call = timed;
      }
      result = func.invoke(input, callee.method, callee.self, call);
      if (isPromiseLike(result)) return this.#later(answered, result, began, timed, envelope);
    } catch (thrown) {
      timed?.settle();
      const unreadable = isInstance(thrown, ProtocolError)
        ? readingError(func, input, start, thrown)
        : undefined;
      if (unreadable === undefined) outcome = this.#replies.thrown(output, answered, thrown, envelope);
      else {
        this.#refused?.(unreadable, connection.peer);
        const type = applicationExceptionType.PROTOCOL_ERROR;
        if (isAnswered(answered, envelope))
          writeApplicationException(output, protocol, answered, type, unreadable.message);
        outcome = outcomes.protocolError;
      }
      counts?.end(index, outcome, began);
      return undefined;
    }
    timed?.settle();
    outcome = this.#replies.result(output, answered, result);
    counts?.end(index, outcome, began);
    return undefined;
  }

  #later(
    call: AnsweredCall,
    result: PromiseLike<unknown>,
    began: number,
    timed: TimedCall | undefined,
    envelope: Envelope | undefined,
  ): Promise<WriteReply> {
    const counts = this.#counts;
    // Counted when it is settled: the reply is not written for a client that has left.
    const settled = (said: number, write: (output: Output) => number): WriteReply => {
      if (counts === undefined) return write;
      const seconds = counts.end(call.index, said, began);
      return (output) => counts.correct(call.index, said, write(output), seconds);
    };
    return new Promise((resolve) => {
      timed?.begin((why) =>
        resolve(settled(outcomes.internalError, (output) => this.#outOfTime(output, call, why, envelope))),
      );
      whenSettled(
        result,
        (value) => {
          if (timed?.settle() === false) return; // its client has been answered
          resolve(settled(outcomes.success, (output) => this.#replies.result(output, call, value)));
        },
        (thrown) => {
          if (timed?.settle() === false) return;
          if (isInstance(thrown, CallNotRun)) {
            resolve(
              settled(outcomes.internalError, (output) => this.#notRun(output, call, thrown, envelope)),
            );
          } else
            resolve(
              settled(outcomes.unknown, (output) => this.#replies.thrown(output, call, thrown, envelope)),
            );
        },
      );
    });
  }

  /** Answers a call whose time is over. @returns its outcome. */
  #outOfTime(
    output: Output,
    call: AnsweredCall,
    { kind, message, code }: OutOfTime,
    envelope: Envelope | undefined,
  ): number {
    this.#refused?.({ kind, message }, call.connection.peer);
    if (!isAnswered(call, envelope)) return outcomes.internalError;
    sendErrorCode(envelope, code);
    const { INTERNAL_ERROR } = applicationExceptionType;
    writeApplicationException(output, call.codec.protocol, call, INTERNAL_ERROR, message);
    return outcomes.internalError;
  }

  /** Answers a call that has waited for its turn in vain. @returns its outcome. */
  #notRun(
    output: Output,
    call: AnsweredCall,
    { why, message }: CallNotRun,
    envelope: Envelope | undefined,
  ): number {
    if (why === "late") {
      const late = { kind: "DEADLINE", message, code: errorCodes.queueTimeout } as const;
      return this.#outOfTime(output, call, late, envelope);
    }
    const { INTERNAL_ERROR } = applicationExceptionType;
    if (isAnswered(call, envelope))
      writeApplicationException(output, call.codec.protocol, call, INTERNAL_ERROR, message);
    return outcomes.internalError;
  }

  /** The reason why no calls are to be sent here; undefined: there is none. */
  get unready(): string | undefined {
    return undefined;
  }

  /** Whether messages of a protocol can be processed at once. */
  speaks(protocol: ProtocolName): boolean {
    return this.#codecs[protocol] !== undefined;
  }

  /**
   * Compiles the codec for a protocol. Otherwise that is done when a client first speaks it, because most
   * servers hear one protocol only.
   *
   * @returns undefined when that is done, or a promise of it.
   */
  prepare(protocol: ProtocolName): Promise<void> | undefined {
    const codec = this.#codecOf(protocol);
    if (codec instanceof Promise) {
      return codec.then((compiled) => {
        this.#codecs[protocol] = compiled;
      });
    }
    this.#codecs[protocol] = codec;
    return undefined;
  }

  /** The codec for a protocol, which is compiled when it has not been. */
  protected codec(protocol: ProtocolName): ServiceCodec {
    return this.#codecs[protocol] ?? this.#compile(protocol);
  }

  #compile(protocol: ProtocolName): ServiceCodec {
    if (this.prepare(protocol) !== undefined)
      throw new Error(`the codec of ${protocol} has to be waited for`);
    return this.#codecs[protocol]!;
  }

  #refuse(protocol: ProtocolName, output: Output, head: ServiceMessageHead): void {
    const { type } = head;
    this.#counts?.refused(head.index < 0 ? cells.unknownMethod : cells.invalidMessage);
    if (type === messageType.call) {
      const { name, message } = explainUnknown(this.#service, head.name);
      const { UNKNOWN_METHOD } = applicationExceptionType;
      writeApplicationException(output, protocol, { ...head, name }, UNKNOWN_METHOD, message);
    } else if (type !== messageType.oneway) {
      writeApplicationException(
        output,
        protocol,
        head,
        applicationExceptionType.INVALID_MESSAGE_TYPE,
        `Invalid message type ${type}: expected a call (${messageType.call}) or oneway (${messageType.oneway})`,
      );
    }
  }
}

/**
 * A handler may itself throw a ProtocolError, from a Thrift client of its own. Reading the arguments
 * once more, without calling the handler, tells whose it was.
 */
function readingError(
  func: FunctionCodec,
  input: Input,
  start: number,
  thrown: ProtocolError,
): ProtocolError | undefined {
  if (input.overBudget) return thrown; // and that much memory is not taken twice
  input.again(start);
  try {
    func.invoke(input, () => undefined, undefined, undefined);
    return undefined;
  } catch (error) {
    return error as ProtocolError;
  }
}
