// The part of npm's websocket-driver that is used. The package has no types of its own, and what a runtime makes of its
// JavaScript differs: it is given its types here.
import type { EventEmitter } from "node:events";
import driver from "websocket-driver";

/** One side of a connection; `io` is what goes to the socket. */
export interface WebSocketDriver extends EventEmitter {
  readonly io: EventEmitter;
  /** Takes the handshake; writes the answer to it. False: it is refused. */
  start(): boolean;
  parse(bytes: Buffer): void;
  binary(message: Buffer): boolean;
  text(message: Buffer): boolean;
  /** Begins the closing handshake. False when that has begun already. */
  close(reason: string, code: number): boolean;
}

/** A request that has been parsed. */
export interface WebSocketRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes the server's side of a connection. */
export const websocketDriver: {
  http(
    request: WebSocketRequest,
    options: { maxLength: number; protocols: readonly string[] },
  ): WebSocketDriver;
} = driver as never;
