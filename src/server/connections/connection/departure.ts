// Closes a connection when the server ends: not over calls that lie unread, which would reset its client.
import { waitingEventsHandled } from "../../turns.ts";
import { afterLook } from "./looks.ts";

/** A connection's last moments. What had come before them is read, and answered or refused. */
export class Departure {
  /** Whether its client has been told. */
  told = false;
  readonly #look: () => void;
  readonly #answeredFor: number;
  readonly #began = performance.now();
  /** Bytes have come since the event loop was last asked to look. */
  #heard = false;
  /** It has looked, and there were none. */
  #quiet = false;
  /** It has looked at least once: a call may have held it for longer than anything here lasts. */
  #looked = false;

  /**
   * @param isLate whether it begins in the end: what it has called by now is answered, and no more.
   * @param look is called when {@link Departure.allows} may have another answer.
   */
  constructor(isLate: boolean, look: () => void) {
    this.#look = look;
    this.#answeredFor = isLate ? 0 : answeredFor;
    this.#listen();
  }

  /** Whether calls that are found now came later: they are refused, and can be sent to another server. */
  get refuses(): boolean {
    return this.#looked && this.#since >= this.#answeredFor;
  }

  /** Bytes have come. */
  heard(): void {
    this.#heard = true;
  }

  /** It reads again: more may lie there. */
  resumed(): void {
    if (this.#quiet) this.#listen();
  }

  /** Whether the connection may close, when no call is at work. @param isReceiving whether there is half a message. */
  allows(isReceiving: boolean): boolean {
    if (this.#looked && this.#since >= over) return true;
    if (this.#quiet && isReceiving) this.#listen();
    return this.#quiet;
  }

  get #since(): number {
    return performance.now() - this.#began;
  }

  #listen(): void {
    this.#quiet = false;
    this.#heard = false;
    void waitingEventsHandled().then(() => afterLook(this.#afterLook));
  }

  readonly #afterLook = () => {
    this.#looked = true;
    if (this.#heard && this.#since < over) this.#listen();
    else {
      this.#quiet = true;
      this.#look();
    }
  };
}

/** Milliseconds. Clients that make call after call would otherwise be served for as long as they like. */
const answeredFor = 250;
/** Milliseconds after which nothing is waited for any more but calls at work. */
const over = 1000;
