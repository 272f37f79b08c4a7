// Interceptors stand between a processor and the handler's methods, for what has to see every call.
import type { Method } from "../handler/handler.ts";
import type { CallContext } from "./context.ts";

/** The function that a method answers. */
export interface CalledFunction {
  readonly service: string;
  readonly name: string;
}

/** Makes the method that is called instead of a handler's. It is asked once for each method, before the first call. */
export type Interceptor = (method: Method, func: CalledFunction) => Method;

/** The end of a call: the method returned a value or threw, or its promise was settled. */
export type CallOutcome = "returned" | "threw" | "resolved" | "rejected";

/**
 * An interceptor that sees calls begin and end, and changes nothing.
 * @param begin a call begins; gives what is called once with its outcome.
 */
export function observer(
  begin: (func: CalledFunction, call: CallContext) => (outcome: CallOutcome) => void,
): Interceptor {
  return (method, func) =>
    function (this: unknown, ...given) {
      const call = given.at(-1) as CallContext | undefined;
      if (call === undefined) return method.apply(this, given); // only the arguments are read
      const end = begin(func, call);
      let result: unknown;
      let promised: Promise<unknown> | undefined;
      try {
        result = method.apply(this, given);
        if (result instanceof Promise) promised = result;
      } catch (thrown) {
        end("threw");
        throw thrown;
      }
      if (promised === undefined) {
        end("returned");
        return result;
      }
      return promised.then(
        (value) => {
          end("resolved");
          return value;
        },
        (reason: unknown) => {
          end("rejected");
          throw reason;
        },
      );
    };
}
