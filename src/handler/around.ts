// Finds the `around` of a handler's modules: the functions that stand around its methods.
import { type AroundMethod, HandlerError } from "./handler.ts";

/**
 * The functions that stand around the methods of one service, the nearest first: that of the module which was listed for
 * it, then that of the module itself.
 *
 * @param modules with their names in messages. One that is there twice has its own called once.
 * @throws {HandlerError} when one exports an `around` that is no function.
 */
export function aroundsOf(
  modules: readonly { readonly module: Readonly<Record<string, unknown>>; readonly place: string }[],
): readonly AroundMethod[] {
  const found = modules.flatMap(({ module: { around }, place }) => {
    if (around === undefined) return [];
    if (typeof around === "function") return [around as AroundMethod];
    throw new HandlerError(`${place} exports around, which is no function: expected (call, next) => next()`);
  });
  return [...new Set(found)];
}
