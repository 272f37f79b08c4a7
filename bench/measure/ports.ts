// The ports and processes of servers that are measured.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { connect as connectByTls } from "node:tls";

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Whether somebody listens on a port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Whether somebody who listens on a port answers what it is sent: a server may let clients in that wait for its workers. */
export function answers(port: number, bytes: Uint8Array, isTls: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const at = { port, host: "127.0.0.1" };
    const socket = isTls ? connectByTls({ ...at, rejectUnauthorized: false }) : connect(at);
    const ended = (isAnswered: boolean) => {
      socket.destroy();
      resolve(isAnswered);
    };
    socket.once(isTls ? "secureConnect" : "connect", () => socket.write(bytes));
    socket.once("data", () => ended(true));
    socket.once("error", () => ended(false));
    socket.once("close", () => ended(false));
    socket.setTimeout(answersWithin, () => ended(false));
  });
}

/** Milliseconds. */
const answersWithin = 10_000;

/** Ends what is left of a process group: Python's process pool leaves its children behind. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // No process is left.
  }
}
