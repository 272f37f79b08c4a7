// Deals out devices and threads to workers.
import { processors } from "../../options/processors.ts";
import { deviceVariables, ownEnvironment, threadVariables, type Variables } from "./variables.ts";

/** The settings that say what there is. */
export interface EquipmentSettings {
  readonly devices: readonly string[] | undefined;
  readonly threadsPerWorker: number | undefined;
  /** Workers of a pool; 0: there is one for each connection, or none. */
  readonly workers: number;
}

/** What a worker's `init` is told of it. Plain data. */
export interface Told {
  readonly device?: string;
  readonly threads?: number;
}

/** One for all workers of a server: those that come get the device that the fewest others have. */
export class Equipper {
  readonly #devices: readonly string[];
  readonly #threads: number | undefined;
  readonly #setsVariables: boolean;
  readonly #environment: Variables;
  /** Workers that have each device. */
  readonly #users: number[];

  /** @param runs where workers run: a thread has the variables of its process. */
  constructor(
    settings: EquipmentSettings,
    runs: "inline" | "thread" | "process",
    environment: Variables = ownEnvironment(),
  ) {
    this.#devices = settings.devices ?? [];
    this.#threads = threadsOf(settings, runs, environment);
    this.#setsVariables = runs === "process";
    this.#environment = environment;
    this.#users = this.#devices.map(() => 0);
  }

  /** @param predecessor of a worker that is to take its place, and its device. */
  equip(predecessor?: Equipment): Equipment {
    return new Equipment(this, predecessor?.slot);
  }

  /** A worker begins. @param slot that it had before. @returns its slot among the devices; undefined: there are none. */
  begins(slot: number | undefined): number | undefined {
    if (this.#devices.length === 0) return undefined;
    const dealt = slot ?? this.#users.indexOf(Math.min(...this.#users));
    this.#users[dealt]!++;
    return dealt;
  }

  /** It has ended. */
  ends(slot: number | undefined): void {
    if (slot !== undefined) this.#users[slot]!--;
  }

  told(slot: number | undefined): Told {
    const threads = this.#threads;
    return {
      ...(slot !== undefined && { device: this.#devices[slot]! }),
      ...(threads !== undefined && { threads }),
    };
  }

  /** Undefined: there are none to set. */
  variables(slot: number | undefined): Readonly<Record<string, string>> | undefined {
    if (!this.#setsVariables) return undefined;
    const threads = this.#threads === undefined ? {} : threadVariables(this.#threads, this.#environment);
    const device = slot === undefined ? {} : deviceVariables(this.#devices[slot]!, this.#environment);
    const all = { ...threads, ...device };
    return Object.keys(all).length === 0 ? undefined : all;
  }
}

/** The equipment of one worker, and of those that take its place. */
export class Equipment {
  /** The number of its device among all; undefined: it has none, or none yet. */
  slot: number | undefined;
  readonly #equipper: Equipper;

  constructor(equipper: Equipper, slot?: number) {
    this.#equipper = equipper;
    this.slot = slot;
  }

  /** Its thread or process is about to be started. */
  begins(): { readonly told: Told; readonly variables: Readonly<Record<string, string>> | undefined } {
    this.slot = this.#equipper.begins(this.slot);
    return { told: this.#equipper.told(this.slot), variables: this.#equipper.variables(this.slot) };
  }

  /** Its thread or process has ended. */
  ends(): void {
    this.#equipper.ends(this.slot);
  }
}

/** As many as were asked for, by an option or by the variable that all libraries know; else its share of the processors. */
function threadsOf(
  { threadsPerWorker, workers }: EquipmentSettings,
  runs: "inline" | "thread" | "process",
  environment: Variables,
): number | undefined {
  if (threadsPerWorker !== undefined) return threadsPerWorker;
  const own = Number(environment.OMP_NUM_THREADS);
  if (Number.isInteger(own) && own > 0) return own;
  if (runs === "inline") return processors();
  return workers === 0 ? undefined : Math.max(1, Math.floor(processors() / workers));
}
