// The server's own part as a member of a group: its connection to NATS, its subscription where it takes the calls itself, and what
// is found of it.
import { connectNats, type OpenNats } from "../../nats/connection.ts";
import { addFrontCounts, type FrontCounts, noFrontCounts } from "../../nats/front_counts.ts";
import type { NatsSettings } from "../../nats/member.ts";
import { processors } from "../../options/processors.ts";
import type { NatsAddress } from "../../runtime/addresses.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import { callsInWorker } from "../calls/batch_rules.ts";
import type { Listening } from "../connections/listeners.ts";
import { NatsFront } from "../nats/front.ts";
import type { Settings } from "../options/settings.ts";
import type { Plan } from "../plan.ts";
import type { RefusalLog } from "../refusals.ts";
import type { Crew, Readiness } from "../workers/crew.ts";
import { Discovery } from "./discovery.ts";

/** What calls are taken with. */
export interface Joining {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly readiness: Readiness;
  readonly refusals: RefusalLog;
  readonly crew: Crew;
}

/** @throws {NatsError} when no server of NATS answers, or the login is refused. */
export async function openMember(settings: NatsSettings): Promise<Member> {
  const nats = await connectNats(settings, `thriftserve ${process.pid}`);
  try {
    // What members take from is there before any of them, whoever takes it.
    if (settings.natsJetstream)
      await (await import("../../nats/streamed/streams.ts")).openStreams(nats, settings.natsSubject);
  } catch (error) {
    await nats.connection.close().catch(() => {});
    throw error;
  }
  return new Member(nats, settings);
}

/** A server that is connected to NATS, and takes no calls yet. */
export class Member {
  readonly #nats: OpenNats;
  readonly #settings: NatsSettings;
  readonly #ofWorkers = noFrontCounts();
  #front: NatsFront | undefined;

  constructor(nats: OpenNats, settings: NatsSettings) {
    this.#nats = nats;
    this.#settings = settings;
  }

  /** A worker tells what it has counted since it last did. */
  readonly add = (counts: FrontCounts): void => addFrontCounts(this.#ofWorkers, counts);

  /** Takes calls from now on. @returns `listening`, with the group as one more of the places that it takes calls from. */
  join(listening: Listening, joining: Joining): Listening {
    const nats = this.#settings;
    const { plan, settings, refusals, crew } = joining;
    const service = joining.readiness.service.name;
    // Workers that hold connections themselves take their own calls.
    if (plan.connections !== "hand") {
      const take = (accepted: Accepted) => crew.accept(accepted);
      const parts = {
        nats: this.#nats,
        settings: { ...settings, nats },
        refusals,
        service: () => joining.readiness.service,
        capacity: capacityOf(joining),
        workers: workersOf(joining),
        take,
      };
      this.#front = new NatsFront(parts);
      this.#front.join();
    }
    const counts = () => this.counts();
    const discovery = new Discovery(this.#nats, { service, model: settings.model, settings: nats, counts });
    const address: NatsAddress = { nats: this.#nats.server, subject: nats.natsSubject };
    return {
      ...listening,
      addresses: [...listening.addresses, address],
      stop: async () => {
        discovery.end();
        await Promise.all([this.#front?.leave(), listening.stop()]);
      },
      remove: () => {
        listening.remove();
        this.close();
      },
    };
  }

  /** Closes the connection. */
  close(): void {
    void this.#nats.connection.close().catch(() => {});
  }

  /** What has come, of the server and all of its workers. */
  counts(): FrontCounts {
    const sum = noFrontCounts();
    addFrontCounts(sum, this.#ofWorkers);
    if (this.#front !== undefined) addFrontCounts(sum, this.#front.counts);
    return sum;
  }
}

/** Tells how many workers there are, or can be of use at a time where each connection has its own. */
function workersOf({ plan, crew }: Joining): () => number {
  const here = plan.grows ? processors() : 0;
  return () => (plan.grows ? here : Math.max(crew.workers, 1));
}

/** Tells how many calls can run at a time. */
function capacityOf({ plan, settings, readiness, crew }: Joining): () => number {
  if (plan.grows) return () => settings.maxWorkers;
  const each = plan.oneAtATime ? 1 : callsInWorker(settings.concurrency, readiness.rules);
  return () => Math.max(crew.workers, 1) * each;
}
