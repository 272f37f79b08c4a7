// Clients that come before a worker is ready: they wait, and are let go of when they leave or when there will be no worker.
import type { Accepted } from "../../runtime/runtime.ts";
import type { EventLoop } from "../connections/local_connections.ts";
import { WaitingRoom } from "../connections/waiting_room.ts";
import type { RefusalLog } from "../refusals.ts";

/** Holds connections until there is somebody to take them. */
export class EarlyClients {
  readonly #loop: () => EventLoop;
  readonly #refusals: RefusalLog;
  readonly #left: (accepted: Accepted) => void;
  /** Absent as long as nobody has come. */
  #room: WaitingRoom | undefined;
  #taken: ((accepted: Accepted) => void) | undefined;
  #isOver = false;

  /**
   * @param loop opens those whose calls are refused.
   * @param left is told of those that end here.
   */
  constructor(loop: () => EventLoop, refusals: RefusalLog, left: (accepted: Accepted) => void) {
    this.#loop = loop;
    this.#refusals = refusals;
    this.#left = left;
  }

  /** Has it wait, or gives it to whoever takes them by now. */
  accept(accepted: Accepted): void {
    if (this.#taken !== undefined) {
      this.#taken(accepted);
    } else if (this.#isOver) {
      accepted.close();
      this.#left(accepted);
    } else {
      this.#room ??= this.#open();
      this.#room.enter(accepted);
    }
  }

  #open(): WaitingRoom {
    const loop = this.#loop();
    const room = new WaitingRoom(loop, { refusals: this.#refusals, left: this.#left });
    room.limit(loop.settings.limits.queueTimeout);
    return room;
  }

  /** Those that wait, the first of them first, and all that come are taken from now on. */
  let(taken: (accepted: Accepted) => void): void {
    this.#taken = taken;
    const room = this.#room;
    for (let next = room?.next(); next !== undefined; next = room?.next()) taken(next);
  }

  /** Closes all of them, and those that come: there will be no worker. */
  destroy(): void {
    this.#isOver = true;
    this.#room?.destroy();
  }
}
