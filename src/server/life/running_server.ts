// A server that runs, as the program that has started it sees it.
import type { ToldLine } from "../../log/told_lines.ts";
import { OptionsError } from "../../options/error.ts";
import { longestTime } from "../../options/kinds.ts";
import { shown } from "../../options/shown.ts";
import type { RecordedCall } from "../../processor/watched/recorded_call.ts";
import type { Administered } from "../admin/answers.ts";
import type { PageOutcome } from "../admin/page/outcome.ts";
import type { PageCall } from "../admin/page/request.ts";
import type { Admission } from "../connections/admission.ts";
import { type ListeningPlace, shownAddress } from "../connections/listen.ts";
import type { Observed } from "../counting/observed.ts";
import type { Numbered } from "../counting/recent.ts";
import type { ServerStatus } from "../counting/status.ts";
import type { Member } from "../group/member.ts";
import { adminAddressText } from "../options/admin_address.ts";
import type { Server } from "../options/options.ts";
import type { Reloaded } from "../options/reload_outcome.ts";
import type { Settings } from "../options/settings.ts";
import { type Ended, Ending } from "./ending.ts";
import { OwnCalls } from "./own_calls.ts";
import type { Reloads } from "./reloads.ts";

/** The parts of a running server. */
interface ServerParts extends Ended {
  readonly settings: Settings;
  readonly admission: Admission;
  readonly reloads: Reloads;
  /** Takes calls from NATS; undefined: it does not. */
  readonly member: Pick<Member, "counts"> | undefined;
  /** Lets in connections of a Unix socket from the server's own page. */
  readonly openOwn: (path: string) => Promise<ListeningPlace>;
}

/** A server that accepts connections. */
export class RunningServer implements Server, Administered {
  readonly addresses: Server["addresses"];
  readonly model: Server["model"];
  readonly closed: Promise<void>;
  readonly #parts: ServerParts;
  readonly #ending: Ending;
  readonly #started = Date.now();
  readonly #ownCalls: OwnCalls;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#ending = new Ending(parts);
    this.addresses = parts.listening.addresses;
    this.model = parts.settings.model;
    this.closed = this.#ending.over;
    this.#ownCalls = new OwnCalls(parts.openOwn, this.closed);
  }

  get address(): Server["address"] {
    return this.addresses[0]!;
  }

  get refusals(): Server["refusals"] {
    return this.#parts.refusals.counts;
  }

  get service(): string {
    return this.#parts.reloads.service.name;
  }

  get workers(): number {
    return this.#parts.crew.workers;
  }

  reload({ force = false }: { readonly force?: boolean } = {}): Promise<Reloaded> {
    return this.#parts.reloads.reload(force);
  }

  resize(workers: number): Promise<void> {
    return this.#parts.reloads.resize(workers);
  }

  /** Whether its end has begun. */
  get isClosing(): boolean {
    return this.#ending.hasBegun;
  }

  /** See {@link Listening.sockets}. */
  get sockets(): ReadonlyMap<string, number | undefined> {
    return this.#parts.listening.sockets();
  }

  /**
   * Another program serves at the places of these names, by the sockets that it was handed: this server ends, once its calls are
   * done, and at once leaves the admin port to it.
   */
  handOver(names: ReadonlySet<string>): void {
    const { listening, administration } = this.#parts;
    listening.handOver(names);
    administration?.admin?.close();
    void this.#ending.beginReplaced();
  }

  /** The program whose place this one takes has handed over: the admin port is this one's. */
  async takeOver(): Promise<void> {
    await this.#parts.administration?.admin?.takeOver();
  }

  get watched(): readonly string[] {
    return this.#parts.watched?.paths ?? [];
  }

  get adminAddress(): string | undefined {
    const { administration } = this.#parts;
    return administration?.admin && adminAddressText(administration.admin.address);
  }

  async status(): Promise<ServerStatus> {
    const { statusOf } = await import("../counting/status.ts");
    return statusOf(this.observe());
  }

  observe(): Observed {
    const { crew, admission, refusals, administration } = this.#parts;
    const { open, total } = admission;
    return {
      ...crew.observed,
      service: this.service,
      model: this.model,
      addresses: this.addresses.map(shownAddress),
      started: this.#started,
      closing: this.#ending.hasBegun,
      connections: { open, total },
      refusals: refusals.counts,
      lag: administration?.counting.lag,
      sums: administration?.counting.sums(),
      nats: this.#parts.member?.counts(),
    };
  }

  waitingMethods(): Iterable<string> {
    return this.#parts.crew.waitingMethods();
  }

  get served(): Administered["served"] {
    const { settings, reloads } = this.#parts;
    const { dialect, model } = settings;
    const { protocol, transport } = dialect;
    const addresses = this.addresses.map(shownAddress);
    const tls = settings.places[0]?.tls !== undefined;
    const by = { model, addresses, tls, protocol, transport, read: reloads.read };
    return { service: reloads.service, by };
  }

  linesAfter(number: number): readonly Numbered<ToldLine>[] {
    return this.#parts.administration?.lines?.after(number) ?? [];
  }

  callsAfter(number: number): readonly Numbered<RecordedCall>[] | undefined {
    return this.#parts.administration?.calls?.after(number);
  }

  call(call: PageCall, signal: AbortSignal): Promise<PageOutcome> {
    return this.#ownCalls.call(this.#parts.reloads.service, call, signal);
  }

  async close({ timeout }: { readonly timeout?: number } = {}): Promise<void> {
    if (timeout !== undefined && !(timeout >= 0))
      throw new OptionsError("timeout", `is ${shown(timeout)}; expected seconds, 0 or more`);
    await this.#ending.begin(timeout && Math.min(timeout, longestTime));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
