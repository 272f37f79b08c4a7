// Finds the handler's method for each function, of whichever service it is.
import type { Handler, Method } from "../handler/handler.ts";
import { log, logs } from "../log/log.ts";
import type { Func } from "../schema/schema.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { CallContext, CallSurroundings } from "./context.ts";
import { exceptionClasses } from "./exceptions.ts";

/** The handler's method for the calls of one function. */
export interface Callee {
  readonly method: Method;
  /** The value of `this` inside of the method. */
  readonly self: unknown;
  readonly declaration: Func;
  readonly surroundings: CallSurroundings;
}

/** In the order of the service's functions. */
export function calleesOf(service: ResolvedService, { methods, selves }: Handler): Callee[] {
  const exceptions = exceptionClasses(service.schema);
  const surroundings = new Map<string, CallSurroundings>();
  return service.functions.map((declaration, index) => {
    const name = declaration.service ?? service.name;
    const shared = surroundings.get(name) ?? { service: name, exceptions };
    surroundings.set(name, shared);
    const method = logs("trace") ? traced(methods[index]!, name, declaration.name) : methods[index]!;
    return { method, self: selves[index], declaration, surroundings: shared };
  });
}

/** The method, with a record for each call; only where those are asked for. */
function traced(method: Method, service: string, name: string): Method {
  const tell = (began: number, { peer }: CallContext, outcome: string) =>
    log.trace("{service}.{name} of {peer} {outcome} after {milliseconds} ms", {
      service,
      name,
      peer,
      outcome,
      milliseconds: Number((performance.now() - began).toFixed(3)),
    });
  return function (this: unknown, ...given) {
    const call = given.at(-1) as CallContext | undefined;
    if (call === undefined) return method.apply(this, given); // only the arguments are read
    const began = performance.now();
    try {
      const result = method.apply(this, given);
      if (!(result instanceof Promise)) {
        tell(began, call, "returned");
        return result;
      }
      return result.then(
        (value) => {
          tell(began, call, "resolved");
          return value;
        },
        (reason: unknown) => {
          tell(began, call, "rejected");
          throw reason;
        },
      );
    } catch (thrown) {
      tell(began, call, "threw");
      throw thrown;
    }
  };
}
