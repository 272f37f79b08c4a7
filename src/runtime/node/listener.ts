// Listening by node:net, which all three runtimes have.

import type { Socket as NetSocket } from "node:net";
import { type AddressInfo, createServer, type Server } from "node:net";
import { inheritedAddress } from "../inherited_address.ts";
import {
  type Accepted,
  keepAliveAfter,
  type Listener,
  type ListeningAddress,
  type ListenOptions,
} from "../runtime.ts";
import { WaitingClient } from "./client_state.ts";
import { accepted, type ClientWatch } from "./socket.ts";

/**
 * Listens. Connections are not read from until they are opened, so that they can be handed over.
 *
 * @param onListening is called with the server as soon as it listens.
 * @param watch looks at clients that have to wait; by reading from their sockets where a runtime has no other way.
 */
export function listen(
  options: ListenOptions,
  accept: (accepted: Accepted) => void,
  onListening?: (server: Server) => void,
  watch: (socket: NetSocket) => ClientWatch = (socket) => new WaitingClient(socket),
): Promise<Listener> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.setKeepAlive(true, keepAliveAfter); // one of the runtimes does nothing for the server's option
    accept(accepted(socket, watch(socket)));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const { at, backlog } = options;
    server.listen({ ...("descriptor" in at ? { fd: at.descriptor } : at), backlog }, () => {
      server.off("error", reject);
      server.on("error", ({ message }) => options.failed(message));
      onListening?.(server);
      resolve({
        address: addressOf(at, server),
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}

function addressOf(at: ListenOptions["at"], server: Server): ListeningAddress {
  if ("descriptor" in at) return inheritedAddress(at.descriptor);
  if ("path" in at) return { path: at.path };
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port };
}
