// A server's options with every default filled in and every value checked.
import { availableParallelism } from "node:os";
import type { LogLevel } from "../../log/log.ts";
import { checkOptions, type Filled, type Owner } from "../../options/check.ts";
import { OptionsError } from "../../options/error.ts";
import type { DialectOptions } from "../../transport/dialect.ts";
import { type Model, type ModelName, models } from "../models.ts";
import { otherOptions } from "./habits.ts";
import { limitRows } from "./limit_rows.ts";
import type { Limits } from "./limits.ts";
import type { ServeOptions } from "./options.ts";
import { serveRows } from "./rows.ts";
import { type SocketSettings, socketSettings } from "./socket_settings.ts";

/** What the engine reads. Plain data: workers are told the same. */
export interface Settings extends SocketSettings {
  readonly model: ModelName;
  readonly dialect: DialectOptions;
  readonly limits: Limits;
  readonly workers: number;
  readonly connectionsPerWorker: number;
  readonly maxWorkers: number;
  readonly spares: number;
  readonly concurrency: number;
  readonly pipeline: number;
  readonly shutdownTimeout: number;
  readonly logLevel: LogLevel;
}

/**
 * Fills in the defaults.
 * @throws {OptionsError} naming the option, its value and what was expected.
 */
export function settingsOf(given: ServeOptions): Settings {
  const options = checkOptions(serveRows, given, owner);
  const model = models[options.model];
  refuseUnused(model, given);
  refuseUnspoken(options);
  return {
    model: model.name,
    ...socketSettings(given, options),
    dialect: { protocol: options.protocol, transport: options.transport },
    limits: limitsOf(options),
    workers: model.workers === "fixed" ? fixedWorkers(model, options.workers) : 0,
    connectionsPerWorker: model.workers === "fixed" ? (options.connectionsPerWorker ?? 0) : 1,
    maxWorkers: options.maxWorkers,
    spares: options.spares,
    concurrency: options.concurrency,
    pipeline: options.pipeline,
    shutdownTimeout: options.shutdownTimeout,
    logLevel: options.logLevel,
  };
}

const owner: Owner = {
  name: "serve()",
  example: '{ port: 9090, model: "threadpool" }',
  hints: otherOptions,
};

function limitsOf(options: Filled<typeof serveRows>): Limits {
  const { maxHttpBodySize, ...limits } = Object.fromEntries(
    Object.keys(limitRows).map((name) => [name, options[name as keyof Limits]]),
  ) as Filled<typeof limitRows>;
  return { ...limits, maxHttpBodySize: maxHttpBodySize ?? limits.maxMessageSize };
}

function fixedWorkers(model: Model, workers = availableParallelism()): number {
  if (workers > 0 || model.name === "nonblocking") return workers;
  throw new OptionsError("workers", "is 0; expected a whole number from 1 to 10000");
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
    if (options[option] === undefined || used) continue;
    throw new OptionsError(option, (named) => {
      const instead = insteadOf(option, model);
      const takes = instead === undefined ? "" : `, which takes ${named(instead)}`;
      return `is for the models ${where}; the model is ${model.name}${takes}`;
    });
  }
}

/** What bounds the workers of a model that has no use for the option which bounds those of others. */
function insteadOf(option: keyof ServeOptions, model: Model): keyof ServeOptions | undefined {
  if (option === "workers" && model.workers === "per connection") return "maxWorkers";
  return option === "maxWorkers" && model.workers === "fixed" ? "workers" : undefined;
}

function refuseUnspoken({ protocol, transport }: Filled<typeof serveRows>): void {
  if (protocol !== "json" || transport !== "header") return;
  throw new OptionsError(
    "protocol",
    (named) => `is json, which ${named("transport", "header")} does not carry; it holds binary or compact`,
  );
}
