// Connects to a server of the same program, over wires of the caller's own.
import type { ResolvedService } from "../schema/service.ts";
import type { Client } from "./caller.ts";
import type { Wire } from "./connection/channel.ts";
import { openThrough } from "./connection/open.ts";
import { type ConnectOptions, connectOptions } from "./options.ts";
import { clientOf } from "./through.ts";

/** A client whose connections are wires of the caller's own. */
export async function connectThrough(
  service: ResolvedService,
  options: ConnectOptions,
  open: () => Wire,
): Promise<Client> {
  return await clientOf(service, connectOptions(options), ["memory"], (address, settings, compiled, owner) =>
    openThrough(open(), address, settings, compiled, owner),
  );
}
