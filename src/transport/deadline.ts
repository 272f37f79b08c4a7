// The time that a client gives its call, as headers say it: fbthrift's `client_timeout` and `queue_timeout`, baseplate's
// `Deadline-Budget`, all in milliseconds from when the call was sent.

/** The end of a call's time. Both are read from `Date.now()`, which threads and processes of one machine share. */
export interface Deadline {
  /** The time by which it has to have begun. */
  readonly startBy: number;
  /** The time at which its client waits no more; infinite where it has only said how long it may be queued. */
  readonly endBy: number;
}

/** The names, in lower case, of the headers that say how long a client waits, and for how long a call may be queued. */
const clientTimeout = "client_timeout";
const queueTimeout = "queue_timeout";
const deadlineBudget = "deadline-budget";

/** The headers that say so, in lower case: whoever sends a call on says them anew. */
export const deadlineHeaderNames: ReadonlySet<string> = new Set([
  clientTimeout,
  queueTimeout,
  deadlineBudget,
]);

/** The deadline of a call that has come now; undefined: its headers have none, or one that is no number. */
export function deadlineOf(headers: Readonly<Record<string, string>>): Deadline | undefined {
  let end = Number.POSITIVE_INFINITY;
  let start = Number.POSITIVE_INFINITY;
  for (const name in headers) {
    // Most headers are something else, as their length shows.
    const { length } = name;
    if (length < queueTimeout.length || length > deadlineBudget.length) continue;
    const known = name.toLowerCase();
    if (known === clientTimeout || known === deadlineBudget)
      end = Math.min(end, milliseconds(headers[name]!));
    else if (known === queueTimeout) start = Math.min(start, milliseconds(headers[name]!));
  }
  start = Math.min(start, end);
  if (start === Number.POSITIVE_INFINITY) return undefined;
  const now = Date.now();
  return { startBy: now + start, endBy: now + end };
}

/** Headers that tell a server how long its client waits. @param left milliseconds. */
export function deadlineHeaders(left: number): Readonly<Record<string, string>> {
  const whole = String(Math.max(1, Math.ceil(left)));
  return { [clientTimeout]: whole, "Deadline-Budget": whole };
}

/** 0 is no limit, as in fbthrift. */
function milliseconds(text: string): number {
  if (!/^\d{1,15}$/.test(text)) return Number.POSITIVE_INFINITY;
  return Number(text) || Number.POSITIVE_INFINITY;
}
