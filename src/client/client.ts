// A client: calls the functions of a service over one connection.
import type { Socket } from "node:net";
import { type MessageHead, messageType, type ServiceCodec } from "../codec/codec.ts";
import { compileCodec } from "../codec/compile.ts";
import { loadIdl } from "../idl/load.ts";
import { type ExceptionClasses, exceptionClasses } from "../processor/exceptions.ts";
import { Input, usualReadLimits } from "../protocol/input.ts";
import type { ProtocolName } from "../protocol/names.ts";
import { Output } from "../protocol/output.ts";
import { requireSupportedVersion } from "../runtime/supported.ts";
import { prefixEnd, type ResolvedService, resolveService } from "../schema/service.ts";
import { createTransport, type Dialect } from "../transport/dialect.ts";
import { zlibLayer } from "../transport/layers.ts";
import type { MessageLimits, Transport } from "../transport/transport.ts";
import { ApplicationError, ConnectionClosedError } from "./errors.ts";
import { type AddressOptions, connectSocket } from "./socket.ts";

/** Where a server is and how to speak with it. */
export interface ConnectOptions extends AddressOptions {
  /** Default: `binary`. THeader holds binary or compact. */
  protocol?: ProtocolName;
  /** Default: `framed`. `zlib` is a zlib stream of messages without frames. */
  transport?: Dialect["transport"] | "zlib";
  /**
   * What to put before the names of functions, for a server of multiplexed services: the name that it lists the
   * service under, or true for the service's own. Default: nothing.
   */
  multiplexed?: string | true;
}

/**
 * Connects to a server.
 *
 * @param service the .thrift file, as a URL or path, `FILE#Service` when it defines several; or the service.
 * @param options the protocol is `binary` and the transport `framed` unless they say otherwise.
 * @throws {IdlError} when the IDL has errors; the system's error when nobody can be connected to; that of
 * TLS when the server's certificate cannot be trusted.
 *
 * @example
 * ```ts
 * import { connect } from "thriftserve";
 *
 * const calculator = await connect("examples/calculator/calculator.thrift", { port: 9090 });
 * console.log(await calculator.call("add", 1, 2));
 * calculator.close();
 * ```
 *
 * With TLS, and a certificate of its own: `{ tls: { ca: "ca.crt", cert: "client.crt", key: "client.key" } }`;
 * `{ tls: true }` trusts the authorities that the runtime trusts.
 */
export async function connect(
  service: ResolvedService | URL | string,
  options: ConnectOptions = {},
): Promise<Client> {
  requireSupportedVersion();
  const resolved = typeof service === "string" || service instanceof URL ? readService(service) : service;
  const { protocol = "binary", transport = "framed", multiplexed } = options;
  const spoken = await transportFor(protocol, transport);
  const socket = await connectSocket(options);
  const prefix = multiplexed === true ? resolved.name : multiplexed;
  return new Client(socket, resolved, protocol, spoken, prefix);
}

async function transportFor(
  protocol: ProtocolName,
  transport: Dialect["transport"] | "zlib",
): Promise<Transport> {
  if (transport !== "zlib") return createTransport({ protocol, transport }, noLimits);
  return await zlibLayer(createTransport({ protocol, transport: "buffered" }, noLimits));
}

/** A client trusts the server that it has connected to. */
const noLimits: MessageLimits = {
  maxFrameSize: 0x7fffffff,
  maxMessageSize: 0x7fffffff,
  maxHeaderSize: 0x7fffffff,
};

/** One connection. Calls may overlap; the server decides in which order it answers them. */
export class Client {
  readonly #socket: Socket;
  readonly #codec: ServiceCodec;
  readonly #service: ResolvedService;
  readonly #exceptions: ExceptionClasses;
  readonly #transport: Transport;
  readonly #calls = new Map<number, PendingCall>();
  /** Whoever is called is trusted with the memory of its replies. */
  readonly #input = new Input({ ...usualReadLimits, maxDecodedSize: Number.MAX_SAFE_INTEGER });
  /** What the transport itself has to say to the server: nothing, in the dialects spoken here. */
  readonly #answers = new Output(0);
  readonly #head: MessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };
  #lastSequenceId = 0;
  #closed: Error | undefined;

  /**
   * @param socket is connected; from now on it is the client's.
   * @param transport for messages of this protocol.
   * @param prefix the name that a server of multiplexed services lists the service under.
   */
  constructor(
    socket: Socket,
    service: ResolvedService,
    protocol: ProtocolName,
    transport: Transport,
    prefix?: string,
  ) {
    this.#socket = socket;
    this.#service = service;
    const options = prefix === undefined ? {} : { prefix: prefix + prefixEnd };
    this.#codec = compileCodec(service, protocol, options);
    this.#exceptions = exceptionClasses(service.schema);
    this.#transport = transport;
    socket.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end());
  }

  /**
   * Calls a function. A oneway call resolves, to undefined, once it is sent.
   *
   * @throws {ValueError} when an argument does not fit the IDL.
   * @throws {ApplicationError} when the server could not run the call.
   * @throws {ConnectionClosedError} when the connection ends before the reply comes.
   * @throws an error whose `name` is that of the exception, when the function throws one it declares.
   */
  call(name: string, ...args: unknown[]): Promise<unknown> {
    const index = this.#codec.functions.findIndex((func) => func.name === name);
    if (index < 0) return Promise.reject(new TypeError(`${this.#service.name} has no function ${name}`));
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    const sequenceId = ++this.#lastSequenceId | 0;
    const output = new Output(512);
    const mark = this.#transport.beginReply(output, undefined);
    try {
      this.#codec.functions[index]!.writeCall(output, sequenceId, args);
    } catch (error) {
      return Promise.reject(error);
    }
    this.#transport.endReply(output, mark, undefined);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (this.#codec.functions[index]!.oneway) {
      this.#socket.write(output.bytes.subarray(0, output.position), () => resolve(undefined));
    } else {
      this.#calls.set(sequenceId, { index, resolve, reject });
      this.#socket.write(output.bytes.subarray(0, output.position));
    }
    return promise;
  }

  /** Closes the connection. Calls without a reply fail. */
  close(): void {
    this.#socket.destroy();
    this.#end();
  }

  #receive(chunk: Uint8Array): void {
    this.#transport.push(chunk);
    this.#take();
  }

  #take(): void {
    try {
      while (this.#transport.next(this.#answers)) this.#reply();
      void this.#transport.later?.then(() => this.#take());
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
    const call = this.#calls.get(head.seqid);
    if (call === undefined) return;
    this.#calls.delete(head.seqid);
    if (head.type === messageType.exception) {
      const { type, message } = this.#codec.readApplicationException(this.#input);
      call.reject(new ApplicationError(type, message));
      return;
    }
    const reply = this.#codec.functions[call.index]!.readReply(this.#input);
    if ("result" in reply) call.resolve(reply.result);
    else call.reject(this.#declared(call.index, reply.index, reply.exception));
  }

  #declared(index: number, thrown: number, fields: unknown): Error {
    const { type } = this.#service.functions[index]!.throws[thrown]!;
    const name = type.kind === "struct" ? type.name : "";
    const { type: Declared } = this.#exceptions.whole.get(name)!;
    return new Declared(fields as Record<string, unknown>);
  }

  #end(cause?: Error): void {
    this.#closed ??= new ConnectionClosedError(
      cause === undefined ? "the connection was closed" : `the connection ended: ${cause.message}`,
      { cause },
    );
    for (const call of this.#calls.values()) call.reject(this.#closed);
    this.#calls.clear();
  }
}

interface PendingCall {
  readonly index: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

function readService(reference: URL | string): ResolvedService {
  const text = String(reference);
  const hash = text.lastIndexOf("#");
  const file = hash < 0 ? text : text.slice(0, hash);
  return resolveService(
    loadIdl(reference instanceof URL ? new URL(file) : file),
    hash < 0 ? undefined : text.slice(hash + 1),
  );
}
