// Makes a service's functions methods of its clients.
import type { ResolvedService } from "../schema/service.ts";
import { Client } from "./caller.ts";

const classes = new WeakMap<ResolvedService, typeof Client>();

/**
 * The class of the clients of a service. A function of the name of something that a client has anyway, `close` for
 * example, is no method: `call("close")` calls it. Nor is `then`: whoever awaits a client would call it.
 */
export function clientClass(service: ResolvedService): typeof Client {
  const known = classes.get(service);
  if (known !== undefined) return known;
  const type = class extends Client {};
  for (const { name } of service.functions) {
    if (name in Client.prototype || name === "then") continue;
    const value = function (this: Client, ...args: unknown[]) {
      return this.call(name, ...args);
    };
    Object.defineProperty(type.prototype, name, { value, writable: true, configurable: true });
  }
  classes.set(service, type);
  return type;
}
