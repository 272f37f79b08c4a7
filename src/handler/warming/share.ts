// Reads the `share` of a handler's module: what gives the memory that all workers share.
import { stackOf } from "../../words/thrown.ts";
import type { FunctionsModule } from "../exports/by_function.ts";
import { HandlerError, InitError } from "../handler.ts";

/**
 * The function, which names itself in the error when it fails.
 * @param modules those that export one.
 * @param own the handler's module, which alone may.
 * @throws {HandlerError} when another does, or what it exports is no function.
 */
export function shareOf(
  modules: readonly FunctionsModule[],
  own: Readonly<Record<string, unknown>>,
): () => Promise<unknown> {
  const other = modules.find(({ module }) => module !== own);
  if (other !== undefined)
    throw new HandlerError(`${other.place} exports share, which the handler's own module alone may`);
  const { place } = modules[0]!;
  const { share } = own;
  if (typeof share !== "function") throw new HandlerError(`${place} exports share, which is no function`);
  return async () => {
    try {
      return await (share as () => unknown)();
    } catch (error) {
      throw new InitError(`share of ${place} failed: ${stackOf(error)}`, { cause: error });
    }
  };
}
