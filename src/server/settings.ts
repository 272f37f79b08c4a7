// A server's options with every default filled in and every value checked.
import { availableParallelism } from "node:os";
import type { LogLevel } from "../log/configure.ts";
import { usualReadLimits } from "../protocol/input.ts";
import type { DialectOptions } from "../transport/dialect.ts";
import type { Limits } from "./limits.ts";
import { type Model, type ModelName, models } from "./models.ts";
import { OptionsError, seconds, whole } from "./option_checks.ts";
import type { ServeOptions } from "./options.ts";
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
export function settingsOf(options: ServeOptions): Settings {
  const name = options.model ?? "nonblocking";
  if (!Object.hasOwn(models, name)) {
    throw new OptionsError("model", `is ${name}; expected one of ${Object.keys(models).join(", ")}`);
  }
  const model = models[name];
  refuseUnused(model, options);
  const cores = availableParallelism();
  const maxMessageSize = whole("maxMessageSize", options.maxMessageSize, 104_857_600, 1, 0x7fffffff);
  return {
    model: name,
    ...socketSettings(options),
    dialect: { protocol: options.protocol ?? "auto", transport: options.transport ?? "auto" },
    limits: {
      maxFrameSize: whole("maxFrameSize", options.maxFrameSize, 16_384_000, 1, 0x7fffffff),
      maxMessageSize,
      maxHeaderSize: whole("maxHeaderSize", options.maxHeaderSize, 65_536, 1, 0x7fffffff),
      maxHttpHeaderSize: whole("maxHttpHeaderSize", options.maxHttpHeaderSize, 16_384, 128, 0x100000),
      maxHttpBodySize: whole("maxHttpBodySize", options.maxHttpBodySize, maxMessageSize, 1, 0x7fffffff),
      maxDepth: whole("maxDepth", options.maxDepth, usualReadLimits.maxDepth, 1, deepest),
      maxStringSize: whole("maxStringSize", options.maxStringSize, 0x7fffffff, 0, 0x7fffffff),
      maxContainerSize: whole("maxContainerSize", options.maxContainerSize, 0x7fffffff, 0, 0x7fffffff),
      maxDecodedSize: whole("maxDecodedSize", options.maxDecodedSize, usualReadLimits.maxDecodedSize, 1),
      maxConnections: whole("maxConnections", options.maxConnections, 16_384, 0),
      maxConnectionsPerPeer: whole("maxConnectionsPerPeer", options.maxConnectionsPerPeer, 0, 0),
      maxQueuedCalls: whole("maxQueuedCalls", options.maxQueuedCalls, 10_000, 0),
      maxUnreadSize: whole("maxUnreadSize", options.maxUnreadSize, 262_144, 0),
      maxBufferedSize: whole("maxBufferedSize", options.maxBufferedSize, 536_870_912, 0),
      firstByteTimeout: seconds("firstByteTimeout", options.firstByteTimeout, 300),
      messageTimeout: seconds("messageTimeout", options.messageTimeout, 60),
      idleTimeout: seconds("idleTimeout", options.idleTimeout, 0),
      writeTimeout: seconds("writeTimeout", options.writeTimeout, 60),
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
    shutdownTimeout: seconds("shutdownTimeout", options.shutdownTimeout, 30),
    logLevel: options.logLevel ?? "info",
  };
}

/** What readers, which call themselves for each level, take on the smallest stack of the runtimes. */
const deepest = 1000;

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
