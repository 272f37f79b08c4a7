// One connection to a server, and the calls on it by their sequence ids.
import type { ServiceCodec, ServiceMessageHead } from "../../codec/codec.ts";
import { defaultReadLimits, Input } from "../../protocol/input.ts";
import { messageType } from "../../protocol/message.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import { Output } from "../../protocol/output.ts";
import type { Transport } from "../../transport/transport.ts";
import { misspelt } from "../misspelt.ts";
import type { Answer, Channel, ChannelOwner, Ended, Outgoing, Wire } from "./channel.ts";
import { FirstAnswer } from "./first_answer.ts";
import { ownEnvelope } from "./headers.ts";

/** The parts of a connection. */
export interface ConnectionParts {
  readonly address: string;
  readonly protocol: ProtocolName;
  readonly codec: ServiceCodec;
  /** Of this connection alone. */
  readonly transport: Transport;
  /** The client's dialect in words: `binary framed`. */
  readonly spoken: string;
  readonly owner: ChannelOwner;
}

/** Calls may overlap on it; the server decides in which order it answers them. */
export class Connection implements Channel {
  readonly address: string;
  begun = 0;
  ended: Ended | undefined;
  readonly #wire: Wire;
  readonly #parts: ConnectionParts;
  readonly #calls = new Map<number, Outgoing>();
  /** The server is trusted with the memory of its replies. */
  readonly #input = new Input({ ...defaultReadLimits, maxDecodedSize: Number.MAX_SAFE_INTEGER });
  /** Messages stand one behind the other in it, and no byte is written twice: the socket may have it still. */
  readonly #output = new Output(outputSize, undefined, misspelt);
  /** The transport's own messages to the server: none, in the dialects spoken here. */
  readonly #answers = new Output(0);
  readonly #head: ServiceMessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };
  /** The first bytes that the server has sent, until a message of it is understood. */
  #first: FirstAnswer | undefined;
  /** Pieces that were received. */
  #heard = 0;
  #isRetired = false;

  /** @param wire is connected; from now on it is the connection's. */
  constructor(wire: Wire, parts: ConnectionParts) {
    this.address = parts.address;
    this.#wire = wire;
    this.#parts = parts;
    this.#first = new FirstAnswer(parts.spoken);
    wire.open({
      data: (chunk) => this.#receive(chunk),
      ended: (cause) => this.#end({ reason: this.#reason(cause), cause }),
    });
  }

  get load(): number {
    return this.#calls.size;
  }

  send(call: Outgoing): void {
    const { codec, protocol, transport } = this.#parts;
    const sequenceId = (this.begun + 1) | 0;
    const output = this.#output;
    if (output.bytes.length - output.position < leastRoom) output.replace();
    const start = output.position;
    const { headers } = call;
    const envelope = headers && ownEnvelope(protocol, headers, sequenceId);
    const func = codec.functions[call.index]!;
    try {
      const mark = transport.beginReply(output, envelope);
      func.writeCall(output, sequenceId, call.args);
      transport.endReply(output, mark, envelope);
    } catch (error) {
      if (output.bytes.length > outputSize) output.replace();
      else output.position = start;
      throw error;
    }
    const bytes = output.bytes.subarray(start, output.position);
    if (output.bytes.length > outputSize) output.replace();
    this.begun++;
    call.sequenceId = sequenceId;
    call.heard = this.#heard;
    this.#calls.set(sequenceId, call);
    if (!func.oneway) {
      this.#wire.write(bytes);
      return;
    }
    this.#wire.write(bytes, (error) => {
      if (error) this.#end({ reason: this.#reason(error), cause: error });
      else if (this.#calls.delete(sequenceId)) {
        call.answered(sent, undefined);
        this.#closeIfDone();
      }
    });
  }

  forget(call: Outgoing): boolean {
    this.#calls.delete(call.sequenceId);
    this.#closeIfDone();
    return call.heard === this.#heard;
  }

  retire(): void {
    this.#isRetired = true;
    this.#closeIfDone();
  }

  close(): void {
    this.#destroy({ reason: closed });
  }

  hold(isHeld: boolean): void {
    this.#wire.hold(isHeld);
  }

  #closeIfDone(): void {
    if (this.#isRetired && this.#calls.size === 0) this.close();
  }

  #receive(chunk: Uint8Array): void {
    this.#heard++;
    const foreign = this.#first?.push(chunk);
    if (foreign !== undefined) {
      this.#destroy({ reason: foreign });
      return;
    }
    this.#parts.transport.push(chunk);
    this.#take();
  }

  #take(): void {
    const { transport } = this.#parts;
    try {
      while (transport.next(this.#answers)) this.#reply();
      void transport.blockedUntil?.then(() => this.#take());
    } catch (error) {
      this.#destroy({ reason: this.#reason(error as Error), cause: error as Error });
    }
  }

  #reply(): void {
    const { codec, transport } = this.#parts;
    const { bytes, start, end, refusal } = transport;
    if (refusal !== undefined) throw refusal;
    const head = this.#head;
    this.#input.reset(bytes, start, end);
    codec.readMessageBegin(this.#input, head);
    this.#first = undefined;
    const call = this.#calls.get(head.seqid);
    if (call === undefined || codec.functions[call.index]!.oneway) return;
    const answer: Answer =
      head.type === messageType.exception
        ? codec.readApplicationException(this.#input)
        : codec.functions[call.index]!.readReply(this.#input);
    this.#calls.delete(head.seqid);
    call.answered(answer, transport.envelope?.headers);
    this.#closeIfDone();
  }

  #destroy(why: Ended): void {
    this.#wire.destroy();
    this.#end(why);
  }

  #end(why: Ended): void {
    if (this.ended !== undefined) return;
    this.ended = why;
    this.#parts.owner.ended(this);
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.dropped(why);
  }

  #reason(cause: Error | undefined): string {
    const ended = cause === undefined ? closed : `the connection ended: ${cause.message}`;
    return (this.#calls.size > 0 ? this.#first?.reason(ended) : undefined) ?? ended;
  }
}

/** Bytes of a piece of memory that messages are written to. */
const outputSize = 16_384;
/** Bytes that are left of one for another message. */
const leastRoom = 1024;

/** The end of a connection for no other reason. */
export const closed = "the connection was closed";

/** The answer to a oneway call, once it is out. */
const sent: Answer = { result: undefined };
