// A worker's membership of a group: NATS' client is loaded where it has one.
import type { ResolvedService } from "../../schema/service.ts";
import type { Joined, WorkerGroup } from "./worker_group.ts";

/** Of a worker that may have no group. */
export class Membership {
  readonly #joined: Omit<Joined, "service">;
  #group: WorkerGroup | undefined;

  constructor(joined: Omit<Joined, "service">) {
    this.#joined = joined;
  }

  /** Connects, so that it can join at once; where NATS does not answer it goes on trying. @param service whose functions are called. */
  async open(service: ResolvedService): Promise<void> {
    const { nats } = this.#joined.settings;
    if (nats === undefined) return;
    const { WorkerGroup } = await import("./worker_group.ts");
    this.#group = new WorkerGroup({ ...this.#joined, service }, nats);
    await this.#group.connected;
  }

  /** Takes calls from now on. */
  join(): void {
    this.#group?.join();
  }

  /** Takes no more calls. Resolves when those that it has are answered. */
  async leave(): Promise<void> {
    await this.#group?.leave();
  }

  /** The same, once others have joined that are about to: there is always somebody. */
  async leaveToOthers(): Promise<void> {
    if (this.#group === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, othersJoinWithin));
    await this.#group.leave();
  }

  /** Leaves, and ends its connection. */
  async close(): Promise<void> {
    await this.#group?.close();
  }
}

/** Milliseconds. They are connected already. */
const othersJoinWithin = 500;
