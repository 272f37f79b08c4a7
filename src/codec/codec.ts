// The interface between processor and codec: the reads and writes of one service in one protocol.
import type { Input } from "../protocol/input.ts";
import type { MessageHead } from "../protocol/message.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";

/**
 * The beginning of a message of one service. The name is without a prefix, and as the client sent it when there is no
 * such function. One object is reused for all messages.
 */
export interface ServiceMessageHead extends MessageHead {
  /** Index into {@link ServiceCodec.functions}; -1 when the service has no such function. */
  index: number;
}

/** Choices in the making of a codec. */
export interface CodecOptions {
  /** The prefix of functions' names for a client of a multiplexed server: `Calculator:`. Default: none. */
  readonly prefix?: string;
  /** Whether what only a client needs is left out; calling it is an error then. Default false. */
  readonly serverOnly?: boolean;
}

/** Reads and writes the messages of one service in one protocol. */
export interface ServiceCodec {
  readonly protocol: ProtocolName;
  /** In the order of the service's functions. */
  readonly functions: readonly FunctionCodec[];
  /**
   * Reads a message's beginning into `head` and leaves `input` at the arguments.
   * @throws {ProtocolError} when the bytes are not a message of this protocol.
   */
  readMessageBegin(input: Input, head: ServiceMessageHead): void;
  /**
   * The client's side: reads the TApplicationException behind a message's beginning of type exception.
   * @throws {ProtocolError}
   */
  readApplicationException(input: Input): { message: string; type: number };
}

/** One function of a service in one protocol. */
export interface FunctionCodec {
  readonly name: string;
  readonly oneway: boolean;
  /**
   * Reads the arguments and calls `method` with them and, last, the call's context. Returns what
   * `method` returns; what it throws passes through.
   * @throws {ProtocolError} when the arguments cannot be read; `method` was not called then.
   */
  invoke(input: Input, method: (...args: never[]) => unknown, self: unknown, call: unknown): unknown;
  /**
   * Appends the reply that carries `result`.
   * @param strict false: with the old message header, which has no version. Default true.
   * @throws {ValueError} when `result` does not fit the IDL; the output may hold part of a reply then.
   */
  writeReply(output: Output, seqid: number, result: unknown, strict?: boolean): void;
  /**
   * Appends the reply that carries a declared exception.
   * @param index of the exception in the function's `throws`.
   * @throws {ValueError} as {@link FunctionCodec.writeReply} does.
   */
  writeException(output: Output, seqid: number, index: number, exception: unknown, strict?: boolean): void;

  /** The client's side: appends a call (or a oneway message). @throws {ValueError} */
  writeCall(output: Output, seqid: number, args: readonly unknown[], strict?: boolean): void;
  /**
   * The client's side: reads the result struct behind a message's beginning of type reply.
   * @throws {ProtocolError}
   */
  readReply(input: Input): Reply;
}

/** The content of a reply: a result (undefined for void), or one of the declared exceptions. */
export type Reply = { readonly result: unknown } | { readonly exception: unknown; readonly index: number };
