// A message's bytes in, the reply's bytes out: everything else in this project composes around it.
import type { FunctionCodec, MessageHead, ServiceCodec } from "../codec/codec.ts";
import { messageType } from "../codec/codec.ts";
import type { Handler } from "../handler/handler.ts";
import { Failures } from "../log/failures.ts";
import { log } from "../log/log.ts";
import { ProtocolError, ValueError } from "../protocol/errors.ts";
import type { Input } from "../protocol/input.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { Envelope } from "../transport/envelope.ts";
import { applicationExceptionType } from "./application_exception.ts";
import { type Callee, calleesOf } from "./callee.ts";
import { clientMessage, stackOf } from "./client_message.ts";
import { CallContext, type CallerConnection } from "./context.ts";
import { declaredException } from "./exceptions.ts";
import { explainUnknown } from "./unknown_method.ts";

/** Appends a reply to the output it is given. */
export type WriteReply = (output: Output) => void;

/** Runs the calls of one service, or of several that are multiplexed, with one handler. */
export class Processor {
  readonly #service: ResolvedService;
  /** In the order of the service's functions. */
  readonly #callees: readonly Callee[];
  readonly #codecOf: (protocol: ProtocolName) => ServiceCodec | Promise<ServiceCodec>;
  readonly #refused: ((error: ProtocolError, peer: string) => void) | undefined;
  readonly #codecs: Partial<Record<ProtocolName, ServiceCodec>> = {};
  readonly #failures = new Failures();
  /** Reused: nothing of a message's beginning outlives {@link Processor.process}. */
  readonly #head: MessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };

  /**
   * @param codecOf compiles the service's codec for a protocol; it is asked when a client first speaks it. When it gives
   *   a promise, {@link Processor.prepare} has to be waited for.
   * @param refused is told of calls whose arguments could not be read, and who made them.
   */
  constructor(
    service: ResolvedService,
    handler: Handler,
    codecOf: (protocol: ProtocolName) => ServiceCodec | Promise<ServiceCodec>,
    refused?: (error: ProtocolError, peer: string) => void,
  ) {
    this.#service = service;
    this.#refused = refused;
    this.#codecOf = codecOf;
    this.#callees = calleesOf(service, handler);
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
    const codec = this.#codecs[protocol] ?? this.#compile(protocol);
    const head = this.#head;
    codec.readMessageBegin(input, head);
    if (head.index < 0 || (head.type !== messageType.call && head.type !== messageType.oneway)) {
      this.#refuse(codec, output, head);
      return undefined;
    }
    const { name, seqid, strict, index } = head;
    const func = codec.functions[index]!;
    const callee = this.#callees[index]!;
    const start = input.position;
    let result: unknown;
    try {
      const call = new CallContext(name, seqid, connection, envelope, callee.surroundings);
      result = func.invoke(input, callee.method, callee.self, call);
    } catch (thrown) {
      const unreadable =
        thrown instanceof ProtocolError ? readingError(func, input, start, thrown) : undefined;
      if (unreadable !== undefined) {
        this.#refused?.(unreadable, connection.peer);
        if (!func.oneway) {
          writeApplicationException(
            codec,
            output,
            { name, seqid, strict },
            applicationExceptionType.PROTOCOL_ERROR,
            unreadable.message,
          );
        }
        return undefined;
      }
      this.#writeThrown(codec, index, { name, seqid, strict }, output, connection, thrown);
      return undefined;
    }
    if (isPromiseLike(result)) {
      const reply = { name, seqid, strict };
      return Promise.resolve(result).then(
        (value) => (later) => this.#writeResult(codec, index, reply, later, connection, value),
        (thrown) => (later) => this.#writeThrown(codec, index, reply, later, connection, thrown),
      );
    }
    if (!func.oneway) this.#writeResult(codec, index, head, output, connection, result);
    return undefined;
  }

  /**
   * Answers the message that `input` is at with a TApplicationException, without reading its arguments.
   * A oneway message gets no answer.
   *
   * @param type one of applicationExceptionType.
   * @returns false when its beginning cannot be read.
   */
  refuse(input: Input, output: Output, protocol: ProtocolName, type: number, message: string): boolean {
    const codec = this.#codecs[protocol] ?? this.#compile(protocol);
    const head = this.#head;
    try {
      codec.readMessageBegin(input, head);
    } catch (error) {
      if (error instanceof ProtocolError) return false;
      throw error;
    }
    if (head.type !== messageType.oneway) writeApplicationException(codec, output, head, type, message);
    return true;
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

  #compile(protocol: ProtocolName): ServiceCodec {
    if (this.prepare(protocol) !== undefined)
      throw new Error(`the codec of ${protocol} has to be waited for`);
    return this.#codecs[protocol]!;
  }

  #writeResult(
    codec: ServiceCodec,
    index: number,
    reply: ReplyHead,
    output: Output,
    connection: CallerConnection,
    result: unknown,
  ): void {
    const func = codec.functions[index]!;
    if (func.oneway) return;
    const mark = output.position;
    try {
      func.writeReply(output, reply.seqid, result, reply.strict);
    } catch (error) {
      this.#writeMisfit(codec, index, reply, output, mark, connection, error);
    }
  }

  #writeThrown(
    codec: ServiceCodec,
    index: number,
    reply: ReplyHead,
    output: Output,
    connection: CallerConnection,
    thrown: unknown,
  ): void {
    const func = codec.functions[index]!;
    const callee = this.#callees[index]!;
    const declared = declaredException(callee.declaration, callee.surroundings.exceptions, thrown);
    if (declared < 0 || func.oneway) {
      this.#failures.tell(reply.name, (untold) =>
        log.error(`{service}.{method} called by {peer} threw {thrown}${untold}`, {
          service: callee.surroundings.service,
          method: reply.name,
          peer: connection.peer,
          thrown: stackOf(thrown),
        }),
      );
      if (func.oneway) return;
      writeApplicationException(
        codec,
        output,
        reply,
        applicationExceptionType.UNKNOWN,
        clientMessage(thrown),
      );
      return;
    }
    const mark = output.position;
    try {
      func.writeException(output, reply.seqid, declared, thrown, reply.strict);
    } catch (error) {
      this.#writeMisfit(codec, index, reply, output, mark, connection, error);
    }
  }

  /** The handler gave something that the IDL does not allow: takes back what was written of it. */
  #writeMisfit(
    codec: ServiceCodec,
    index: number,
    reply: ReplyHead,
    output: Output,
    mark: number,
    connection: CallerConnection,
    error: unknown,
  ): void {
    output.position = mark;
    const isMisfit = error instanceof ValueError;
    this.#warn(index, reply.name, connection, isMisfit ? error.message : `cannot write: ${stackOf(error)}`);
    const message = isMisfit ? clientMessage(error) : `cannot write: ${clientMessage(error)}`;
    writeApplicationException(codec, output, reply, applicationExceptionType.INTERNAL_ERROR, message);
  }

  #refuse(codec: ServiceCodec, output: Output, head: MessageHead): void {
    if (head.type !== messageType.call && head.type !== messageType.oneway) {
      writeApplicationException(
        codec,
        output,
        head,
        applicationExceptionType.INVALID_MESSAGE_TYPE,
        `Invalid message type ${head.type}: expected a call (${messageType.call}) or oneway (${messageType.oneway})`,
      );
    } else if (head.type === messageType.call) {
      const { name, message } = explainUnknown(this.#service, head.name);
      const { seqid, strict } = head;
      const type = applicationExceptionType.UNKNOWN_METHOD;
      writeApplicationException(codec, output, { name, seqid, strict }, type, message);
    }
  }

  #warn(index: number, method: string, connection: CallerConnection, message: string): void {
    this.#failures.tell(method, (untold) =>
      log.warn(`{service}.{method} called by {peer}: {message}${untold}`, {
        service: this.#callees[index]!.surroundings.service,
        method,
        peer: connection.peer,
        message,
      }),
    );
  }
}

/** What a reply repeats of its call. */
export type ReplyHead = Pick<MessageHead, "name" | "seqid" | "strict">;

function writeApplicationException(
  codec: ServiceCodec,
  output: Output,
  { name, seqid, strict }: ReplyHead,
  type: number,
  message: string,
): void {
  codec.writeApplicationException(output, name, seqid, type, message, strict);
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

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
