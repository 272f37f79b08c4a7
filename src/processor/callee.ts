// Finds the handler's method for each function, of whichever service it is.
import type { Handler, Method } from "../handler/handler.ts";
import { logs } from "../log/log.ts";
import type { Func } from "../schema/schema.ts";
import type { ResolvedService } from "../schema/service.ts";
import { surroundedBy } from "./around.ts";
import { callLog } from "./call_log.ts";
import type { ServiceContext } from "./context.ts";
import { exceptionClasses } from "./exceptions.ts";
import type { Interceptor } from "./interceptor.ts";

/** The handler's method for the calls of one function. */
export interface Callee {
  readonly method: Method;
  /** The value of `this` inside of the method. */
  readonly self: unknown;
  readonly declaration: Func;
  readonly serviceContext: ServiceContext;
  /** Milliseconds that a call may take; 0: any time. */
  readonly limit: number;
}

/**
 * In the order of the service's functions.
 * @param interceptors the first is the nearest to the handler and what it exports as `around`. Without any, methods are
 * called as they are.
 */
export function calleesOf(
  service: ResolvedService,
  { methods, receivers, arounds, timeouts }: Handler,
  interceptors: readonly Interceptor[] = [],
): Callee[] {
  const all = logs("trace") ? [...interceptors, callLog] : interceptors;
  const exceptions = exceptionClasses(service.schema);
  const serviceContext = new Map<string, ServiceContext>();
  return service.functions.map((declaration, index) => {
    const name = declaration.service ?? service.name;
    const shared = serviceContext.get(name) ?? { service: name, exceptions };
    serviceContext.set(name, shared);
    const func = { service: name, name: declaration.name };
    const own = arounds?.[index]?.map(surroundedBy) ?? [];
    const method = [...own, ...all].reduce((inner, intercept) => intercept(inner, func), methods[index]!);
    const limit = (timeouts?.[index] ?? 0) * 1000;
    return { method, self: receivers[index], declaration, serviceContext: shared, limit };
  });
}
