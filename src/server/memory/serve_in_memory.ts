// Serves a handler to clients of the same program, without sockets: to test it in milliseconds.
import { pathToFileURL } from "node:url";
import type { Client } from "../../client/client.ts";
import { knownService } from "../../client/known_services.ts";
import type { ConnectOptions } from "../../client/options.ts";
import { connectThrough } from "../../client/wired.ts";
import { serviceReference } from "../../handler/reference.ts";
import { type HandlerSource, handlerSource } from "../../handler/source.ts";
import { setLogLevel } from "../../log/log.ts";
import { loadRuntime, runtime } from "../../runtime/current.ts";
import { requireSupportedVersion } from "../../runtime/supported.ts";
import { isService, type ResolvedService, type TypedService } from "../../schema/service.ts";
import type { ServeOptions } from "../options/options.ts";
import { settingsOf } from "../options/settings.ts";
import { planOf } from "../plan.ts";
import { Refusals } from "../refusals.ts";
import { UnknownFields } from "../unknown_fields.ts";
import { InlineCrew } from "../workers/inline_crew.ts";
import { memoryPair } from "./pair.ts";

/** The options of a server that mean something without sockets and workers. */
export type MemoryOptions = Pick<
  ServeOptions,
  | "idl"
  | "include"
  | "concurrency"
  | "pipeline"
  | "logLevel"
  | "maxMessageSize"
  | "maxFrameSize"
  | "maxReplySize"
>;

/**
 * A server of the clients that it makes itself.
 *
 * @typeParam Calls the functions as TypeScript is to know them.
 */
export interface MemoryServer<Calls extends object = object> extends AsyncDisposable {
  /** The name of the service that is served, as {@link Server.service} has it. */
  readonly service: string;
  /**
   * Makes a client of it. Each has a connection of its own.
   * @param options the dialect and the settings of calls.
   */
  connect<Called extends object = Calls>(
    options?: Pick<
      ConnectOptions,
      | "protocol"
      | "transport"
      | "multiplexed"
      | "timeout"
      | "signal"
      | "headers"
      | "onHeaders"
      | "idempotent"
      | "connections"
      | "onCall"
    >,
  ): Promise<Client & Called>;
  /** Finishes the calls at work, closes the connections, and runs the handler's `close`. */
  close(): Promise<void>;
}

/**
 * Serves a handler to clients of this program, without sockets. All else is as it is with them: messages are written and
 * read, values checked, exceptions sent. Calls run on this event loop, one at a time unless `concurrency` says more.
 *
 * @param handler the exports of a handler module, `{ service, default: { add } }`, as `import * as handler` gives them; or the
 * module's path or URL.
 * @typeParam Calls the functions as TypeScript is to know them; a module of generated code tells them itself.
 * @throws {OptionsError} when an option has a value that cannot be.
 * @throws {HandlerError} when the module cannot be imported or lacks methods of its service.
 * @throws {IdlError} when the service's IDL has errors.
 * @throws whatever the handler's `init` throws.
 *
 * @example
 * ```ts
 * import { serveInMemory } from "thriftserve";
 * import * as handler from "./handler.ts";
 *
 * await using server = await serveInMemory(handler);
 * const calculator = await server.connect<{ add(a: number, b: number): Promise<number> }>();
 * console.log(await calculator.add(1, 2));
 * ```
 */
export async function serveInMemory<Calls extends object = object>(
  handler: string | URL | { readonly service: TypedService<object, Calls> } | object,
  options: MemoryOptions = {},
): Promise<MemoryServer<Calls>> {
  requireSupportedVersion();
  await loadRuntime();
  const settings = settingsOf({ ...options, model: "nonblocking", workers: 0 });
  if (options.logLevel !== undefined) setLogLevel(options.logLevel);
  const isModule = typeof handler === "object" && !(handler instanceof URL);
  const source = isModule ? sourceOf(options, handler) : handlerSource(handler, options);
  const refusals = new Refusals();
  const crew = new InlineCrew({
    plan: planOf(settings, runtime),
    settings,
    source,
    exports: isModule ? { ...handler } : undefined,
    events: { refusals, unknownFields: new UnknownFields(), left: () => {} },
  });
  const { service } = await crew.start();
  let ended: Promise<void> | undefined;
  const close = () => {
    ended ??= crew.drain().then(() => refusals.flush());
    return ended;
  };
  return {
    service: service.name,
    connect: async <Called extends object>(connecting: ConnectOptions = {}) => {
      const client = await connectThrough(service, connecting, () => {
        const { wire, accepted } = memoryPair();
        crew.accept(accepted);
        return wire;
      });
      return client as Client & Called;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A handler that has no file: a relative path of its service starts from the working directory. */
function sourceOf({ idl, include }: MemoryOptions, exports: object): HandlerSource {
  const source = { url: pathToFileURL("handler.ts").href, file: "the handler", idl, include };
  return include === undefined ? { ...source, service: readBefore(exports, source) } : source;
}

/** The service, if it was read before and its files have not changed: tests make a server each. */
function readBefore(exports: object, source: HandlerSource): ResolvedService | undefined {
  if ("services" in exports) return undefined; // several are read together
  if (source.idl === undefined && "service" in exports && isService(exports.service)) return exports.service;
  try {
    const { path, name } = serviceReference({ ...exports }, source);
    return knownService(path, name);
  } catch {
    return undefined; // whoever reads it for good says what is wrong
  }
}
