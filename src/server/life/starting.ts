// Starts a server whose parts are open: it listens, its workers come up, and clients that come meanwhile wait for them.
import { log } from "../../log/log.ts";
import { runtime } from "../../runtime/current.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import { Admission } from "../connections/admission.ts";
import { type DescriptorBudget, descriptorBudget } from "../connections/descriptor_budget.ts";
import { type Listening, listen, mayListenEarly } from "../connections/listeners.ts";
import type { Settings } from "../options/settings.ts";
import { type Plan, planOf } from "../plan.ts";
import { unlessStopped } from "../program.ts";
import { Refusals } from "../refusals.ts";
import { UnknownFields } from "../unknown_fields.ts";
import { type Crew, type CrewParts, eventLoopOf, type Readiness } from "../workers/crew.ts";
import { logBatches } from "./batch_lines.ts";
import { EarlyClients } from "./early_clients.ts";
import { logStartsAnew, logUnenforceable } from "./held_calls.ts";
import type { Opened } from "./opened.ts";

/** A server that has started. */
export interface Started {
  readonly plan: Plan;
  /** Those in force: within what the system allows. */
  readonly settings: Settings;
  readonly crew: Crew;
  readonly readiness: Readiness;
  readonly listening: Listening;
}

/** A start, once. */
export class Starting {
  readonly refusals = new Refusals();
  readonly admission: Admission;
  readonly #opened: Opened;
  readonly #asked: Settings;
  readonly #elsewhere: CrewParts["elsewhere"];
  readonly #unknownFields = new UnknownFields();
  readonly #early: EarlyClients;
  #plan: Plan;
  #budget: DescriptorBudget;
  #crew: Crew | undefined;
  #listening: Listening | undefined;

  /** @param budget what `asked` comes to with `plan` on this system. @param elsewhere see {@link CrewParts.elsewhere}. */
  constructor(
    opened: Opened,
    asked: Settings,
    plan: Plan,
    budget: DescriptorBudget,
    elsewhere: CrewParts["elsewhere"],
  ) {
    this.#opened = opened;
    this.#asked = asked;
    this.#plan = plan;
    this.#budget = budget;
    this.#elsewhere = elsewhere;
    this.admission = new Admission(asked.limits, this.refusals);
    this.#early = new EarlyClients(() => eventLoopOf(this.#crewParts()), this.refusals, this.#left);
  }

  /** Lets a connection in, if there is room for it. */
  readonly accept = (accepted: Accepted): void => {
    const admitted = this.admission.admit(accepted, this.#plan.use === "process");
    if (admitted !== undefined) this.#early.accept(admitted);
  };

  /**
   * Resolves once clients are answered.
   * @param stopped aborts when the server is to end before.
   * @throws what {@link serve} throws: all that has been started is ended then.
   */
  async start(stopped: AbortSignal | undefined): Promise<Started> {
    const { program } = this.#opened;
    if (this.#plan.runs === "inline") await program?.mayBeHeld();
    else program?.hasTurns();
    try {
      this.admission.limit(this.#budget.planned);
      if (mayListenEarly(this.#asked.places, program?.handed)) this.#listening = await this.#listen();
      const { crew, readiness } = await this.#startCrew(stopped);
      this.#tell(readiness);
      const listening = await this.#letIn(crew);
      return this.#started(crew, readiness, listening);
    } catch (error) {
      this.#listening?.close();
      this.#early.destroy();
      await this.#crew?.kill();
      throw error;
    }
  }

  #started(crew: Crew, readiness: Readiness, listening: Listening): Started {
    const { member } = this.#opened;
    const plan = this.#plan;
    const parts = { plan, settings: this.#asked, readiness, refusals: this.refusals, crew };
    const joined = member?.join(listening, parts) ?? listening;
    return { plan, settings: this.#budget.settings, crew, readiness, listening: joined };
  }

  /** Starts the crew, and where the handler turns out to need another, that one. */
  async #startCrew(stopped: AbortSignal | undefined): Promise<{ crew: Crew; readiness: Readiness }> {
    const crew = await this.#makeCrew();
    const readiness = await unlessStopped(crew.start(), stopped);
    const plan = readiness.timeouts === undefined ? this.#plan : planOf(this.#asked, runtime, true);
    if (plan.connections === this.#plan.connections && plan.runs === this.#plan.runs)
      return { crew, readiness };
    logStartsAnew(this.#opened.source.file);
    await unlessStopped(crew.drain(), stopped);
    this.#plan = plan;
    this.#budget = descriptorBudget(this.#asked, plan);
    const other = await this.#makeCrew();
    if (plan.use === "here") this.#listening?.openHere();
    return { crew: other, readiness: await unlessStopped(other.start(), stopped) };
  }

  #tell(readiness: Readiness): void {
    const { limits } = this.#asked;
    logUnenforceable(this.#plan, readiness, limits.callTimeout, this.#opened.source.file);
    if (readiness.rules !== undefined) logBatches(this.#plan, readiness, this.#asked);
    for (const warning of readiness.warnings) log.warn("{warning}", { warning });
  }

  /** Gives the crew those who wait, and all who come. */
  async #letIn(crew: Crew): Promise<Listening> {
    const open = this.#listening === undefined ? 0 : this.#listening.addresses.length + this.admission.here;
    this.admission.limit(this.#budget.connections(crew.roomElsewhere, open));
    this.#listening ??= await this.#listen();
    this.#early.let((accepted) => crew.accept(accepted));
    return this.#listening;
  }

  #listen(): Promise<Listening> {
    const lost = (peer: string) => this.admission.lost(peer);
    return listen(this.#budget.settings, this.#plan.use, this.accept, lost, this.#opened.program);
  }

  /** Of the two kinds of crews only the one that is needed is loaded. */
  async #makeCrew(): Promise<Crew> {
    const Kind =
      this.#plan.runs === "inline"
        ? (await import("../workers/inline_crew.ts")).InlineCrew
        : (await import("../workers/worker_crew.ts")).WorkerCrew;
    const crew = new Kind(this.#crewParts());
    this.#crew = crew;
    return crew;
  }

  #crewParts(): CrewParts {
    const { source, program, tls, proxies, administration, member, watched } = this.#opened;
    return {
      ...{ plan: this.#plan, settings: this.#budget.settings, source, tls, proxies, program },
      elsewhere: this.#elsewhere,
      counting: administration?.counting,
      events: {
        refusals: this.refusals,
        unknownFields: this.#unknownFields,
        addIdl: watched && ((paths) => watched.addIdl(paths)),
        left: this.#left,
        nats: member?.add,
        lines: administration?.lines,
        calls: administration?.calls,
      },
    };
  }

  readonly #left = (accepted: Accepted): void => {
    if (accepted.carried === undefined) this.admission.left(accepted);
  };
}
