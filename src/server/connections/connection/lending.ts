// Lends a connection to the worker that runs its call, which writes the reply itself.
import type { WriteReply } from "../../../processor/processor.ts";
import type { Caller, Lending } from "../../calls/executor.ts";
import type { PumpedParts } from "./pump.ts";

/** The loans of a connection; undefined where it is never lent. */
export function lendingOf(connection: Caller, parts: PumpedParts): ConnectionLending | undefined {
  const { executor, socket, pipeline } = parts;
  if (pipeline > 1 || executor.settle === undefined || socket.lend === undefined) return undefined;
  return new ConnectionLending(connection, parts);
}

/** The loans of one connection. While it is lent it writes nothing, as its only call is at work. */
export class ConnectionLending implements Lending {
  isLent = false;
  readonly #connection: Caller;
  readonly #parts: PumpedParts;

  constructor(connection: Caller, parts: PumpedParts) {
    this.#connection = connection;
    this.#parts = parts;
  }

  lend(): number {
    const { incoming, replies, life, socket } = this.#parts;
    const { transport } = incoming;
    if (transport.isPlain !== true || incoming.length > longest) return -1;
    // With further calls here nothing would come of the client before it has the replies to these.
    if (transport.pending > 0 || !replies.isClear || life.state !== "open" || life.hasEnded) return -1;
    const lent = socket.lend!();
    this.isLent = lent >= 0;
    return lent;
  }

  giveBack(): void {
    this.isLent = false;
    this.#parts.socket.giveBack!();
  }

  written(sent: number, rest: WriteReply | undefined): void {
    const { held, life, replies } = this.#parts;
    held.end();
    if (!life.closed) replies.written(sent, rest);
  }

  /** Something has come of the client while its call is at work, or seems to be: the worker may have answered it. */
  settle(): void {
    if (this.isLent) this.#parts.executor.settle!(this.#connection);
  }
}

/** Bytes of a message: for some milliseconds after its reply they count as held. */
const longest = 16_384;
