// The client that shows whether others notice anything: probe_thread.ts seen from the thread that attacks.
import { Worker } from "node:worker_threads";

/** What the probe has seen so far. Times in milliseconds. */
export interface ProbeReport {
  readonly calls: number;
  /** The longest that a call took over the connection that stays. */
  readonly slowest: number;
  /** The longest that a new connection and its first call took. */
  readonly slowestFresh: number;
  /** The latest that a timer of the probe itself came: what a busy machine adds to the other times. */
  readonly late: number;
  /** A wrong answer, or a connection that was lost. */
  readonly failure: string | undefined;
}

/** A probe at work. */
export class Probe {
  report: ProbeReport = { calls: 0, slowest: 0, slowestFresh: 0, late: 0, failure: undefined };
  readonly #thread: Worker;
  readonly #done = Promise.withResolvers<void>();
  readonly #begun = Promise.withResolvers<void>();

  /** @param fresh whether to connect anew now and then. Default true. */
  constructor(port: number, fresh = true) {
    this.#thread = new Worker(new URL("./probe_thread.ts", import.meta.url), { workerData: { port, fresh } });
    this.#thread.on("message", (message: ProbeReport | "done") => {
      if (message === "done") this.#done.resolve();
      else this.report = message;
      if (this.report.calls > 0 || this.report.failure !== undefined) this.#begun.resolve();
    });
    this.#thread.on("error", (error) => {
      this.report = { ...this.report, failure: `the probe's thread failed: ${String(error)}` };
      this.#begun.resolve();
      this.#done.resolve();
    });
  }

  /** Resolves once it has made its first calls. */
  begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** Has it finish its last calls. A call that hangs for so many milliseconds is a failure. */
  async stop(patience = 30_000): Promise<ProbeReport> {
    this.#thread.postMessage("stop");
    const late = Promise.withResolvers<"late">();
    const timer = setTimeout(() => late.resolve("late"), patience);
    const ended = await Promise.race([this.#done.promise, late.promise]);
    clearTimeout(timer);
    if (ended === "late") this.report = { ...this.report, failure: "a call of the probe was never answered" };
    await this.#thread.terminate();
    return this.report;
  }
}
