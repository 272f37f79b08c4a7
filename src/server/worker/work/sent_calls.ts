// The work of a worker that is sent calls, whose connections live with its server: to a thread through memory that it
// shares, to a process by messages.
import type { CallRunner } from "../../calls/worker_calls.ts";
import type { ServerMessage } from "../../messages.ts";
import type { Work } from "./work.ts";

/** A message about calls. */
export type CallsMessage = Extract<ServerMessage, { kind: "relay" | "post" | "call" | "gone" }>;

export class SentCalls implements Work {
  /** None of them waits here: they do with the server. */
  readonly load = { waitingCalls: 0, connections: 0 };
  readonly #begin: (first: CallsMessage) => CallRunner;
  #calls: CallRunner | undefined;

  /** @param begin makes the runner of the calls, when the first message about any comes. */
  constructor(begin: (first: CallsMessage) => CallRunner) {
    this.#begin = begin;
  }

  async open(): Promise<void> {}

  receive(message: ServerMessage): void {
    if (!isAboutCalls(message)) return;
    this.#calls ??= this.#begin(message);
    if (message.kind !== "relay") this.#calls.receive(message);
  }

  async retire(): Promise<void> {
    await this.#calls?.drain();
  }

  async drain(): Promise<void> {}

  async close(): Promise<void> {}
}

function isAboutCalls(message: ServerMessage): message is CallsMessage {
  const { kind } = message;
  return kind === "relay" || kind === "post" || kind === "call" || kind === "gone";
}
