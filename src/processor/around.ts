// Has a handler's `around` called in place of its methods.
import type { AroundMethod } from "../handler/handler.ts";
import type { CallContext } from "./context.ts";
import type { ExceptionClass } from "./exceptions.ts";
import type { Interceptor } from "./interceptor.ts";

/** A call as `around` sees it: the context that its method gets, and the arguments. */
export type AroundCall<Exceptions extends object = Readonly<Record<string, ExceptionClass>>> =
  CallContext<Exceptions> & {
    /** The values that the method gets before its context, in the order of the IDL. */
    readonly arguments: readonly unknown[];
  };

/**
 * What a handler module may export as `around`: it is called in place of each method.
 *
 * @param call the context of the call, which the method gets too.
 * @param next runs the method, each time it is called, and gives what the method returns, a promise where that is one.
 * @returns the result of the call, or a promise of it; what it throws is answered as what a method throws.
 *
 * @typeParam Exceptions the classes of the IDL's exceptions, where TypeScript knows them.
 *
 * @example
 * ```ts ignore
 * export const around: Around = async (call, next) => {
 *   const began = performance.now();
 *   try {
 *     return await next();
 *   } finally {
 *     call.log.info("{ms} ms", { ms: performance.now() - began });
 *   }
 * };
 * ```
 */
export type Around<Exceptions extends object = Readonly<Record<string, ExceptionClass>>> = (
  call: AroundCall<Exceptions>,
  next: () => unknown,
) => unknown;

/** Puts a handler's function around a method. Nothing is waited for here: what is not a promise makes none. */
export function surroundedBy(around: AroundMethod): Interceptor {
  return (method) =>
    function (this: unknown, ...given) {
      const call: { arguments?: readonly unknown[] } = given.at(-1)!;
      call.arguments = given.slice(0, -1);
      return around(call as never, () => method.apply(this, given));
    };
}
