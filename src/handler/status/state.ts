// The state that the service Status tells of, as far as the worker that answers knows it.

/** Told by whoever runs the handler's calls. */
export class StatusState {
  /** Whether the server is about to end. */
  isEnding = false;
  /** Counts of calls, by names such as `add.calls`. */
  counters: () => ReadonlyMap<string, bigint> = () => new Map();
}
