// Sockets by node:net, which all three runtimes have.
import { type AddressInfo, createServer, type Socket as NetSocket, type Server } from "node:net";
import type { Accepted, Listener, ListenOptions, Socket, SocketEvents } from "./runtime.ts";

/**
 * Listens. Connections are not read from until they are opened, so that they can be handed over.
 *
 * @param onListening is called with the server as soon as it listens.
 */
export function listen(
  options: ListenOptions,
  accept: (accepted: Accepted) => void,
  onListening?: (server: Server) => void,
): Promise<Listener> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) =>
    accept(accepted(socket)),
  );
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const { host, port, unix, backlog } = options;
    server.listen(unix === undefined ? { host, port, backlog } : { path: unix, backlog }, () => {
      server.off("error", reject);
      // An accept that fails, for want of file descriptors say, harms only the client it was for.
      server.on("error", () => {});
      onListening?.(server);
      const address = server.address() as AddressInfo | string;
      resolve({
        address:
          typeof address === "string" ? { path: address } : { host: address.address, port: address.port },
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}

/** Wraps a socket of node:net that nobody has read from. */
export function accepted(socket: NetSocket): Accepted {
  const peer = peerOf(socket);
  socket.allowHalfOpen = true; // a socket that came from another process has forgotten it
  // Until it is opened a socket that fails must not end the whole program.
  const ignore = () => {};
  socket.on("error", ignore);
  return {
    peer,
    handle: socket,
    open: (events) => {
      socket.off("error", ignore);
      return new OpenSocket(socket, events);
    },
    onGone: (callback) => void socket.once("close", callback),
    refuse: () => void socket.destroy(),
    release: () => void socket.destroy(),
  };
}

class OpenSocket implements Socket {
  readonly #socket: NetSocket;

  constructor(socket: NetSocket, events: SocketEvents) {
    this.#socket = socket;
    let failure: Error | undefined;
    socket.on("data", (chunk: Uint8Array) => events.data(chunk));
    socket.on("end", () => events.end());
    socket.on("drain", () => events.drain());
    socket.on("error", (error) => {
      failure = error;
    });
    socket.on("close", () => events.close(failure));
    socket.setNoDelay(true);
    socket.resume();
  }

  get waiting(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Uint8Array): boolean {
    // Copied when it is small, because node:net keeps what the system does not take at once; a large
    // reply is given away instead.
    if (bytes.length <= copiedAtMost) {
      this.#socket.write(Buffer.from(bytes));
      return true;
    }
    this.#socket.write(bytes);
    return false;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.destroySoon();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

const copiedAtMost = 16_384;

function peerOf(socket: NetSocket): string {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return "unix";
  return remoteAddress.includes(":") ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}
