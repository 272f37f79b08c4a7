// The part of npm's websocket-driver that is used: the package has no types of its own.
declare module "websocket-driver" {
  import type { EventEmitter } from "node:events";

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

  export interface WebSocketRequest {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  }

  const driver: {
    /** The server's side, of a request that has been parsed. */
    http(
      request: WebSocketRequest,
      options: { maxLength: number; protocols: readonly string[] },
    ): WebSocketDriver;
  };
  export default driver;
}
