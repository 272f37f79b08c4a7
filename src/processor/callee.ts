// Who answers a function's calls, of whichever service it is.
import type { Handler, Method } from "../handler/handler.ts";
import type { Func } from "../schema/schema.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { CallSurroundings } from "./context.ts";
import { exceptionClasses } from "./exceptions.ts";

/** Who answers the calls of one function. */
export interface Callee {
  readonly method: Method;
  /** What `this` is inside of the method. */
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
    return { method: methods[index]!, self: selves[index], declaration, surroundings: shared };
  });
}
