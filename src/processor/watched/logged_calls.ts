// The access log: a line for each call that is run, or for some of them.
import { lineOf } from "../../log/format.ts";
import { logWorker } from "../../log/log.ts";
import { inOneLine } from "../../log/shown.ts";
import { standardError } from "../../log/standard_error.ts";
import type { Processor } from "../processor.ts";
import { CallFacts, type FoundCall, statusOf } from "./call_facts.ts";
import { type BegunCall, watchedProcessor } from "./watched_calls.ts";

/**
 * Makes processors that write the access log.
 * @param Base the class of processors that run the calls.
 * @param share of the calls that get a line, picked at random.
 */
export function loggedProcessor(Base: typeof Processor, share: number): typeof Processor {
  return watchedProcessor(Base, (service) => {
    const facts = new CallFacts(service);
    return (input, protocol, { peer }) => {
      if (share < 1 && Math.random() >= share) return undefined;
      const call = { ...facts.found(input, protocol), peer, size: input.end - input.position };
      return new LoggedCall(call);
    };
  });
}

class LoggedCall implements BegunCall {
  readonly #call: FoundCall & { readonly peer: string; readonly size: number };
  readonly #began = performance.now();

  constructor(call: FoundCall & { readonly peer: string; readonly size: number }) {
    this.#call = call;
  }

  answered(output: Parameters<BegunCall["answered"]>[0], start: number): void {
    const { kind, exception } = statusOf(this.#call, output, start);
    this.#write(kind === "declared" || kind === "application" ? exception : kind, output.position - start);
  }

  unanswered(why: "left" | "unreadable"): void {
    this.#write(why, 0);
  }

  #write(status: string, sent: number): void {
    const { func, service, sent: name, peer, size } = this.#call;
    // The name of no function of ours is a stranger's text.
    const method = func?.name ?? inOneLine(name);
    const milliseconds = Number((performance.now() - this.#began).toFixed(3));
    const worker = logWorker();
    const where = service === undefined ? method : `${service}.${method}`;
    const message = `${peer} ${where || "?"} ${status} ${milliseconds} ms, ${size} bytes in, ${sent} out`;
    const about = `access${worker === undefined ? "" : ` (worker ${worker})`}: `;
    const members = { service, method, peer, worker, status, milliseconds, received: size, sent };
    standardError().write(lineOf({ time: Date.now(), level: "info", message, about, members }));
  }
}
