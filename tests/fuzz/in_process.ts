// A server without sockets: what is sent to it is handled at once, tens of thousands of connections a second.
import { Buffer } from "node:buffer";
import { handlerSource } from "../../src/handler/source.ts";
import type { Accepted, SocketEvents } from "../../src/runtime/runtime.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { planOf } from "../../src/server/plan.ts";
import { Refusals } from "../../src/server/refusals.ts";
import { UnknownFields } from "../../src/server/unknown_fields.ts";
import { InlineCrew } from "../../src/server/workers/inline_crew.ts";

/** What a client got who sent some bytes and then its end. */
export interface Answer {
  readonly bytes: Buffer;
  /** Whether the server has closed the connection within the time it was given. */
  readonly closed: boolean;
}

/** The engine of the model nonblocking on this event loop, with connections that are made up. */
export class InProcessServer {
  readonly refusals: Refusals;
  readonly #crew: InlineCrew;

  private constructor(crew: InlineCrew, refusals: Refusals) {
    this.#crew = crew;
    this.refusals = refusals;
  }

  static async start(options: ServeOptions = {}): Promise<InProcessServer> {
    const refusals = new Refusals();
    const settings = settingsOf({ ...options, model: "nonblocking", workers: 0 });
    const source = handlerSource(new URL("./handler.ts", import.meta.url), {});
    const crew = new InlineCrew({
      plan: planOf(settings, { handsToThreads: false, endsThreads: true }),
      settings,
      source,
      events: { refusals, unknownFields: new UnknownFields(), left: () => {} },
    });
    await crew.start();
    return new InProcessServer(crew, refusals);
  }

  /**
   * Sends pieces and then the end, and waits until the server closes.
   *
   * @throws whatever the server throws where a runtime would have called it: that would have ended it.
   */
  async send(pieces: readonly Uint8Array[]): Promise<Answer> {
    const client = new MadeUpClient();
    this.#crew.accept(client.accepted);
    for (const piece of pieces) {
      if (client.closed) break;
      client.events.data(Uint8Array.from(piece)); // WebSocket frames are unmasked where they lie
      await client.resumed();
    }
    if (!client.closed) client.events.end();
    // What is loaded on demand, and streams that are inflated in turns, take some turns of the event loop; on a busy
    // machine loading takes thousands of them.
    const late = performance.now() + patience;
    while (!client.closed && performance.now() < late) await nextTurn();
    const { closed } = client;
    client.leave();
    return { bytes: Buffer.concat(client.received), closed };
  }

  async close(): Promise<void> {
    await this.#crew.drain();
  }
}

class MadeUpClient {
  readonly received: Buffer[] = [];
  closed = false;
  events!: SocketEvents;
  #paused = false;
  readonly accepted: Accepted = {
    peer: "nobody",
    handle: undefined,
    wait: () => {},
    state: () => "silent",
    stopWaiting: () => {},
    readAhead: () => undefined,
    withdraw: () => false,
    close: () => {},
    release: () => {},
    open: (events) => {
      this.events = events;
      return {
        waiting: 0,
        write: (bytes) => {
          this.received.push(Buffer.from(bytes));
          return true;
        },
        pause: () => {
          this.#paused = true;
        },
        resume: () => {
          this.#paused = false;
        },
        end: () => this.leave(),
        destroy: () => this.leave(),
      };
    },
  };

  /** As the network would: what is paused gets nothing more until it is resumed. */
  async resumed(): Promise<void> {
    for (let turns = 0; turns < turnsAtMost && this.#paused && !this.closed; turns++) await nextTurn();
  }

  leave(): void {
    if (this.closed) return;
    this.closed = true;
    this.events.close();
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
const turnsAtMost = 10_000;

/** Milliseconds. */
const patience = 10_000;
