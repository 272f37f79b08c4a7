// Tells of calls that failed, and of those that were slow, with their arguments cut short. A call is slow when it took ten
// times as long as those of its function do, and 10 ms at least.
import type { ServiceMessageHead } from "../../codec/codec.ts";
import { sharedCodec } from "../../codec/shared.ts";
import { logWorker } from "../../log/log.ts";
import { cut, inOneLine } from "../../log/shown.ts";
import { Input } from "../../protocol/input.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Output } from "../../protocol/output.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { toJson } from "../../value_json/to_json.ts";
import type { Processor } from "../processor.ts";
import { CallFacts, type FoundCall, statusOf } from "./call_facts.ts";
import type { RecordedCall } from "./recorded_call.ts";
import { type BegunCall, watchedProcessor } from "./watched_calls.ts";

/**
 * Makes processors that record.
 * @param Base the class of processors that run the calls.
 * @param told gets each call that was slow or failed.
 */
export function recordedProcessor(
  Base: typeof Processor,
  told: (call: RecordedCall) => void,
): typeof Processor {
  return watchedProcessor(Base, (service) => {
    const facts = new CallFacts(service);
    const usual = new UsualTimes();
    return (input, protocol, { peer }) => {
      const { bytes, position, end } = input;
      const found = facts.found(input, protocol);
      const message = end - position > longestMessage ? undefined : bytes.slice(position, end);
      return new Recording(
        { ...found, peer, message, size: end - position },
        (call, milliseconds, failure) => {
          const isSlow = usual.isSlow(call.sent, milliseconds);
          if (failure === undefined && !isSlow) return;
          told({
            time: Date.now(),
            method: call.func === undefined ? inOneLine(call.sent) : call.sent,
            peer,
            worker: logWorker(),
            milliseconds,
            ...(failure !== undefined && { failure }),
            size: call.size,
            arguments: call.message && argumentsOf(service, call.message, protocol),
          });
        },
      );
    };
  });
}

interface Begun extends FoundCall {
  readonly peer: string;
  /** Its bytes, where these are not too many. */
  readonly message: Uint8Array | undefined;
  readonly size: number;
}

class Recording implements BegunCall {
  readonly #call: Begun;
  readonly #over: (call: Begun, milliseconds: number, failure: string | undefined) => void;
  readonly #began = performance.now();

  constructor(call: Begun, over: (call: Begun, milliseconds: number, failure: string | undefined) => void) {
    this.#call = call;
    this.#over = over;
  }

  answered(output: Output, start: number): void {
    const { kind, exception } = statusOf(this.#call, output, start);
    this.#end(kind === "declared" || kind === "application" ? exception : undefined);
  }

  unanswered(why: "left" | "unreadable"): void {
    this.#end(why === "left" ? "its client had left" : "its message could not be read");
  }

  #end(failure: string | undefined): void {
    this.#over(this.#call, performance.now() - this.#began, failure);
  }
}

/** The times that calls usually take, by function: a mean in which the last hundred weigh most. */
class UsualTimes {
  readonly #means = new Map<string, number>();

  isSlow(method: string, milliseconds: number): boolean {
    const mean = this.#means.get(method);
    if (mean === undefined && this.#means.size >= mostMethods) return false; // names of no functions, made up by clients
    this.#means.set(method, mean === undefined ? milliseconds : mean + (milliseconds - mean) / 100);
    return mean !== undefined && milliseconds >= 10 && milliseconds >= 10 * mean;
  }
}

/** The arguments as JSON, cut short; undefined when they cannot be read. */
function argumentsOf(
  service: ResolvedService,
  message: Uint8Array,
  protocol: ProtocolName,
): string | undefined {
  try {
    const codec = sharedCodec(service, protocol);
    const input = new Input();
    input.reset(message);
    const head: ServiceMessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };
    codec.readMessageBegin(input, head);
    const given = codec.functions[head.index]!.invoke(
      input,
      (...all) => all,
      undefined,
      undefined,
    ) as unknown[];
    const fields = service.functions[head.index]!.arguments;
    const json = fields.map(({ name, type }, place) => [name, toJson(service.schema, type, given[place])]);
    return cut(JSON.stringify(Object.fromEntries(json)), longestArguments);
  } catch {
    return undefined; // this is why it failed, or there is no such function
  }
}

/** Bytes. */
const longestMessage = 65_536;
/** Characters. */
const longestArguments = 1000;
const mostMethods = 10_000;
