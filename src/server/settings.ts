// A server's options with every default filled in and every value checked.
import { availableParallelism } from "node:os";
import type { LogLevel } from "../log/configure.ts";
import type { DialectOptions } from "../transport/dialect.ts";
import type { SizeLimits } from "../transport/transport.ts";
import { type Model, type ModelName, models } from "./models.ts";
import type { ServeOptions } from "./options.ts";

/** What the engine reads. Plain data: workers are told the same. */
export interface Settings {
  readonly model: ModelName;
  readonly host: string;
  readonly port: number;
  readonly unix?: string;
  readonly dialect: DialectOptions;
  readonly limits: SizeLimits;
  readonly workers: number;
  readonly connectionsPerWorker: number;
  readonly maxWorkers: number;
  readonly spares: number;
  readonly concurrency: number;
  readonly pipeline: number;
  readonly backlog: number;
  readonly shutdownTimeout: number;
  readonly logLevel: LogLevel;
}

/** Thrown when an option has a value that cannot be, or one that its model has no use for. */
export class OptionsError extends RangeError {
  override readonly name = "OptionsError";
  /** The option, as {@link ServeOptions} calls it. */
  readonly option: keyof ServeOptions;
  readonly #detail: string;

  constructor(option: keyof ServeOptions, detail: string) {
    super(`${option} ${detail}`);
    this.option = option;
    this.#detail = detail;
  }

  /** The message with the option as the command line calls it. */
  asOption(): string {
    return `--${this.option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${this.#detail}`;
  }
}

/**
 * Fills in the defaults.
 * @throws {OptionsError} naming the option, its value and what was expected.
 */
export function settingsOf(options: ServeOptions): Settings {
  const name = options.model ?? "nonblocking";
  if (!Object.hasOwn(models, name)) {
    throw new OptionsError("model", `is ${name}; expected one of ${Object.keys(models).join(", ")}`);
  }
  const model = models[name];
  refuseUnused(model, options);
  const cores = availableParallelism();
  return {
    model: name,
    host: options.host ?? "127.0.0.1",
    port: whole("port", options.port, 9090, 0, 65_535),
    unix: options.unix,
    dialect: { protocol: options.protocol ?? "auto", transport: options.transport ?? "auto" },
    limits: {
      maxFrameSize: whole("maxFrameSize", options.maxFrameSize, 16_384_000, 1, 0x7fffffff),
      maxMessageSize: whole("maxMessageSize", options.maxMessageSize, 104_857_600, 1, 0x7fffffff),
    },
    workers:
      model.workers === "fixed"
        ? whole("workers", options.workers, cores, name === "nonblocking" ? 0 : 1, 10_000)
        : 0,
    connectionsPerWorker:
      model.workers === "fixed" ? whole("connectionsPerWorker", options.connectionsPerWorker, 0, 0) : 1,
    maxWorkers: whole("maxWorkers", options.maxWorkers, 1000, 1),
    spares: whole("spares", options.spares, 10, 0, 10_000),
    concurrency: whole("concurrency", options.concurrency, 1, 1),
    pipeline: whole("pipeline", options.pipeline, 1, 1),
    backlog: whole("backlog", options.backlog, 128, 1, 65_535),
    shutdownTimeout: seconds("shutdownTimeout", options.shutdownTimeout, 30),
    logLevel: options.logLevel ?? "info",
  };
}

/** An option that would do nothing is a misunderstanding: better said than ignored. */
function refuseUnused(model: Model, options: ServeOptions): void {
  const uses: readonly [keyof ServeOptions, boolean, string][] = [
    ["workers", model.workers === "fixed", "threadpool, nonblocking and processpool"],
    [
      "connectionsPerWorker",
      model.workers === "fixed" && model.takes === "connection",
      "threadpool and processpool",
    ],
    ["maxWorkers", model.workers === "per connection", "threaded and forking"],
    ["spares", model.workers === "per connection", "threaded and forking"],
  ];
  for (const [option, used, where] of uses) {
    if (options[option] !== undefined && !used) {
      throw new OptionsError(option, `is for the models ${where}; the model is ${model.name}`);
    }
  }
}

function whole(
  option: keyof ServeOptions,
  value: number | undefined,
  standard: number,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (value === undefined) return standard;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new OptionsError(option, `is ${value}; expected a whole number ${range}`);
}

function seconds(option: keyof ServeOptions, value: number | undefined, standard: number): number {
  if (value === undefined) return standard;
  if (value >= 0 && Number.isFinite(value)) return value;
  throw new OptionsError(option, `is ${value}; expected a number of seconds`);
}
