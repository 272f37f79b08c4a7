// One connection to a server, and the calls on it.
import type { Socket } from "node:net";
import { type MessageHead, messageType, type ServiceCodec } from "../codec/codec.ts";
import type { ExceptionClasses } from "../processor/exceptions.ts";
import { defaultReadLimits, Input } from "../protocol/input.ts";
import type { ProtocolName } from "../protocol/names.ts";
import { Output } from "../protocol/output.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { Transport } from "../transport/transport.ts";
import { nearestOrBegun } from "../words/nearest.ts";
import { compiledService } from "./compiled.ts";
import { declaredException } from "./declared_exception.ts";
import { ApplicationError, ConnectionClosedError } from "./errors.ts";
import { FirstAnswer } from "./first_answer.ts";
import { misspelt } from "./misspelt.ts";
import type { ClientTransport } from "./options.ts";

/** One connection. Calls may overlap; the server decides in which order it answers them. */
export class Client implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #codec: ServiceCodec;
  readonly #service: ResolvedService;
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #exceptions: ExceptionClasses;
  readonly #transport: Transport;
  readonly #calls = new Map<number, PendingCall>();
  /** The server is trusted with the memory of its replies. */
  readonly #input = new Input({ ...defaultReadLimits, maxDecodedSize: Number.MAX_SAFE_INTEGER });
  /** The transport's own messages to the server: none, in the dialects spoken here. */
  readonly #answers = new Output(0);
  readonly #head: MessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };
  #lastSequenceId = 0;
  /** The first bytes that the server has sent, until a message of it is understood. */
  #first: FirstAnswer | undefined;
  /** The reason why there is no connection any more. */
  #ended: { readonly reason: string; readonly cause?: Error } | undefined;

  /**
   * @internal Made by {@link connect}.
   * @param socket is connected; from now on it is the client's.
   * @param spoken what the messages are.
   * @param transport for messages of this protocol.
   * @param prefix the name that a server of multiplexed services lists the service under.
   */
  constructor(
    socket: Socket,
    service: ResolvedService,
    { protocol, transport: name }: { readonly protocol: ProtocolName; readonly transport: ClientTransport },
    transport: Transport,
    prefix?: string,
  ) {
    this.#socket = socket;
    this.#service = service;
    const { codec, indexes, exceptions } = compiledService(service, protocol, prefix);
    this.#indexes = indexes;
    this.#codec = codec;
    this.#exceptions = exceptions;
    this.#transport = transport;
    this.#first = new FirstAnswer(`${protocol} ${name}`);
    socket.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end());
  }

  /**
   * Calls a function. A oneway call resolves, to undefined, once it is sent.
   *
   * The errors have the caller in their stack, where it awaits the call: engines follow the await.
   *
   * @throws {TypeError} when the service has no such function, or it takes fewer arguments.
   * @throws {ValueError} when an argument does not fit the IDL.
   * @throws {ApplicationError} when the server could not run the call.
   * @throws {ConnectionClosedError} when the connection ends before the reply comes.
   * @throws an error whose `name` is that of the exception, when the function throws one it declares.
   */
  async call(name: string, ...args: unknown[]): Promise<unknown> {
    const index = this.#indexOf(name, args.length);
    const answer = this.#ended === undefined ? await this.#send(index, args) : undefined;
    if (answer === undefined) {
      const { reason, cause } = this.#ended!;
      throw new ConnectionClosedError(reason, { cause });
    }
    if ("result" in answer) return answer.result;
    if ("message" in answer) throw new ApplicationError(answer.type, answer.message);
    const { type } = this.#service.functions[index]!.throws[answer.index]!;
    throw declaredException(this.#exceptions, type, answer.exception, this.call);
  }

  /** Closes the connection. Calls without a reply fail. */
  close(): void {
    this.#socket.destroy();
    this.#ended ??= { reason: closed };
    this.#end();
  }

  /** Closes the connection: `await using client = await connect(...)`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** Lets the program end though the connection is open. */
  unref(): this {
    this.#socket.unref();
    return this;
  }

  /** Keeps the program from ending as long as the connection is open: the default. */
  ref(): this {
    this.#socket.ref();
    return this;
  }

  #indexOf(name: string, given: number): number {
    const service = this.#service.name;
    const index = this.#indexes.get(name);
    if (index === undefined) {
      const near = nearestOrBegun(String(name), [...this.#indexes.keys()]);
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      throw new TypeError(`${service} has no function ${String(name)}${hint}`);
    }
    const takes = this.#service.functions[index]!.arguments;
    if (given <= takes.length) return index;
    const names = takes.length === 0 ? "" : `: ${takes.map((field) => field.name).join(", ")}`;
    const count =
      takes.length === 0 ? "no arguments" : takes.length === 1 ? "1 argument" : `${takes.length} arguments`;
    throw new TypeError(`${service}.${name} takes ${count}${names}; it was called with ${given}`);
  }

  /** @returns undefined when the connection ended before an answer came. */
  #send(index: number, args: readonly unknown[]): Promise<Answer | undefined> {
    const sequenceId = ++this.#lastSequenceId | 0;
    const func = this.#codec.functions[index]!;
    const output = new Output(512, undefined, misspelt);
    const mark = this.#transport.beginReply(output, undefined);
    func.writeCall(output, sequenceId, args);
    this.#transport.endReply(output, mark, undefined);
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
    this.#calls.set(sequenceId, { index, resolve });
    const bytes = output.bytes.subarray(0, output.position);
    if (!func.oneway) this.#socket.write(bytes);
    else {
      this.#socket.write(bytes, (error) => {
        this.#calls.delete(sequenceId);
        if (error) this.#end(error);
        resolve(error ? undefined : sent);
      });
    }
    return promise;
  }

  #receive(chunk: Uint8Array): void {
    const foreign = this.#first?.push(chunk);
    if (foreign !== undefined) {
      this.#socket.destroy();
      this.#ended ??= { reason: foreign };
      this.#end();
      return;
    }
    this.#transport.push(chunk);
    this.#take();
  }

  #take(): void {
    try {
      while (this.#transport.next(this.#answers)) this.#reply();
      void this.#transport.blockedUntil?.then(() => this.#take());
    } catch (error) {
      this.#socket.destroy();
      this.#end(error as Error);
    }
  }

  #reply(): void {
    const { bytes, start, end, refusal } = this.#transport;
    if (refusal !== undefined) throw refusal;
    const head = this.#head;
    this.#input.reset(bytes, start, end);
    this.#codec.readMessageBegin(this.#input, head);
    this.#first = undefined;
    const call = this.#calls.get(head.seqid);
    if (call === undefined || this.#codec.functions[call.index]!.oneway) return;
    this.#calls.delete(head.seqid);
    call.resolve(
      head.type === messageType.exception
        ? this.#codec.readApplicationException(this.#input)
        : this.#codec.functions[call.index]!.readReply(this.#input),
    );
  }

  #end(cause?: Error): void {
    this.#ended ??= { reason: this.#reason(cause), cause };
    for (const call of this.#calls.values()) call.resolve(undefined);
    this.#calls.clear();
  }

  #reason(cause: Error | undefined): string {
    const ended = cause === undefined ? closed : `the connection ended: ${cause.message}`;
    return (this.#calls.size > 0 ? this.#first?.reason(ended) : undefined) ?? ended;
  }
}

const closed = "the connection was closed";

interface PendingCall {
  readonly index: number;
  readonly resolve: (answer: Answer | undefined) => void;
}

/** The answers that a server can give: a result, an exception that the function declares, or one of Thrift's own. */
type Answer =
  | { readonly result: unknown }
  | { readonly index: number; readonly exception: unknown }
  | { readonly type: number; readonly message: string };

/** The answer to a oneway call, once that is out. */
const sent: Answer = { result: undefined };
