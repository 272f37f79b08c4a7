// Starts the workers that are to take the place of others, of which none begins before all are ready.
import type { Readiness } from "../crew.ts";
import { WorkerStartError } from "../start_error.ts";
import type { SupervisedWorker } from "../supervised_worker.ts";

/** Workers that wait for each other. */
export class Renewal {
  readonly #make: () => SupervisedWorker;
  readonly #workers = new Set<SupervisedWorker>();

  constructor(make: () => SupervisedWorker) {
    this.#make = make;
  }

  /** Those that were started. */
  get workers(): readonly SupervisedWorker[] {
    return [...this.#workers];
  }

  /**
   * Starts so many more workers. Resolves when all are ready, to what the first of them said.
   * @throws {WorkerStartError} when one of them, or of those before, is not.
   */
  async prepare(count: number): Promise<Readiness> {
    const made = Array.from({ length: Math.max(count, 0) }, () => this.#make());
    for (const worker of made) this.#workers.add(worker);
    const [first] = await Promise.all(made.map((worker) => worker.prepare()));
    if (this.workers.some((worker) => !worker.isPrepared))
      throw new WorkerStartError("a new worker ended before the others were ready");
    return first!;
  }

  /** That they end is no failure. */
  expectEnd(): void {
    for (const worker of this.#workers) worker.expectEnd();
  }

  /** Ends them: they have not begun. */
  async kill(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.kill()));
  }
}
