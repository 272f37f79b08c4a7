// The counts of a server: its own, and those of its workers, the ones that are gone included.
import { log } from "../../log/log.ts";
import { CallCounts } from "../../metrics/call_counts.ts";
import { type CountedService, cells, layCells } from "../../metrics/cells.ts";
import { Sums } from "../../metrics/sums.ts";
import { addTime } from "../../metrics/times.ts";
import { textOf } from "../../words/thrown.ts";
import { CountFile } from "./count_file.ts";
import { type CountMemory, countMemorySize } from "./count_memory.ts";
import { lagOf, watchLoop } from "./loop_state.ts";
import { statusCounters } from "./status_counters.ts";

/** One for a server whose calls are counted. */
export class Counting {
  /** Counted by the server's own event loop, as far as it has connections. */
  readonly loop = new Float64Array(layCells().length);
  /** Of workers that are gone. */
  readonly #gone = new Sums();
  readonly #workers = new Set<CountedWorker>();
  /** Calls that run on the server's own event loop, and those of the handlers before. */
  readonly #inline: { readonly calls: CallCounts; readonly service: CountedService }[] = [];
  #file: CountFile | undefined;
  #failed = false;
  readonly #timer: ReturnType<typeof setInterval>;
  /** Bytes that the workers' counts have been found to take. */
  #length = firstLength;

  constructor() {
    this.#timer = watchLoop(this.loop, "process", () => 0);
  }

  /** Counts calls that run on the server's own event loop, from now on in these. */
  inline(service: CountedService): CallCounts {
    const calls = new CallCounts(service);
    this.#inline.push({ calls, service });
    return calls;
  }

  /** Counts for a worker that is about to be started. @returns undefined when there is no memory for it. */
  worker(runs: "thread" | "process"): CountedWorker | undefined {
    const taken = new Set([...this.#workers].map(({ place }) => place));
    let place = 0;
    while (taken.has(place)) place++;
    const access = runs === "thread" ? sharedMemory() : this.#inFile(place);
    if (access === undefined) return undefined;
    const worker = new CountedWorker(place, access, {
      ready: (service) => {
        this.#length = Math.max(this.#length, layCells(service).length * Float64Array.BYTES_PER_ELEMENT);
      },
      ended: () => {
        this.#workers.delete(worker);
        if (worker.service !== undefined) this.#gone.add(worker.read(), worker.service, true);
      },
    });
    this.#workers.add(worker);
    return worker;
  }

  /** A call has waited for a worker, so many seconds. */
  waited(seconds: number): void {
    addTime(this.loop, cells.wait, seconds);
  }

  /** The workers that count. */
  get workers(): ReadonlySet<CountedWorker> {
    return this.#workers;
  }

  /** Seconds by which the server's own event loop is late. */
  get lag(): number {
    return lagOf(this.loop);
  }

  /** All that was counted so far. */
  sums(): Sums {
    const sums = new Sums();
    sums.addSums(this.#gone);
    sums.add(this.loop, undefined, false);
    for (const { calls, service } of this.#inline) sums.add(calls.cells, service, false);
    for (const worker of this.#workers) {
      if (worker.service !== undefined) sums.add(worker.read(), worker.service, false);
    }
    return sums;
  }

  /** The counts of calls as Status tells them. */
  get counters(): Readonly<Record<string, number>> {
    return statusCounters(this.sums());
  }

  /** Counts no more. */
  close(): void {
    clearInterval(this.#timer);
    this.#file?.close();
    this.#file = undefined;
    this.#failed = true;
  }

  #inFile(place: number): Access | undefined {
    if (this.#failed) return undefined;
    try {
      this.#file ??= new CountFile();
      const file = this.#file;
      return { memory: file.memory(place, this.#length), read: (length) => file.read(place, length) };
    } catch (error) {
      this.#failed = true;
      log.error("calls of worker processes are not counted: {reason}", { reason: textOf(error) });
      return undefined;
    }
  }
}

interface CountEvents {
  ready(service: CountedService): void;
  ended(): void;
}

/** One worker's counts. */
export class CountedWorker {
  /** A small number that no other worker has at the same time. */
  readonly place: number;
  /** Told by the worker once it is ready. */
  service: CountedService | undefined;
  readonly #access: Access;
  readonly #events: CountEvents;

  constructor(place: number, access: Access, events: CountEvents) {
    this.place = place;
    this.#access = access;
    this.#events = events;
  }

  /** What the worker is told. */
  get memory(): CountMemory {
    return this.#access.memory;
  }

  /** It runs the calls of a service from now on, by these rules of batches. */
  ready({
    service,
    rules,
  }: {
    readonly service: CountedService;
    readonly rules?: CountedService["rules"];
  }): void {
    this.service = { ...service, rules };
    this.#events.ready(this.service);
  }

  /** It is gone. */
  ended(): void {
    this.#events.ended();
  }

  /** All its numbers. */
  read(): Float64Array {
    const { length } = layCells(this.service);
    const most = countMemorySize / Float64Array.BYTES_PER_ELEMENT;
    return length > most ? new Float64Array(length) : this.#access.read(length);
  }

  /** Its state. */
  get state(): LoopState {
    return stateOf(this.#access.read(layCells().length));
  }
}

/** The state of an event loop. */
export interface LoopState {
  /** Seconds. */
  readonly lag: number;
  /** Bytes; 0: not known yet. */
  readonly memory: number;
  /** Calls that wait on it. */
  readonly waiting: number;
}

/** Reads the state out of cells. */
export function stateOf(counted: Float64Array): LoopState {
  return { lag: lagOf(counted), memory: counted[cells.memory]!, waiting: counted[cells.waiting]! };
}

/** A way to read what a worker has counted. */
interface Access {
  readonly memory: CountMemory;
  read(length: number): Float64Array;
}

function sharedMemory(): Access {
  const buffer = new SharedArrayBuffer(countMemorySize);
  return {
    memory: { kind: "shared", buffer, size: countMemorySize },
    read: (length) => new Float64Array(buffer, 0, length),
  };
}

/** Bytes for the counts of some 200 functions, as long as no worker has told how many its service has. */
const firstLength = 65_536;
