// A server's options with every default filled in and every value checked.
import type { LogFormat } from "../../log/format.ts";
import type { LogLevel } from "../../log/log.ts";
import { type NatsSettings, natsMemberRows } from "../../nats/member.ts";
import { refuseSenselessNats } from "../../nats/settings.ts";
import { checkOptions, type Filled, type Owner } from "../../options/check.ts";
import { OptionsError } from "../../options/error.ts";
import type { DialectOptions } from "../../transport/dialect.ts";
import { deviceVariables } from "../equipment/variables.ts";
import { type ModelName, models } from "../models.ts";
import { refuseOpenAdmin } from "./admin_rows.ts";
import { refuseUnasked } from "./client_rows.ts";
import { otherOptions } from "./habits.ts";
import { limitRows } from "./limit_rows.ts";
import type { Limits } from "./limits.ts";
import type { ReadyWhen, ServeOptions } from "./options.ts";
import { listed, type ServeRow, serveRows } from "./rows.ts";
import { refuseSenseless, type SocketSettings, socketSettings } from "./socket_settings.ts";

/** The settings that the engine reads. Plain data: workers are sent the same. */
export interface Settings extends SocketSettings {
  readonly model: ModelName;
  readonly dialect: DialectOptions;
  readonly limits: Limits;
  readonly proxyProtocol: readonly string[] | undefined;
  /** The group that it joins; undefined: none. */
  readonly nats: NatsSettings | undefined;
  readonly workers: number;
  readonly connectionsPerWorker: number;
  readonly maxWorkers: number;
  readonly spares: number;
  readonly devices: readonly string[] | undefined;
  readonly threadsPerWorker: number | undefined;
  readonly concurrency: number;
  readonly maxCalls: number;
  readonly maxCallsJitter: number;
  readonly maxAge: number;
  readonly initTimeout: number;
  readonly readyWhen: ReadyWhen;
  readonly maxMemory: number;
  readonly pipeline: number;
  readonly watch: boolean;
  readonly drainDelay: number;
  readonly shutdownTimeout: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** The share of calls that are logged; 0: none. */
  readonly accessLog: number;
  readonly captureOutput: boolean;
  /** The number of calls that are kept which were slow or failed; 0: they are not recorded. */
  readonly recordCalls: number;
}

/** @returns what is in force: `given`, checked, and the defaults. @throws {OptionsError} as {@link settingsOf}. */
export function optionsInForce(given: ServeOptions): Filled<typeof serveRows> {
  const options = checkOptions(serveRows, given, owner);
  refuseUnused(options.model, given);
  refuseNoWorkers(options);
  refuseUnenforceable(options);
  refuseUnspoken(options);
  for (const device of options.devices ?? []) deviceVariables(device, process.env); // it has to be there
  refuseSenseless(given);
  if (given.accessLogSample !== undefined && !options.accessLog) {
    throw new OptionsError("accessLogSample", (named) => `is of no use without ${named("accessLog")}`);
  }
  refuseOpenAdmin(given);
  refuseSenselessNats(given);
  refuseUnasked(given);
  return options;
}

/**
 * Fills in the defaults.
 * @throws {OptionsError} naming the option, its value and what was expected.
 */
export function settingsOf(given: ServeOptions): Settings {
  const options = optionsInForce(given);
  const model = models[options.model];
  return {
    model: model.name,
    ...socketSettings(options, given),
    dialect: { protocol: options.protocol, transport: options.transport, origins: options.allowOrigin },
    limits: limitsOf(options),
    proxyProtocol: options.proxyProtocol,
    nats: options.nats && natsOf(options),
    workers: model.workers === "fixed" ? options.workers : 0,
    connectionsPerWorker: model.workers === "fixed" ? options.connectionsPerWorker : 1,
    maxWorkers: options.maxWorkers,
    spares: options.spares,
    devices: options.devices,
    threadsPerWorker: options.threadsPerWorker,
    concurrency: options.concurrency,
    maxCalls: options.maxCalls,
    maxCallsJitter: options.maxCallsJitter,
    maxAge: options.maxAge,
    initTimeout: options.initTimeout,
    readyWhen: options.readyWhen,
    maxMemory: options.maxMemory,
    pipeline: options.pipeline,
    watch: options.watch,
    drainDelay: options.drainDelay,
    shutdownTimeout: options.shutdownTimeout,
    logLevel: options.logLevel,
    logFormat: options.logFormat,
    accessLog: options.accessLog ? options.accessLogSample : 0,
    captureOutput: options.captureOutput,
    recordCalls: options.recordCalls,
  };
}

const owner: Owner = {
  name: "serve()",
  example: '{ port: 9090, model: "threadpool" }',
  hints: otherOptions,
};

function limitsOf(options: Filled<typeof serveRows>): Limits {
  const names = Object.keys(limitRows) as (keyof Limits)[];
  return Object.fromEntries(names.map((name) => [name, options[name]])) as Record<keyof Limits, number>;
}

function natsOf(options: Filled<typeof serveRows>): NatsSettings {
  const names = Object.keys(natsMemberRows) as (keyof typeof natsMemberRows)[];
  return Object.fromEntries(names.map((name) => [name, options[name]])) as unknown as NatsSettings;
}

/** What holds the server's own event loop holds its timers as well. */
function refuseUnenforceable({ model, workers, callTimeout }: Filled<typeof serveRows>): void {
  if (callTimeout === 0 || (model !== "simple" && (model !== "nonblocking" || workers > 0))) return;
  throw new OptionsError("callTimeout", (named) => {
    const chosen = model === "simple" ? named("model", model) : named("workers", 0);
    return `cannot be held to with ${chosen}: calls run in the server's own process, where nothing can end one that does not return; take a model with workers`;
  });
}

function refuseNoWorkers({ model, workers }: Filled<typeof serveRows>): void {
  if (workers > 0 || model === "nonblocking") return;
  throw new OptionsError("workers", "is 0; expected a whole number from 1 to 10000");
}

/** An option that would do nothing is a misunderstanding: better said than ignored. */
function refuseUnused(model: ModelName, given: ServeOptions): void {
  const uses = (row: ServeRow | undefined) => row?.models?.includes(model) ?? true;
  const rows: Readonly<Record<string, ServeRow>> = serveRows;
  for (const [option, row] of Object.entries(rows)) {
    if (given[option as keyof ServeOptions] === undefined || uses(row)) continue;
    throw new OptionsError(option, (named) => {
      const { elsewhere, models = [] } = row;
      const takes =
        elsewhere !== undefined && uses(rows[elsewhere]) ? `, which takes ${named(elsewhere)}` : "";
      return `applies to ${listed(models)}; the model is ${model}${takes}`;
    });
  }
}

function refuseUnspoken({ protocol, transport }: Filled<typeof serveRows>): void {
  if (protocol !== "json" || transport !== "header") return;
  throw new OptionsError(
    "protocol",
    (named) => `is json, which ${named("transport", "header")} does not carry; it holds binary or compact`,
  );
}
