// THeader: frames that say what they hold and carry headers, and, on the same connection, what older clients send.
import { applicationExceptionType, writeApplicationException } from "../../protocol/application_exception.ts";
import { readI32 } from "../../protocol/bytes.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Output } from "../../protocol/output.ts";
import { protocolAt, wrongDialect } from "../first_bytes.ts";
import { frameSizeWithin, lengthSize } from "../frame.ts";
import { Received } from "../received.ts";
import { binaryGrammar } from "../scan/binary.ts";
import { compactGrammar } from "../scan/compact.ts";
import { Scanner } from "../scan/scanner.ts";
import type { MessageLimits, Transport } from "../transport.ts";
import { HeaderEnvelope } from "./envelope.ts";
import { readHeaderBlock, wordSize } from "./format.ts";
import { beginHeaderReply, endHeaderReply, protocolIds } from "./reply.ts";
import { UnknownTransformError, untransform } from "./transforms.ts";

/**
 * Takes THeader frames, and framed and unframed messages of the binary (strict) and the compact protocol,
 * in any order, as Apache's THeaderTransport does. Each is answered in its own form.
 */
export class HeaderTransport implements Transport {
  bytes: Uint8Array = nothing;
  start = 0;
  end = 0;
  protocol: ProtocolName = "binary";
  envelope: HeaderEnvelope | undefined;
  readonly ordered = false;
  readonly stateless = true;
  readonly finished = false;
  readonly successor = undefined;
  readonly #allowed: ProtocolName | "auto";
  readonly #limits: MessageLimits;
  readonly #received = new Received();
  readonly #scanners: { binary?: Scanner; compact?: Scanner } = {};
  /** The frame that could not be read, and what its client is told. */
  #refused: { readonly envelope: HeaderEnvelope; type: number } | undefined;
  /** Messages that were begun here, as a client does. */
  #begun = 0;

  /** @param allowed the protocol that all messages have to be in, unless it is `auto`. */
  constructor(allowed: ProtocolName | "auto", limits: MessageLimits) {
    this.#allowed = allowed;
    this.#limits = limits;
  }

  get pending(): number {
    return this.#received.length;
  }

  push(chunk: Uint8Array): void {
    this.#received.push(chunk);
  }

  next(): boolean {
    const received = this.#received;
    const { bytes, start, end } = received;
    this.bytes = nothing;
    this.envelope = undefined;
    if (end - start < 2) {
      if (end === start) received.rest();
      return false;
    }
    const unframed = headerProtocolAt(bytes, start);
    return unframed === undefined ? this.#nextFrame() : this.#nextUnframed(unframed);
  }

  /** Without an envelope the message is one of our own, which a client sends. */
  beginReply(output: Output, envelope: HeaderEnvelope | undefined): number {
    return beginHeaderReply(output, envelope?.form ?? "header");
  }

  endReply(output: Output, mark: number, envelope: HeaderEnvelope | undefined): void {
    endHeaderReply(output, mark, envelope ?? this.#ownEnvelope());
  }

  answerError(output: Output, error: ProtocolError): boolean {
    if (this.#refused === undefined) return false;
    const { envelope, type } = this.#refused;
    const mark = this.beginReply(output, envelope);
    // It is not known which function was called: Apache's servers leave the name empty as well.
    const head = { name: "", seqid: envelope.sequenceNumber, strict: true };
    writeApplicationException(output, envelope.protocol, head, type, error.message);
    this.endReply(output, mark, envelope);
    return false;
  }

  #nextUnframed(protocol: "binary" | "compact"): boolean {
    this.#allow(protocol, "buffered");
    const received = this.#received;
    const scanner = this.#scannerFor(protocol);
    if (!scanner.scan(received.bytes, received.start, received.end)) {
      received.expected = scanner.needed;
      return false;
    }
    const { start } = received;
    received.start += scanner.scanned;
    scanner.reset();
    return this.#found(received.bytes, start, received.start, new HeaderEnvelope("buffered", protocol));
  }

  #scannerFor(protocol: "binary" | "compact"): Scanner {
    const grammar = protocol === "binary" ? binaryGrammar : compactGrammar;
    this.#scanners[protocol] ??= new Scanner(grammar, this.#limits.maxMessageSize);
    return this.#scanners[protocol];
  }

  #nextFrame(): boolean {
    const received = this.#received;
    const { bytes, start, end } = received;
    if (end - start < lengthSize + 2) return false;
    const limit = Math.min(this.#limits.maxFrameSize, this.#limits.maxMessageSize);
    const size = frameSizeWithin(bytes, start, limit);
    const framed = headerProtocolAt(bytes, start + lengthSize);
    if (framed !== undefined) this.#allow(framed, "framed");
    else if (bytes[start + lengthSize] !== 0x0f || bytes[start + lengthSize + 1] !== 0xff) {
      throw new ProtocolError(
        "BAD_VERSION",
        "a frame holds neither a header, nor a strict binary message, nor a compact one",
      );
    }
    if (end - start < lengthSize + size) {
      received.expected = lengthSize + size;
      return false;
    }
    const from = start + lengthSize;
    received.start = from + size;
    if (framed === undefined) return this.#readHeaderFrame(bytes, from, from + size);
    return this.#found(bytes, from, from + size, new HeaderEnvelope("framed", framed));
  }

  /** Reads what stands in [start, end): magic number, flags, sequence number, header and payload. */
  #readHeaderFrame(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < fixedSize) {
      throw new ProtocolError(
        "INVALID_DATA",
        `a header frame of ${end - start} bytes; it has at least ${fixedSize}`,
      );
    }
    const flags = readU16(bytes, start + 2);
    const sequenceNumber = readI32(bytes, start + 4);
    const answerIn = (protocol: ProtocolName): HeaderEnvelope =>
      new HeaderEnvelope("header", protocol, undefined, sequenceNumber, flags);
    this.#refused = { envelope: answerIn("binary"), type: applicationExceptionType.PROTOCOL_ERROR };
    const blockSize = readU16(bytes, start + 8) * wordSize;
    if (blockSize > this.#limits.maxHeaderSize) {
      throw new ProtocolError(
        "SIZE_LIMIT",
        `a header of ${blockSize} bytes; the limit is ${this.#limits.maxHeaderSize}`,
      );
    }
    const payload = start + fixedSize + blockSize;
    if (payload > end) {
      throw new ProtocolError("INVALID_DATA", `a header of ${blockSize} bytes in a frame of ${end - start}`);
    }
    const { protocolId, transforms, headers } = readHeaderBlock(bytes, start + fixedSize, payload);
    const protocol = protocolIds[protocolId];
    if (protocol === undefined) {
      this.#refused.type = applicationExceptionType.INVALID_PROTOCOL;
      throw new ProtocolError(
        "BAD_VERSION",
        `Unknown protocol: ${protocolId}; a header frame holds 0, binary, or 2, compact`,
      );
    }
    this.#refused = { envelope: answerIn(protocol), type: applicationExceptionType.PROTOCOL_ERROR };
    this.#allow(protocol, "header");
    const message = this.#untransform(bytes.subarray(payload, end), transforms);
    if (message.length === 0) throw new ProtocolError("INVALID_DATA", "a header frame without a message");
    this.#refused = undefined;
    const envelope = new HeaderEnvelope("header", protocol, headers, sequenceNumber, flags);
    return this.#found(message, 0, message.length, envelope);
  }

  /**
   * Undoes transforms. A payload that may not be sent in a frame may not be sent compressed either: 100 MB fit into
   * 100 kB, inflated at one go.
   */
  #untransform(payload: Uint8Array, transforms: readonly number[]): Uint8Array {
    const { maxFrameSize, maxMessageSize } = this.#limits;
    try {
      return untransform(payload, transforms, Math.min(maxFrameSize, maxMessageSize));
    } catch (error) {
      if (error instanceof UnknownTransformError)
        this.#refused!.type = applicationExceptionType.INVALID_TRANSFORM;
      throw error;
    }
  }

  #allow(protocol: ProtocolName, form: string): void {
    if (this.#allowed === "auto" || this.#allowed === protocol) return;
    throw new ProtocolError("WRONG_DIALECT", wrongDialect(`${protocol} ${form}`, this.#allowed));
  }

  #found(bytes: Uint8Array, start: number, end: number, envelope: HeaderEnvelope): true {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.protocol = envelope.protocol;
    this.envelope = envelope;
    return true;
  }

  #ownEnvelope(): HeaderEnvelope {
    const protocol = this.#allowed === "auto" ? "binary" : this.#allowed;
    return new HeaderEnvelope("header", protocol, undefined, ++this.#begun | 0);
  }
}

const nothing = new Uint8Array(0);
/** Bytes of a frame before its header: magic number, flags, sequence number and the header's size. */
const fixedSize = 10;

/** The other protocols have no place beside header frames, as their first bytes could be a frame's length. */
function headerProtocolAt(bytes: Uint8Array, at: number): "binary" | "compact" | undefined {
  const protocol = protocolAt(bytes, at);
  return protocol === "binary" || protocol === "compact" ? protocol : undefined;
}

function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
