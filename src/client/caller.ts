// The client of a service as a program holds it: its calls, and their errors where they are awaited.
import type { ExceptionClass } from "../processor/exceptions.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { CallHeaders } from "../transport/envelope.ts";
import { nearestOrBegun } from "../words/nearest.ts";
import { Call, type Channels } from "./calls/call.ts";
import type { OverCall } from "./calls/hooks.ts";
import type { Outcome } from "./calls/outcome.ts";
import type { Compiled } from "./compiled.ts";
import { declaredException } from "./declared_exception.ts";
import { ApplicationError, ConnectionClosedError, TimeoutError } from "./errors.ts";
import { type CallOptions, type Connecting, callOptions, carriesHeaders } from "./options.ts";

/** The parts of a client, which those with other settings of calls share. */
interface ClientParts {
  readonly service: ResolvedService;
  readonly compiled: Compiled;
  readonly connecting: Connecting;
  /** By the functions' indexes, whether one may be run twice. */
  readonly idempotent: readonly boolean[];
  readonly pool: Channels & { close(): void; hold(isHeld: boolean): void };
}

/** Calls the functions of a service. Calls may overlap; the server decides in which order it answers them. */
export class Client implements AsyncDisposable {
  readonly #parts: ClientParts;
  readonly #settings: CallOptions;

  /** @internal Made by {@link connect}. */
  constructor(parts: ClientParts, settings: CallOptions = parts.connecting) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /**
   * Calls a function. A oneway call resolves, to undefined, once it is sent.
   *
   * The errors have the caller in their stack, where it awaits the call: engines follow the await.
   *
   * @throws {TypeError} when the service has no such function, or it takes fewer arguments.
   * @throws {ValueError} when an argument does not fit the IDL.
   * @throws {ApplicationError} when the server could not run the call.
   * @throws {ConnectionClosedError} when there is no connection, or it ends before the reply comes.
   * @throws {TimeoutError} when it takes longer than it may; the signal's reason when that is aborted.
   * @throws an error whose `name` is that of the exception, when the function throws one it declares.
   */
  async call(name: string, ...args: unknown[]): Promise<unknown> {
    const index = this.#indexOf(name, args.length);
    const { onCall } = this.#parts.connecting;
    if (onCall === undefined) return this.#result(await this.#begin(index, args).outcome, index);
    const began = performance.now();
    const headers: Record<string, string> = { ...this.#settings.headers };
    const over = onCall({ service: this.#parts.service.name, method: name, headers });
    const call = this.#begin(index, args, this.#carriesHeaders ? headers : undefined);
    let error: Error | undefined;
    try {
      return this.#result(await call.outcome, index);
    } catch (thrown) {
      error = thrown as Error;
      throw thrown;
    } finally {
      const { retried: retries, address } = call;
      const facts: OverCall = { seconds: (performance.now() - began) / 1000, retries, address, error };
      if (typeof over === "function") over(facts);
    }
  }

  /**
   * The same client, on the same connections, with other settings of calls.
   *
   * @example
   * ```ts ignore
   * await calculator.with({ timeout: 0.5, signal }).add(1, 2);
   * ```
   * @throws {OptionsError} when one of them is none or has a value that cannot be.
   */
  with(settings: CallOptions): this {
    const checked = callOptions(settings, this.#parts.connecting);
    const given = Object.fromEntries(Object.entries(checked).filter(([, value]) => value !== undefined));
    const type = this.constructor as new (parts: ClientParts, settings: CallOptions) => this;
    return new type(this.#parts, { ...this.#settings, ...given });
  }

  /** The classes of the IDL's exceptions, by their names: `error instanceof calculator.exceptions.InvalidOperation`. */
  get exceptions(): Readonly<Record<string, ExceptionClass>> {
    return this.#parts.compiled.exceptions.named;
  }

  /** Closes the connections. Calls without a reply fail. */
  close(): void {
    this.#parts.pool.close();
  }

  /** Closes the connections: `await using client = await connect(...)`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** Lets the program end though a connection is open. */
  unref(): this {
    this.#parts.pool.hold(false);
    return this;
  }

  /** Keeps the program from ending as long as a connection is open: the default. */
  ref(): this {
    this.#parts.pool.hold(true);
    return this;
  }

  get #carriesHeaders(): boolean {
    const { transport, addresses } = this.#parts.connecting;
    return transport === "header" || addresses.every(({ scheme }) => carriesHeaders(scheme));
  }

  #begin(
    index: number,
    args: readonly unknown[],
    headers: CallHeaders | undefined = this.#settings.headers,
  ): Call {
    const { pool, connecting, idempotent } = this.#parts;
    const { timeout = 0, signal, onHeaders } = this.#settings;
    const { retries, retryDelay, maxRetryDelay } = connecting;
    const isIdempotent = idempotent[index]!;
    const tellsTimeout = timeout > 0 && this.#carriesHeaders;
    const settings = { index, args, headers, tellsTimeout, isIdempotent, timeout, signal, onHeaders };
    return new Call({ ...settings, retries, retryDelay, maxRetryDelay }, pool);
  }

  #result(outcome: Outcome, index: number): unknown {
    if ("result" in outcome) return outcome.result;
    if ("message" in outcome) throw new ApplicationError(outcome.type, outcome.message);
    if ("failure" in outcome) throw this.#failure(outcome, index);
    const { service, compiled } = this.#parts;
    const { type } = service.functions[index]!.throws[outcome.index]!;
    throw declaredException(compiled.exceptions, type, outcome.exception, this.call);
  }

  #failure(outcome: Extract<Outcome, { failure: string }>, index: number): unknown {
    switch (outcome.failure) {
      case "aborted":
        return outcome.reason;
      case "invalid":
        return outcome.error;
      case "timeout": {
        const { name } = this.#parts.service.functions[index]!;
        const where = outcome.sent ? "had no reply" : "could not be sent";
        const message = `${this.#parts.service.name}.${name} ${where} within ${outcome.seconds} s`;
        return new TimeoutError(message, outcome);
      }
      default:
        return new ConnectionClosedError(outcome.reason, outcome);
    }
  }

  #indexOf(name: string, given: number): number {
    const { service, compiled } = this.#parts;
    const index = compiled.indexes.get(name);
    if (index === undefined) {
      const near = nearestOrBegun(String(name), [...compiled.indexes.keys()]);
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      throw new TypeError(`${service.name} has no function ${String(name)}${hint}`);
    }
    const takes = service.functions[index]!.arguments;
    if (given <= takes.length) return index;
    const names = takes.length === 0 ? "" : `: ${takes.map((field) => field.name).join(", ")}`;
    const count =
      takes.length === 0 ? "no arguments" : takes.length === 1 ? "1 argument" : `${takes.length} arguments`;
    throw new TypeError(`${service.name}.${name} takes ${count}${names}; it was called with ${given}`);
  }
}
