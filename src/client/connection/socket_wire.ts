// A connected socket as the wire of a connection.
import type { Socket } from "node:net";
import type { Wire } from "./channel.ts";

/**
 * @param keepAlive seconds of silence after which the system asks whether the server is still there; 0: it never does.
 */
export function socketWire(socket: Socket, keepAlive: number): Wire {
  if (keepAlive > 0) socket.setKeepAlive(true, keepAlive * 1000);
  return {
    open({ data, ended }) {
      socket.on("data", data);
      socket.on("error", ended);
      socket.on("close", () => ended());
    },
    write: (bytes, sent) => void socket.write(bytes, sent),
    destroy: () => void socket.destroy(),
    hold: (isHeld) => void (isHeld ? socket.ref() : socket.unref()),
  };
}
