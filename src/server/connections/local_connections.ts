// The places where a connection may live: on this event loop, or with a worker it is handed to.
import { log, logs } from "../../log/log.ts";
import type { Output } from "../../protocol/output.ts";
import type { Proxies } from "../../proxy/proxies.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import type { Pages } from "../../transport/pages.ts";
import type { Executor } from "../calls/executor.ts";
import type { HealthCalls } from "../calls/health/health_calls.ts";
import { healthPages } from "../health.ts";
import type { LetGo } from "../messages.ts";
import { limitedRate } from "./call_rates.ts";
import type { ConnectionEvents } from "./connection/events.ts";
import { Connection } from "./connection.ts";
import type { PlacesTls } from "./tls.ts";
import type { Watchdog } from "./watchdog.ts";
import { type ConnectionSettings, ownPlace, ownWays, type PlaceWays, waysOf } from "./ways.ts";

/** Somewhere connections can be put. */
export interface Place {
  /** The number of connections that it holds. */
  readonly connections: number;
  /** Takes a connection; `left` is called when that has ended. */
  take(accepted: Accepted, left: () => void): void;
}

/** The parts of an event loop that all its connections share. */
export interface EventLoop {
  readonly output: Output;
  readonly settings: ConnectionSettings;
  readonly watch: Watchdog;
  /** Secures them, by their place; undefined: they are plain. */
  readonly tls: PlacesTls | undefined;
  /** Tells which of them are of proxies; undefined: none is. */
  readonly proxies?: Proxies | undefined;
  /** Answers for the workers; undefined: they answer themselves. */
  readonly health?: HealthCalls | undefined;
}

/** Connections that live on this event loop. */
export class LocalConnections implements Place {
  readonly #executor: Executor;
  readonly #loop: EventLoop;
  readonly #ways: readonly PlaceWays[] | undefined;
  readonly #connections = new Set<Connection>();
  readonly #gone: ((connection: Connection) => void) | undefined;
  #lastId = 0;
  #empty: (() => void) | undefined;
  #draining = false;
  #moving = false;
  #endsSoon = false;
  readonly #pages: Pages = healthPages(() => this.#unready);

  /**
   * @param gone is told of connections whose client has left while calls are at work.
   */
  constructor(executor: Executor, loop: EventLoop, gone?: (connection: Connection) => void) {
    const first = loop.health?.before(executor) ?? executor;
    this.#executor = limitedRate(first, loop.settings.limits.maxCallsPerPeer);
    this.#loop = loop;
    this.#ways = waysOf(loop.settings);
    this.#gone = gone;
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** @param moved is told when the connection goes on elsewhere, if it can: see {@link LocalConnections.move}. */
  take(accepted: Accepted, left: () => void, moved?: (letGo: LetGo) => void): void {
    const id = ++this.#lastId;
    const { output, watch } = this.#loop;
    const isOwn = accepted.place === ownPlace;
    const isBare = isOwn || accepted.carried !== undefined;
    const atPlace = isBare ? undefined : this.#ways?.[accepted.place ?? 0];
    const ways = isOwn ? ownWays(this.#loop.settings) : atPlace;
    const settings = ways?.settings ?? this.#loop.settings;
    const tls = isBare ? undefined : this.#loop.tls?.of(accepted.place);
    const proxies = isBare ? undefined : this.#loop.proxies;
    const head = proxies?.headOf(accepted, {
      identified: (client) => {
        connection.peer = client;
      },
      refused: (reason) => connection.cutOff("proxyProtocol", reason),
    });
    const opened = tls !== undefined ? tls.secure(accepted, head) : (head?.before(accepted) ?? accepted);
    const events: ConnectionEvents<Connection> = {
      gone: this.#gone,
      closed: (closed) => {
        this.#connections.delete(closed);
        watch.delete(closed);
        if (logs("debug")) tellClosed(closed);
        left();
        if (this.#connections.size === 0) this.#empty?.();
      },
      moved:
        tls !== undefined || moved === undefined
          ? undefined
          : (gone, descriptor) => {
              this.#connections.delete(gone);
              watch.delete(gone);
              const client = head?.client ?? accepted.client;
              moved({ descriptor, hasCalled: gone.message.hasCalled, client });
              if (this.#connections.size === 0) this.#empty?.();
            },
    };
    const executor = this.#executor;
    const connection = new Connection(id, opened, executor, output, settings, watch, this.#pages, events);
    if (connection.closed) return;
    if (logs("debug")) log.debug("opened a connection of {peer}", { peer: accepted.peer });
    this.#connections.add(connection);
    watch.add(connection);
    if (this.#draining) connection.leave(true);
    else if (this.#moving) connection.move();
  }

  get #unready(): string | undefined {
    if (this.#draining || this.#endsSoon) return "this server is about to end";
    return this.#executor.ready ? undefined : (this.#executor.unready ?? "no worker takes calls now");
  }

  /** The server ends in a while: it is not ready for load balancers any more. */
  announceEnd(): void {
    this.#endsSoon = true;
  }

  /** Lets go of the connections that can go on elsewhere, each between two calls, and of those that come. */
  move(): void {
    this.#moving = true;
    for (const connection of [...this.#connections]) connection.move();
  }

  /**
   * Finishes the calls at work, and those that lie in the system's memory, and closes the connections. One that it takes
   * later goes the same way.
   */
  leave(): void {
    this.#draining = true;
    for (const connection of [...this.#connections]) connection.leave();
  }

  /** The same. Resolves when no connection is left. */
  drain(): Promise<void> {
    this.leave();
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#empty = resolve;
    });
  }

  /** Closes every connection at once. */
  destroy(): void {
    for (const connection of [...this.#connections]) connection.destroy();
  }
}

function tellClosed({ peer, messages, message, transport }: Connection): void {
  const spoken =
    transport === "" ? "nothing" : messages === 0 ? transport : `${message.protocol} ${transport}`;
  log.debug("closed the connection of {peer}: {messages} messages, it spoke {spoken}", {
    peer,
    messages,
    spoken,
  });
}
