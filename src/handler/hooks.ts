// Joins the `init` and `close` of a handler's modules: before a worker's first call and after its last.
import { stackOf, textOf } from "../words/thrown.ts";
import { CloseError, type Handler, HandlerError, InitError, type WorkerInfo } from "./handler.ts";

/** A module that may export `init` and `close`. */
export interface HookedModule {
  readonly module: Readonly<Record<string, unknown>>;
  /** Its name in messages. */
  readonly place: string;
}

/**
 * Makes one `init` and one `close` of those of all modules. They are run in the modules' order, and in the
 * opposite one; a module that is there twice has its own run once.
 *
 * @throws {HandlerError} when one of them is no function.
 */
export function hooksOf(modules: readonly HookedModule[]): Pick<Handler, "init" | "close"> {
  const once = modules.filter(
    ({ module }, index) => modules.findIndex((other) => other.module === module) === index,
  );
  const inits = once.flatMap(({ module, place }) =>
    hook(module, "init", place).map((init) => namingFailures(init, "init", place)),
  );
  const closes = once
    .flatMap(({ module, place }) =>
      hook(module, "close", place).map((close) => namingFailures(close, "close", place)),
    )
    .reverse();
  return {
    init: inits.length === 0 ? undefined : (worker) => runAll(inits, worker),
    close: closes.length === 0 ? undefined : () => closeAll(closes),
  };
}

type Hook = (worker?: WorkerInfo) => unknown;

function hook(module: HookedModule["module"], name: "init" | "close", place: string): Hook[] {
  const value = module[name];
  if (value === undefined) return [];
  if (typeof value === "function") return [value as Hook];
  throw new HandlerError(`${place} exports ${name}, which is no function`);
}

/** Names init or close in the error: the stack alone does not. */
function namingFailures(hook: Hook, name: "init" | "close", place: string): Hook {
  const Failed = name === "init" ? InitError : CloseError;
  return async (worker) => {
    try {
      await hook(worker);
    } catch (error) {
      throw new Failed(`${name} of ${place} failed: ${stackOf(error)}`, { cause: error });
    }
  };
}

async function runAll(inits: readonly Hook[], worker: WorkerInfo): Promise<void> {
  for (const init of inits) await init(worker);
}

/** One that fails keeps no other from being run. @throws {CloseError} that says all that went wrong. */
async function closeAll(closes: readonly Hook[]): Promise<void> {
  const failures: string[] = [];
  for (const close of closes) {
    try {
      await close();
    } catch (error) {
      failures.push(textOf(error));
    }
  }
  if (failures.length > 0) throw new CloseError(failures.join("; "));
}
