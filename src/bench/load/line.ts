// A connection of the load generator: it sends requests that were written before, and looks at replies as little as it can.
import type { Socket } from "node:net";
import { connectSocket } from "../../client/socket.ts";
import { readSentHead } from "../../protocol/message.ts";
import { Output } from "../../protocol/output.ts";
import { replyOutcome } from "../../protocol/reply_outcome.ts";
import { createTransport } from "../../transport/create_transport.ts";
import type { Transport } from "../../transport/transport.ts";
import { textOf } from "../../words/thrown.ts";
import type { Target } from "./job.ts";

/** One that makes calls on a line, one at a time. */
export interface Caller {
  /** The time when its call began, or should have. */
  began: number;
  /** Its call is over. @param failure the reason why it has no result. */
  done(failure?: string): void;
}

/** A connection that is opened by its first call, and anew by the first one after its end. */
export class Line {
  readonly #target: Target;
  readonly #requests: readonly Uint8Array[];
  readonly #isFresh: boolean;
  /** Those with a call under way, by the places of their requests. */
  readonly #calling: (Caller | undefined)[];
  /** What the transport itself would answer: nothing, in these dialects. */
  readonly #answers = new Output(0);
  #transport: Transport;
  #socket: Socket | undefined;
  #isOpening = false;
  #isClosed = false;

  /** @param isFresh whether each call has a connection of its own. */
  constructor(target: Target, requests: readonly Uint8Array[], isFresh: boolean) {
    this.#target = target;
    this.#requests = requests;
    this.#isFresh = isFresh;
    this.#calling = requests.map(() => undefined);
    this.#transport = newTransport(target);
  }

  /** Makes a call. @param place of its request; no other call has it. */
  call(place: number, caller: Caller): void {
    this.#calling[place] = caller;
    if (this.#socket !== undefined) this.#socket.write(this.#requests[place]!);
    else void this.#open();
  }

  /** Closes it; calls under way are not told. */
  close(): void {
    this.#isClosed = true;
    this.#calling.fill(undefined);
    this.#drop();
  }

  async #open(): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    let socket: Socket;
    try {
      socket = await connectSocket(this.#target.where, connectTimeout);
    } catch (error) {
      this.#isOpening = false;
      this.#fail(`cannot connect: ${textOf(error)}`);
      return;
    }
    this.#isOpening = false;
    if (this.#isClosed) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    this.#transport = newTransport(this.#target);
    socket.on("data", (chunk) => this.#receive(socket, chunk));
    const ended = (error?: Error) => {
      if (this.#socket !== socket) return;
      this.#drop();
      this.#fail(error === undefined ? "the server closed the connection" : textOf(error));
    };
    socket.on("error", ended);
    socket.on("close", () => ended());
    for (const [place, caller] of this.#calling.entries()) {
      if (caller !== undefined) socket.write(this.#requests[place]!);
    }
  }

  #receive(socket: Socket, chunk: Uint8Array): void {
    if (socket !== this.#socket) return;
    const transport = this.#transport;
    try {
      transport.push(chunk);
      while (transport.next(this.#answers)) {
        this.#answer(transport);
        if (socket !== this.#socket) return;
      }
    } catch (error) {
      this.#drop();
      this.#fail(`the reply cannot be read: ${textOf(error)}`);
    }
  }

  #answer(message: Transport): void {
    const calling = this.#calling;
    const place = calling.length === 1 ? 0 : (readSentHead(message)?.seqid ?? 0) - 1;
    const caller = calling[place];
    if (caller === undefined) return;
    calling[place] = undefined;
    const outcome = replyOutcome(message);
    if (this.#isFresh) this.#drop();
    if (outcome.kind === "exception") caller.done(`a TApplicationException of type ${outcome.type}`);
    else if ((outcome.field ?? 0) !== 0) caller.done("an exception that the function declares");
    else caller.done();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  #fail(reason: string): void {
    const calling = this.#calling.slice();
    this.#calling.fill(undefined);
    for (const caller of calling) caller?.done(reason);
  }
}

function newTransport({ protocol, transport }: Target): Transport {
  const any = 0x7fffffff;
  return createTransport(
    { protocol, transport },
    { maxFrameSize: any, maxMessageSize: any, maxHeaderSize: any },
  );
}

/** Seconds. A hundred clients of a server that takes one connection at a time are let in by the system at once. */
const connectTimeout = 30;
