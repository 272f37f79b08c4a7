// Takes the head that a proxy sends off a connection's first bytes, before anything else reads these.
import { ProtocolError } from "../protocol/errors.ts";
import type { Accepted } from "../runtime/runtime.ts";
import { parseHead } from "./parse.ts";

/** Is told what the head of a connection says. */
export interface HeadEvents {
  /** It is whole. @param client the address of the proxy's client; its own where it speaks for itself. */
  identified(client: string): void;
  /** There is none, or a malformed one: the connection is to be closed. */
  refused(reason: string): void;
}

/** The head of one connection. */
export class ProxyHead {
  /** The client's address, once it is known. */
  client: string | undefined;
  readonly #proxy: string;
  readonly #events: HeadEvents;
  #bytes: Uint8Array = new Uint8Array(0);
  #refused = false;

  /** @param proxy the address that the connection comes from. */
  constructor(proxy: string, events: HeadEvents) {
    this.#proxy = proxy;
    this.#events = events;
  }

  /**
   * Takes bytes that have come.
   * @returns those behind the head; undefined while it is not whole, and when it was refused.
   */
  read(chunk: Uint8Array): Uint8Array | undefined {
    if (this.#refused) return undefined;
    if (this.client !== undefined) return chunk;
    const bytes = this.#bytes.length === 0 ? chunk : joined(this.#bytes, chunk);
    this.#bytes = bytes;
    try {
      const found = parseHead(bytes);
      if (found === undefined) return undefined;
      this.#bytes = bytes.subarray(0, 0);
      this.client = found.client ?? this.#proxy;
      this.#events.identified(this.client);
      return bytes.subarray(found.size);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refused = true;
      this.#events.refused(`--proxy-protocol expects a PROXY head of this address: ${error.message}`);
      return undefined;
    }
  }

  /** The connection as it is behind the head. */
  before(accepted: Accepted): Accepted {
    return {
      ...accepted,
      open: (events) => {
        const socket = accepted.open({
          data: (chunk) => {
            const rest = this.read(chunk);
            if (rest !== undefined && rest.length > 0) events.data(rest);
          },
          end: () => events.end(),
          drain: () => events.drain(),
          close: (error) => events.close(error),
        });
        const letGo = socket.letGo?.bind(socket);
        if (letGo !== undefined) {
          // A part of a head would be lost.
          socket.letGo = (gone) => {
            if (this.#bytes.length === 0) letGo(gone);
          };
        }
        return socket;
      },
    };
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
