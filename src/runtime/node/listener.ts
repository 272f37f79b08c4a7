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
import type { WatchedListener } from "./accept_watch.ts";
import { WaitingClient } from "./client_state.ts";
import { accepted, type ClientWatch } from "./socket.ts";
import { nameByFolder } from "./socket_file.ts";

/**
 * Listens. Connections are not read from until they are opened, so that they can be handed over.
 *
 * @param onListening is called as soon as it listens.
 * @param watch looks at clients that have to wait; by reading from their sockets where a runtime has no other way.
 */
export function listen(
  options: ListenOptions,
  accept: (accepted: Accepted) => void,
  onListening?: (listener: WatchedListener) => void,
  watch: (socket: NetSocket) => ClientWatch = (socket) => new WaitingClient(socket),
): Promise<Listener> {
  let count = 0;
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) => {
    count++;
    socket.setKeepAlive(true, keepAliveAfter); // one of the runtimes does nothing for the server's option
    accept(accepted(socket, watch(socket)));
  });
  const { at, backlog, mayBeHanded } = options;
  const file = mayBeHanded && "path" in at ? nameByFolder(at.path) : undefined;
  return new Promise((resolve, reject) => {
    const refused = (error: Error) => {
      file?.forget();
      reject(error);
    };
    server.once("error", refused);
    const where = "descriptor" in at ? { fd: at.descriptor } : { ...at, ...(file && { path: file.name }) };
    server.listen({ ...where, backlog }, () => {
      server.off("error", refused);
      server.on("error", ({ message }) => options.failed(message));
      const address = addressOf(at, server);
      onListening?.({
        server,
        address,
        descriptor: () => descriptorOf(server),
        accepted: () => count,
        failed: options.failed,
      });
      resolve({
        address,
        close: async () => {
          await new Promise((closed) => server.close(closed));
          file?.forget();
        },
        descriptor: () => (isFile(at) && file === undefined ? undefined : descriptorOf(server)),
        handOver: () => {
          file?.forget();
          server.close();
        },
      });
    });
  });
}

/** Bun's and Node's; Deno shows that of a Unix socket alone. */
export function descriptorOf(holder: Server | NetSocket): number | undefined {
  const fd = (holder as unknown as { readonly _handle?: { readonly fd?: number } | null })._handle?.fd;
  return fd === undefined || fd < 0 ? undefined : fd;
}

function isFile(at: ListenOptions["at"]): boolean {
  return "path" in at && !at.path.startsWith("\0");
}

function addressOf(at: ListenOptions["at"], server: Server): ListeningAddress {
  if ("descriptor" in at) return inheritedAddress(at.descriptor);
  if ("path" in at) return { path: at.path };
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port };
}
