// Makes a service's client of what opens its connections.
import type { ResolvedService } from "../schema/service.ts";
import type { Client } from "./caller.ts";
import { idempotentFunctions } from "./calls/idempotent.ts";
import { tracedCalls } from "./calls/traced.ts";
import { type Compiled, compiledService } from "./compiled.ts";
import type { Channel, ChannelOwner } from "./connection/channel.ts";
import { clientClass } from "./methods.ts";
import type { Connecting } from "./options.ts";
import { Pool } from "./pool/pool.ts";

/**
 * Resolves once there is a connection.
 * @param open opens one. @throws what `open` throws for each of the addresses.
 */
export async function clientOf<Address>(
  service: ResolvedService,
  connecting: Connecting,
  addresses: readonly Address[],
  open: (address: Address, settings: Connecting, compiled: Compiled, owner: ChannelOwner) => Promise<Channel>,
): Promise<Client> {
  const { protocol, multiplexed, onConnect, onDisconnect } = connecting;
  const onCall = tracedCalls(connecting.onCall);
  const idempotent = idempotentFunctions(service, connecting.idempotent);
  const prefix = multiplexed === true ? service.name : multiplexed || undefined;
  const compiled = compiledService(service, protocol, prefix);
  const pool = new Pool<Address>({
    ...connecting,
    addresses,
    open: (address, owner) => open(address, connecting, compiled, owner),
    // In a turn of their own: one that throws, or makes a call, is not in the middle of the connection's work.
    connected: onConnect && ((address) => queueMicrotask(() => onConnect({ address }))),
    disconnected:
      onDisconnect && ((address, reason) => queueMicrotask(() => onDisconnect({ address, reason }))),
  });
  await pool.start();
  return new (clientClass(service))({
    ...{ service, compiled, idempotent, pool },
    connecting: { ...connecting, onCall },
  });
}
