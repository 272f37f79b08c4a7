// The state that the service Status tells of, as the server tells it to the worker that answers.

/** Counts of calls, by names such as `add.calls`. Plain data. */
export type StatusCounters = Readonly<Record<string, number>>;

/** Told by whoever runs the handler's calls. */
export class StatusState {
  #isEnding = false;
  /** Asks for the counts of the whole server; {@link StatusState.told} is to be called once for each time. */
  ask: () => void = () => this.told({});
  /** Those that wait for an answer, in the order in which they have asked. */
  readonly #asking: ((counters: StatusCounters) => void)[] = [];

  /** Whether the server is about to end. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** The reason for which no calls are taken now. Workers know of none: they answer. */
  get unready(): string | undefined {
    return undefined;
  }

  /** The server is about to end. */
  end(): void {
    this.#isEnding = true;
  }

  /** The counts of the whole server. */
  counters(): Promise<StatusCounters> {
    return new Promise((resolve) => {
      this.#asking.push(resolve);
      this.ask();
    });
  }

  /** The answer to who has asked first. */
  told(counters: StatusCounters): void {
    this.#asking.shift()?.(counters);
  }
}
