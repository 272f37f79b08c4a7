// Answers those who look for services by NATS' own convention (ADR-32): `nats micro ls`, `info` and `stats`.
import { randomUUID } from "node:crypto";
import type { Msg, OpenNats, Subscription } from "../../nats/connection.ts";
import { memberSubjects } from "../../nats/convention.ts";
import type { FrontCounts } from "../../nats/front_counts.ts";
import type { NatsSettings } from "../../nats/member.ts";
import { subscribe } from "../../nats/subscribe.ts";

/** The member that is found. */
export interface Discovered {
  /** The services, as the server names them. */
  readonly service: string;
  readonly model: string;
  readonly settings: NatsSettings;
  /** Of the server and all of its workers. */
  counts(): FrontCounts;
}

/** One member of a group among NATS' services. */
export class Discovery {
  readonly #subscriptions: readonly Subscription[];
  readonly #discovered: Discovered;
  readonly #id = randomUUID().replaceAll("-", "").slice(0, 22).toUpperCase();
  readonly #started = new Date().toISOString();

  constructor(nats: OpenNats, discovered: Discovered) {
    this.#discovered = discovered;
    const verbs = {
      PING: () => this.#ping(),
      INFO: () => this.#info(),
      STATS: () => this.#stats(),
    };
    const name = serviceName(discovered.service);
    this.#subscriptions = Object.entries(verbs).flatMap(([verb, answer]) => {
      const respond = (message: Msg) => void message.respond(JSON.stringify(answer()));
      return ["", `.${name}`, `.${name}.${this.#id}`].map((rest) =>
        subscribe(nats, `$SRV.${verb}${rest}`, respond),
      );
    });
  }

  /** It is found no more. */
  end(): void {
    for (const one of this.#subscriptions) one.unsubscribe();
  }

  get #identity() {
    const { service, model, settings } = this.#discovered;
    const metadata = {
      service,
      model,
      subject: settings.natsSubject,
      route: settings.natsRoute,
      pid: String(process.pid),
    };
    return { name: serviceName(service), id: this.#id, version, metadata };
  }

  get #endpoints() {
    const { natsSubject, natsGroup, natsRoute } = this.#discovered.settings;
    return memberSubjects(natsSubject, natsRoute).map((subject, index) => ({
      name: index === 0 ? "calls" : "calls-of-services",
      subject,
      queue_group: natsGroup,
    }));
  }

  #ping() {
    return { type: "io.nats.micro.v1.ping_response", ...this.#identity };
  }

  #info() {
    const description = `the Thrift service ${this.#discovered.service}, served by thriftserve`;
    return {
      type: "io.nats.micro.v1.info_response",
      ...this.#identity,
      description,
      endpoints: this.#endpoints,
    };
  }

  #stats() {
    const { requests, errors, time, givenBack } = this.#discovered.counts();
    const nanoseconds = Math.round(time * 1e6);
    const ended = Math.max(requests, 1);
    const counts = {
      num_requests: requests,
      num_errors: errors,
      last_error: "",
      processing_time: nanoseconds,
      average_processing_time: Math.round(nanoseconds / ended),
      data: { given_back: givenBack },
    };
    const endpoints = this.#endpoints.map((endpoint, index) =>
      index === 0 ? { ...endpoint, ...counts } : { ...endpoint, ...noCounts },
    );
    const type = "io.nats.micro.v1.stats_response";
    return { type, ...this.#identity, started: this.#started, endpoints };
  }
}

/** The counts of all subjects are told of the first. */
const noCounts = {
  num_requests: 0,
  num_errors: 0,
  last_error: "",
  processing_time: 0,
  average_processing_time: 0,
};

/** The convention's names have letters, digits, `-` and `_` alone. */
function serviceName(service: string): string {
  return service.replaceAll(/[^\w-]+/g, "-");
}

/** That of the convention's form; services have none of their own. */
const version = "1.0.0";
