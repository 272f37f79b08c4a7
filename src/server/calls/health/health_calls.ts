// Answers the calls of Status that ask how the server is, where connections live beside the workers: these may all be busy.
import type { ResolvedService } from "../../../schema/service.ts";
import type { Caller, Executor, Outcome } from "../executor.ts";
import type { Answers, HealthParts } from "./answers.ts";

/** The health of one server. Nothing is loaded for it before the service is known. */
export class HealthCalls {
  readonly #parts: HealthParts;
  #answers: Answers | undefined;
  #isEnding = false;

  constructor(parts: HealthParts) {
    this.#parts = parts;
  }

  /** The workers run the calls of this service, with Status beside it, from now on. */
  async learn(service: ResolvedService): Promise<void> {
    const { answersFor } = await import("./answers.ts");
    this.#answers = await answersFor(service, this.#parts, () => this.#isEnding);
  }

  /** The server ends in a while. */
  announceEnd(): void {
    this.#isEnding = true;
  }

  /** An executor that lets the workers' one have all calls but these. */
  before(executor: Executor): Executor {
    const answers = (): Answers | undefined => this.#answers;
    return {
      get ready(): boolean {
        return executor.ready;
      },
      get unready(): string | undefined {
        return executor.unready;
      },
      get refusesAll(): boolean {
        return executor.refusesAll === true;
      },
      offer(caller: Caller): Outcome {
        const own = answers();
        return own?.isFor(caller.message) === true ? own.executor.offer(caller) : executor.offer(caller);
      },
      forget(caller: Caller): void {
        answers()?.executor.forget(caller);
        executor.forget(caller);
      },
    };
  }
}
