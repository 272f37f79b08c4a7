// Ends a connection in a pause between two calls: another worker goes on with it, or it is old.
import type { Socket } from "../../../runtime/runtime.ts";
import { waitingEventsHandled } from "../../turns.ts";
import type { Timed } from "../deadlines.ts";
import type { Incoming } from "./incoming.ts";
import type { Life } from "./life.ts";
import type { Replies } from "./replies.ts";

/** The connection, as far as its pauses need it. */
export interface Pausing extends Timed {
  takeNothing(state: "lingering"): void;
}

/** The parts of a connection that end in a pause. */
export interface PausingParts {
  readonly incoming: Incoming;
  readonly replies: Replies;
  readonly life: Life;
  readonly socket: Socket;
  /** It was let go of, and goes on elsewhere. */
  readonly moved: ((descriptor?: number) => void) | undefined;
}

/** Waits for a pause of one connection. */
export class Pauses {
  readonly #connection: Pausing;
  readonly #parts: PausingParts;
  /** It is to be let go of. */
  #moves = false;
  /** Until its client has been silent for long enough. */
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Pausing, parts: PausingParts) {
    this.#connection = connection;
    this.#parts = parts;
  }

  /** Lets go of it in its next pause, where that can be. */
  move(): void {
    this.#moves = this.#parts.moved !== undefined;
    if (this.#moves) this.#letGo();
  }

  /** Its calls may have been answered. @param isOld whether it is to be closed. */
  look(isOld: boolean): void {
    if (this.#moves) this.#letGo();
    if (isOld) this.closeIfSilent();
  }

  /**
   * Closes it unless its client says something in the next moment: at the beginning of a pause, so that its client has read the
   * end long before it would call again. One that calls without a pause is answered on and on.
   */
  closeIfSilent(): void {
    if (this.#silence !== undefined || !this.#isPause) return;
    const { messages } = this.#connection;
    this.#silence = setTimeout(async () => {
      await waitingEventsHandled();
      this.#silence = undefined;
      if (messages !== this.#connection.messages) this.closeIfSilent();
      else if (this.#isPause) this.#close();
    }, silentFor);
    this.#silence.unref();
  }

  /** No call is at work or under way, and its client has all replies. */
  get #isPause(): boolean {
    const { life, replies } = this.#parts;
    const { phase } = this.#connection;
    if (life.state !== "open" || life.hasEnded || phase === "work" || phase === "message") return false;
    return replies.unpoured === 0 && replies.unsent === 0;
  }

  #letGo(): void {
    const { incoming, socket, moved } = this.#parts;
    if (moved !== undefined && this.#isPause && incoming.transport.stateless === true) socket.letGo?.(moved);
  }

  #close(): void {
    const { incoming, replies, socket } = this.#parts;
    incoming.transport.sayGoodbye?.(replies.own(), "this connection has served its time: open another");
    replies.flush();
    this.#connection.takeNothing("lingering");
    socket.end();
  }
}

/**
 * Milliseconds. The next call of a client that makes one after the other takes less to come, by any network that servers
 * like this one are called over.
 */
const silentFor = 100;
