// The work of a worker that is handed connections: it reads their calls itself, and those of the group that it joins.

import { Traffic } from "../../../metrics/traffic.ts";
import { Output } from "../../../protocol/output.ts";
import type { Accepted } from "../../../runtime/runtime.ts";
import type { ResolvedService } from "../../../schema/service.ts";
import { LocalExecutor } from "../../calls/local_executor.ts";
import { LocalConnections } from "../../connections/local_connections.ts";
import { Watchdog } from "../../connections/watchdog.ts";
import type { LoopLoad } from "../../counting/worker_counts.ts";
import type { ConnectionMessage, LetGo, ServerMessage, WorkerMessage } from "../../messages.ts";
import { Membership } from "../../nats/membership.ts";
import type { Work, WorkParts } from "./work.ts";

export class HeldConnections implements Work {
  readonly #parts: WorkParts;
  readonly #executor: LocalExecutor;
  readonly #local: LocalConnections;
  /** Of the group that it takes calls of itself, if it does. */
  readonly #membership: Membership;
  /** Connections of which the server is being told that they are here. */
  #arriving = 0;
  #draining = false;

  constructor(parts: WorkParts) {
    this.#parts = parts;
    const { id, processor, handler, settings, reports, opening, counts } = parts;
    const { concurrency, limits } = settings;
    this.#executor = new LocalExecutor(processor, concurrency, limits, id, counts?.calls);
    this.#executor.gather(handler.batches, concurrency);
    this.#local = new LocalConnections(this.#executor, {
      output: new Output(undefined, limits, reports.unknownFields),
      settings,
      watch: new Watchdog(limits, reports.refusals, new Traffic(counts?.calls.cells)),
      ...opening,
    });
    this.#membership = new Membership({ id, settings, local: this.#local, handler, reports });
  }

  get load(): LoopLoad {
    return { waitingCalls: this.#executor.waitingCalls, connections: this.#local.connections };
  }

  async open(service: ResolvedService): Promise<void> {
    await this.#membership.open(service);
  }

  receive(message: ServerMessage, accepted?: Accepted): void {
    switch (message.kind) {
      case "connection":
        this.#take(message, accepted);
        break;
      case "joinGroup":
        this.#membership.join();
        break;
      case "move":
        this.#local.move();
        void this.#membership.leaveToOthers();
        break;
      case "leave":
        void this.#membership.leave();
        this.#local.leave();
        break;
      case "announce":
        this.#local.announceEnd();
    }
  }

  #take(
    { connection, moves, hasCalled, place, client }: ConnectionMessage,
    accepted: Accepted | undefined,
  ): void {
    if (this.#draining) return; // not taken: the server gives it to another once this worker is gone
    const { parent, counts, oneConnection, ended } = this.#parts;
    const left = () => {
      counts?.flush();
      this.#send({ kind: "left", connection });
      if (oneConnection) ended();
    };
    const moved = (letGo: LetGo) => this.#send({ kind: "moved", connection, ...letGo });
    // Read from only when the server is sure to know: it would give the connection to another worker if this one
    // died before, and what was read of it would be lost.
    const arrived = () => {
      this.#arriving--;
      // A client that was gone before it came here arrives as nothing.
      if (accepted === undefined) left();
      else {
        if (oneConnection) parent.started();
        accepted.hasCalled = hasCalled === true;
        accepted.place = place;
        accepted.client = client;
        this.#local.take(accepted, left, moves ? moved : undefined);
      }
    };
    this.#arriving++;
    this.#send({ kind: "arrived", connection }, arrived);
  }

  #send(message: WorkerMessage, sent?: () => void): void {
    this.#parts.parent.send(message, sent);
  }

  async retire(): Promise<void> {
    await this.#membership.leaveToOthers();
  }

  async drain(): Promise<void> {
    this.#draining = true;
    await this.#membership.leave();
    do {
      await this.#local.drain();
      while (this.#arriving > 0) await new Promise((resolve) => setTimeout(resolve, arrivesWithin));
    } while (this.#local.connections > 0);
  }

  async close(): Promise<void> {
    await this.#membership.close();
  }
}

/** Milliseconds between two looks. */
const arrivesWithin = 5;
