// In a worker process: the server that started it. Kept small: a forked process loads it for each connection.
import type { Socket as NetSocket } from "node:net";
import { accepted } from "./node_socket.ts";
import type { RuntimeParent } from "./runtime.ts";

/** The server that started this process, which ends at once when the server is gone. */
export function processParent(): RuntimeParent {
  process.on("disconnect", () => process.exit(0));
  // Bun loads this, and all that a socket is made of, in 2 ms when the first socket comes: a client would wait.
  void import("node:net").then(({ Socket }) => new Socket().destroy());
  if ("bun" in process.versions) setTimeout(endWithParent, endWithParentAfter).unref();
  return {
    send: (message) => void process.send?.(message, undefined, undefined, () => {}),
    end: () => process.exit(0),
    onMessage: (callback) =>
      void process.on("message", (message, socket) =>
        callback(
          message,
          socket === undefined || socket === null ? undefined : accepted(socket as NetSocket),
        ),
      ),
  };
}

/** The event loop sees that the server is gone; in the middle of a call only the system does. */
async function endWithParent(): Promise<void> {
  (await import("./system_calls.ts")).endWithParent();
}

/** Milliseconds. It takes a millisecond of processor time, which short-lived forks are spared. */
const endWithParentAfter = 200;
