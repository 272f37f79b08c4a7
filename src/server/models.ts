// The six server models of Apache Thrift's Python library, as a table: what differs is its columns,
// and one engine reads them.

/** A server model: docs/models.md says what each does. */
export type ModelName = "simple" | "threaded" | "threadpool" | "nonblocking" | "forking" | "processpool";

/** A row of the table. */
export interface Model {
  readonly name: ModelName;
  /** The place where handlers run. */
  readonly runs: "inline" | "thread" | "process";
  /** The unit that a worker is given. */
  readonly takes: "connection" | "message";
  /** The number of workers. */
  readonly workers: "one" | "per connection" | "fixed";
  /** For `--help` and the documentation. */
  readonly summary: string;
}

export const models: Readonly<Record<ModelName, Model>> = {
  simple: {
    name: "simple",
    runs: "inline",
    takes: "connection",
    workers: "one",
    summary: "one connection at a time; the next waits until it closes",
  },
  threaded: {
    name: "threaded",
    runs: "thread",
    takes: "connection",
    workers: "per connection",
    summary: "a thread per connection",
  },
  threadpool: {
    name: "threadpool",
    runs: "thread",
    takes: "connection",
    workers: "fixed",
    summary: "a fixed number of threads; a connection keeps its thread",
  },
  nonblocking: {
    name: "nonblocking",
    runs: "thread",
    takes: "message",
    workers: "fixed",
    summary: "a fixed number of threads; any free one takes the next call",
  },
  forking: {
    name: "forking",
    runs: "process",
    takes: "connection",
    workers: "per connection",
    summary: "a new process per connection, which ends with it",
  },
  processpool: {
    name: "processpool",
    runs: "process",
    takes: "connection",
    workers: "fixed",
    summary: "a fixed number of processes, started before the first connection",
  },
};
