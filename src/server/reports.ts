// Reports of workers to their server: what they count, told at most once a second and only when it has changed.
import type { ToldLine } from "../log/told_lines.ts";
import type { FrontCounts } from "../nats/front_counts.ts";
import type { RecordedCall } from "../processor/watched/recorded_call.ts";
import type { Recent } from "./counting/recent.ts";
import { type RefusalReport, type Refusals, UntoldRefusals } from "./refusals.ts";
import { type UnknownField, UnknownFields } from "./unknown_fields.ts";

/** A worker's counts since its last report; absent: nothing. Plain data. */
export interface WorkerReport {
  /** Messages, calls or connections that it has refused. */
  readonly refusals?: readonly RefusalReport[];
  /** Properties of results that are no fields. */
  readonly unknownFields?: readonly UnknownField[];
  /** The paths at which it looked for IDL, where the files are watched. */
  readonly idl?: readonly string[];
  /** The last lines of its log, where somebody wants them. */
  readonly lines?: readonly ToldLine[];
  /** The last of its calls that were slow or failed, where these are recorded. */
  readonly calls?: readonly RecordedCall[];
  /** The messages that it has taken from NATS. */
  readonly nats?: FrontCounts;
}

/** A worker's own counts, on their way to the server: the first at once. */
export class Reports {
  readonly refusals = new UntoldRefusals(() => this.#changed());
  readonly unknownFields = new UnknownFields((found) => {
    this.#unknown.push(found);
    this.#changed();
  });
  readonly #send: (report: WorkerReport) => void;
  #unknown: UnknownField[] = [];
  #lines: ToldLine[] = [];
  #calls: RecordedCall[] = [];
  #hasChanged = false;
  /** Runs while the next report has to wait. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (report: WorkerReport) => void) {
    this.#send = send;
  }

  /** A line of the worker's log was written. */
  logged(line: ToldLine): void {
    this.#lines.push(line);
    if (this.#lines.length > mostTold) this.#lines.shift();
    this.#changed();
  }

  /** A call of the worker was slow, or failed. */
  recorded(call: RecordedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > mostTold) this.#calls.shift();
    this.#changed();
  }

  /** Messages have come by NATS since this was last told. */
  received(nats: FrontCounts): void {
    this.#send({ nats });
  }

  /** Reports what was not reported yet: the worker ends. */
  flush(): void {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    const refusals = this.refusals.take();
    const unknownFields = this.#unknown;
    this.#unknown = [];
    const lines = this.#lines;
    this.#lines = [];
    const calls = this.#calls;
    this.#calls = [];
    this.#send({
      ...(refusals.length > 0 && { refusals }),
      ...(unknownFields.length > 0 && { unknownFields }),
      ...(lines.length > 0 && { lines }),
      ...(calls.length > 0 && { calls }),
    });
  }

  #changed(): void {
    this.#hasChanged = true;
    if (this.#timer === undefined) this.#report();
  }

  #report(): void {
    this.flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#hasChanged) this.#report();
    }, between);
    this.#timer.unref();
  }
}

/** The counts of a whole server. */
export interface Totals {
  readonly refusals: Refusals;
  readonly unknownFields: UnknownFields;
  /** Is told of the paths at which IDL was looked for; absent: nobody watches them. */
  readonly addIdl?: ((paths: readonly string[]) => void) | undefined;
  /** Absent: nobody looks at them. */
  readonly lines?: Recent<ToldLine> | undefined;
  readonly calls?: Recent<RecordedCall> | undefined;
  readonly nats?: ((counts: FrontCounts) => void) | undefined;
}

/** Adds a worker's report to its server's counts. */
export function addReport(
  { refusals, unknownFields, addIdl, lines, calls, nats }: Totals,
  report: WorkerReport,
): void {
  for (const line of report.lines ?? []) lines?.add(line);
  for (const call of report.calls ?? []) calls?.add(call);
  for (const { example, count } of report.refusals ?? []) refusals.add(example, count);
  for (const found of report.unknownFields ?? []) unknownFields.add(found);
  if (report.idl !== undefined) addIdl?.(report.idl);
  if (report.nats !== undefined) nats?.(report.nats);
}

/** Lines of a report, and calls: of more the last. */
const mostTold = 50;
/** Milliseconds between a worker's reports. */
const between = 1000;
