// A campaign against one server: attacks by the thousand, a probe meanwhile, and a look at the server's memory.
import { type ServerProgram, startWith } from "../fixtures/command_line.ts";
import { processTree } from "../fixtures/processes.ts";
import { attackOf } from "./attack.ts";
import { carryOut } from "./hostile_client.ts";
import { residentOf } from "./memory.ts";
import { Probe, type ProbeReport } from "./probe.ts";

export interface CampaignOptions {
  /** The program that serves, and its first arguments. */
  readonly command: readonly string[];
  /** Further options of thriftserve. */
  readonly options: readonly string[];
  readonly seed: number;
  /** Spoiled messages after which it is over. */
  readonly messages: number;
  /** Number of the first attack. Default 0. */
  readonly from?: number;
  /** Attacks at a time. Default 64. */
  readonly connections?: number;
  /** Milliseconds that a call of the probe may take. Default 250. */
  readonly maxLatency?: number;
  /** Bytes that each of the server's processes may have grown by, once it has had some time to settle. Default 64 MB. */
  readonly maxGrowth?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** Told now and then how it stands. */
  readonly progress?: (figures: Figures) => void;
}

/** What was done, and what was measured. Memory in bytes: of the server and all its processes. */
export interface Figures {
  readonly connections: number;
  readonly messages: number;
  readonly received: number;
  readonly seconds: number;
  readonly probe: ProbeReport;
  readonly memory: { readonly began: number; readonly most: number; readonly now: number };
}

export interface CampaignResult extends Figures {
  /** Invariants that did not hold: empty when all is well. */
  readonly failures: readonly string[];
  /** All that the server has logged. */
  readonly log: string;
}

/** Starts a server, attacks it and ends it. */
export async function campaign(options: CampaignOptions): Promise<CampaignResult> {
  await using server = await startWith(options.command, ["tests/fuzz/handler.ts", ...options.options]);
  return await new Campaign(options, server).run();
}

class Campaign {
  readonly #options: CampaignOptions;
  readonly #server: ServerProgram;
  readonly #probe: Probe;
  readonly #failures: string[] = [];
  readonly #began = performance.now();
  readonly #underWay = new Set<number>();
  #next: number;
  #connections = 0;
  #messages = 0;
  #received = 0;
  #memoryBegan = 0;
  #memoryMost = 0;
  #maxGrowth = 0;
  /** Seconds that the attacks took, once they are over. */
  #took: number | undefined;

  constructor(options: CampaignOptions, server: ServerProgram) {
    this.#options = options;
    this.#server = server;
    this.#next = options.from ?? 0;
    this.#probe = new Probe(server.port);
  }

  async run(): Promise<CampaignResult> {
    try {
      await this.#probe.begun();
      this.#memoryBegan = this.#memoryMost = this.#memory();
      this.#maxGrowth = (this.#options.maxGrowth ?? 64e6) * processTree(this.#server.pid).length;
      const sampling = setInterval(() => this.#sample(), 500);
      await Promise.all(Array.from({ length: this.#options.connections ?? 64 }, () => this.#attack()));
      clearInterval(sampling);
      this.#took = this.#seconds;
      await this.#settle();
    } finally {
      await this.#probe.stop();
    }
    this.#judge();
    return { ...this.#figures(), failures: this.#failures, log: this.#server.stderr };
  }

  #judge(): void {
    const { failure, slowest } = this.#probe.report;
    const { over, stderr } = this.#server;
    if (failure !== undefined) this.#fail(`the probe: ${failure}`);
    if (slowest > (this.#options.maxLatency ?? 250)) {
      this.#fail(`a call of the probe took ${Math.round(slowest)} ms`);
    }
    if (this.#growth > this.#maxGrowth) {
      this.#fail(`the server has grown by ${Math.round(this.#growth / 1e6)} MB`);
    }
    if (over !== undefined) this.#fail(`the server has ended with ${over.status}`);
    if (stderr.length > largestLog) this.#fail(`the server has logged ${stderr.length} bytes`);
  }

  /** Carries out one attack after the other, until there were enough or something is wrong. */
  async #attack(): Promise<void> {
    const { messages, signal } = this.#options;
    while (this.#messages < messages && this.#failures.length === 0 && signal?.aborted !== true) {
      const number = this.#next++;
      const attack = attackOf(this.#options.seed, number);
      this.#connections++;
      this.#messages += attack.messages;
      this.#underWay.add(number);
      const outcome = await carryOut(attack, this.#server.port, (bytes) => {
        this.#received += bytes;
      });
      if (outcome === "hung") this.#fail(`the connection of attack ${number} (${attack.dialect}) hangs`);
      if (outcome === "refused") {
        this.#fail(`nobody accepts; under way were the attacks ${[...this.#underWay].join(", ")}`);
      }
      this.#underWay.delete(number);
    }
  }

  #fail(what: string): void {
    if (!this.#failures.includes(what)) this.#failures.push(what);
  }

  #sample(): void {
    this.#memoryMost = Math.max(this.#memoryMost, this.#memory());
    const { failure } = this.#probe.report;
    if (failure !== undefined) this.#fail(`the probe: ${failure}`);
    this.#options.progress?.(this.#figures());
  }

  /** Gives engines the time to collect what is garbage, and models that to end the processes of connections. */
  async #settle(): Promise<void> {
    const deadline = performance.now() + settleTime;
    while (performance.now() < deadline && this.#growth > this.#maxGrowth) {
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  #figures(): Figures {
    return {
      connections: this.#connections,
      messages: this.#messages,
      received: this.#received,
      seconds: this.#took ?? this.#seconds,
      probe: this.#probe.report,
      memory: { began: this.#memoryBegan, most: this.#memoryMost, now: this.#memory() },
    };
  }

  get #growth(): number {
    return this.#memory() - this.#memoryBegan;
  }

  get #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  #memory(): number {
    return residentOf(this.#server.pid);
  }
}

/** Milliseconds. */
const settleTime = 15_000;
/** Refusals are told a line a kind in ten seconds: a campaign of an hour fits. */
const largestLog = 1_000_000;
