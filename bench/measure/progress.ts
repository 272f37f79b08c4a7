// One line for each step of the measurement: how far it is, how long it will take, and what was measured.

/** Counts steps and says each. */
export class Progress {
  readonly #total: number;
  readonly #began = performance.now();
  #done = 0;

  /** @param total the steps that there will be. */
  constructor(total: number) {
    this.#total = total;
  }

  /** Says that a step is done. */
  step(what: string): void {
    this.#done++;
    const elapsed = (performance.now() - this.#began) / 1000;
    const left = (elapsed / this.#done) * (this.#total - this.#done);
    const count = `${String(this.#done).padStart(String(this.#total).length)}/${this.#total}`;
    console.log(`[${count}, ${duration(left)} left] ${what}`);
  }
}

/** @returns `45 s`, `3 min`. */
export function duration(seconds: number): string {
  return seconds < 100 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
