// A WebSocket as the wire of a connection: binary messages that are a stream of bytes together.
import type { Wire } from "./channel.ts";

/**
 * Opens one.
 * @param timeout milliseconds that it may take; 0: any time.
 * @throws {Error} when there is no connection, as the runtime says.
 */
export async function webSocketWire(url: string, timeout: number): Promise<Wire> {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  await opened(socket, url, timeout);
  return {
    open({ data, ended }) {
      socket.onmessage = ({ data: message }) => {
        data(typeof message === "string" ? new TextEncoder().encode(message) : new Uint8Array(message));
      };
      socket.onclose = ({ code, reason }) =>
        ended(code === normal ? undefined : new Error(closedWith(code, reason)));
    },
    write(bytes, sent) {
      if (socket.readyState !== WebSocket.OPEN) sent?.(new Error("the WebSocket is closed"));
      else {
        socket.send(bytes as Uint8Array<ArrayBuffer>);
        sent?.();
      }
    },
    destroy: () => socket.close(),
    // No runtime has one that does not hold the program.
    hold: () => {},
  };
}

const normal = 1000;

function closedWith(code: number, reason: string): string {
  return `the WebSocket was closed with ${code}${reason === "" ? "" : `: ${reason}`}`;
}

function opened(socket: WebSocket, url: string, timeout: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => {
      socket.onerror = null;
      socket.close();
      reject(new Error(`${url} did not open a WebSocket within ${timeout / 1000} s`));
    };
    const timer = timeout > 0 ? setTimeout(late, timeout) : undefined;
    socket.onopen = () => {
      clearTimeout(timer);
      socket.onerror = null;
      resolve();
    };
    socket.onerror = (event) => {
      clearTimeout(timer);
      const { message } = event as { readonly message?: string };
      reject(new Error(`${url} opened no WebSocket${message ? `: ${message}` : ""}`));
    };
  });
}
