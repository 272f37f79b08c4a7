// Lets one worker make what all workers of a handler share, and tells the others of it.

import type { SharedData, SharedMessage, ShareMessage } from "./messages.ts";
import { ShareFile } from "./share_file.ts";

/** A worker that asks. */
interface AskingWorker {
  readonly runs: "thread" | "process";
  send(message: SharedMessage): void;
}

/** One for all workers of a server that have the same handler. It is of no cost where that shares nothing. */
export class Sharing {
  /** Whether it is kept while there is no worker, as another may come. */
  readonly #keeps: boolean;
  readonly #users = new Set<AskingWorker>();
  readonly #waiting = new Set<AskingWorker>();
  #maker: AskingWorker | undefined;
  #data: SharedData | undefined;
  #file: ShareFile | undefined;
  #ended = false;

  constructor(keeps: boolean) {
    this.#keeps = keeps;
  }

  /** A worker asks, or has made it. */
  receive(worker: AskingWorker, { data }: ShareMessage): void {
    this.#users.add(worker);
    if (data !== undefined) {
      this.#data = data;
      this.#maker = undefined;
      for (const waiting of this.#waiting) waiting.send({ kind: "shared", data });
      this.#waiting.clear();
    } else if (this.#data !== undefined) worker.send({ kind: "shared", data: this.#data });
    else if (this.#maker === undefined) this.#haveMade(worker);
    else this.#waiting.add(worker);
  }

  /** A worker has ended. Where it was to make it, the next that waits is. */
  gone(worker: AskingWorker): void {
    this.#users.delete(worker);
    this.#waiting.delete(worker);
    if (this.#maker === worker) {
      this.#maker = undefined;
      const [next] = this.#waiting;
      if (next !== undefined) {
        this.#waiting.delete(next);
        this.#haveMade(next);
      }
    }
    this.#release();
  }

  /** No worker comes any more. */
  end(): void {
    this.#ended = true;
    this.#release();
  }

  #haveMade(worker: AskingWorker): void {
    this.#maker = worker;
    if (worker.runs === "process") this.#file ??= new ShareFile();
    worker.send({ kind: "shared", ...(this.#file && { path: this.#file.path }) });
  }

  #release(): void {
    if (this.#users.size > 0 || (this.#keeps && !this.#ended)) return;
    this.#data = undefined;
    this.#file?.close();
    this.#file = undefined;
  }
}
