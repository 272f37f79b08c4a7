// A worker's own part in a group: its connection to NATS, and its subscription.

import type { Handler } from "../../handler/handler.ts";
import { log } from "../../log/log.ts";
import { connectNats, type OpenNats } from "../../nats/connection.ts";
import { frontCountsSince, noFrontCounts } from "../../nats/front_counts.ts";
import type { NatsSettings } from "../../nats/member.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { textOf } from "../../words/thrown.ts";
import { callsInWorker, plainRules } from "../calls/batch_rules.ts";
import type { LocalConnections } from "../connections/local_connections.ts";
import type { Settings } from "../options/settings.ts";
import type { Reports } from "../reports.ts";
import { NatsFront } from "./front.ts";

/** The worker, as its membership needs it. */
export interface Joined {
  readonly id: number;
  readonly settings: Settings;
  readonly local: LocalConnections;
  readonly handler: Handler;
  readonly service: ResolvedService;
  /** Its refusals, and how the server is told of its counts. */
  readonly reports: Reports;
}

/** A worker's membership. It joins as soon as it is told to and NATS answers. */
export class WorkerGroup {
  /** Resolves when it is connected, or has failed to be the first time. */
  readonly connected: Promise<void>;
  readonly #joined: Joined;
  readonly #settings: NatsSettings;
  readonly #told = noFrontCounts();
  #nats: OpenNats | undefined;
  #joins = false;
  #front: NatsFront | undefined;
  #left: Promise<void> | undefined;
  readonly #telling: ReturnType<typeof setInterval>;

  constructor(joined: Joined, settings: NatsSettings) {
    this.#joined = joined;
    this.#settings = settings;
    this.#telling = setInterval(() => this.#tell(), toldEvery);
    this.#telling.unref();
    this.connected = this.#connect();
  }

  /** Takes calls from now on. */
  join(): void {
    this.#joins = true;
    const nats = this.#nats;
    if (nats === undefined || this.#left !== undefined || this.#front !== undefined) return;
    const { settings, local, reports, handler, service } = this.#joined;
    const { refusals } = reports;
    const take = (exchange: Parameters<LocalConnections["take"]>[0]) => local.take(exchange, () => {});
    const calls = callsInWorker(settings.concurrency, plainRules(handler));
    const own = { ...settings, nats: this.#settings };
    this.#front = new NatsFront({
      nats,
      settings: own,
      refusals,
      service: () => service,
      capacity: () => calls,
      workers: () => 1,
      take,
    });
    this.#front.join();
  }

  /** Takes no more calls. Resolves when those that it has are answered. */
  leave(): Promise<void> {
    this.#left ??= Promise.resolve(this.#front?.leave()).then(() => this.#tell());
    return this.#left;
  }

  /** Leaves, and ends its connection. */
  async close(): Promise<void> {
    await this.leave();
    clearInterval(this.#telling);
    await this.#nats?.connection.close().catch(() => {});
  }

  async #connect(): Promise<void> {
    const { id } = this.#joined;
    if (this.#left !== undefined) return;
    try {
      const nats = await connectNats(this.#settings, `thriftserve ${process.pid} worker ${id}`);
      if (this.#left !== undefined) await nats.connection.close().catch(() => {});
      else this.#nats = nats;
    } catch (error) {
      log.error("worker {id} takes no calls by NATS yet: {reason}", { id, reason: textOf(error) });
      setTimeout(() => void this.#connect(), triedEvery).unref();
      return;
    }
    if (this.#joins) this.join();
  }

  #tell(): void {
    const since = this.#front && frontCountsSince(this.#told, this.#front.counts);
    if (since !== undefined) this.#joined.reports.received(since);
  }
}

/** Milliseconds. */
const toldEvery = 1000;
const triedEvery = 2000;
