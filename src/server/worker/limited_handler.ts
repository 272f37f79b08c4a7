// The time that calls may take, as the option says it for functions of which the handler says nothing.
import type { Handler } from "../../handler/handler.ts";
import type { ResolvedService } from "../../schema/service.ts";
import type { Limits } from "../options/limits.ts";

/** The handler with a limit for all of its functions; as it is where the option sets none. */
export function limitedHandler(
  handler: Handler,
  { functions }: ResolvedService,
  { callTimeout }: Pick<Limits, "callTimeout">,
): Handler {
  if (callTimeout === 0) return handler;
  return { ...handler, timeouts: functions.map((_, index) => handler.timeouts?.[index] ?? callTimeout) };
}
