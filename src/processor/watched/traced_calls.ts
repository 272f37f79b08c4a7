// A span of OpenTelemetry for each call, where the handler's program has registered an SDK.
import type { Registered } from "../../tracing/registered.ts";
import { beginServerSpan, endSpan } from "../../tracing/spans.ts";
import type { Processor } from "../processor.ts";
import { CallFacts, type FoundCall, statusOf } from "./call_facts.ts";
import { type BegunCall, watchedProcessor } from "./watched_calls.ts";

/** Makes processors that trace. @param Base the class of processors that run the calls. */
export function tracedProcessor(Base: typeof Processor, registered: Registered): typeof Processor {
  return watchedProcessor(Base, (service) => {
    const facts = new CallFacts(service);
    return (input, protocol, { peer }, envelope) => {
      const call = facts.found(input, protocol);
      const name = call.func && `${call.service}/${call.func.name}`;
      return begin(registered, call, name, peer, envelope?.headers);
    };
  });
}

function begin(
  registered: Registered,
  call: FoundCall,
  name: string | undefined,
  peer: string,
  headers: Readonly<Record<string, string>> | undefined,
): BegunCall {
  const { span, context } = beginServerSpan(registered, name, call.sent, peer, headers);
  return {
    run: (run) => registered.within(context, run),
    answered(output, start) {
      const { kind, exception } = statusOf(call, output, start);
      // An exception that the function declares is an answer. The other kind says that something went wrong.
      if (kind === "application") endSpan(span, exception, exception);
      else endSpan(span, kind === "declared" ? exception : "OK");
    },
    unanswered: (why) => endSpan(span, undefined, why === "left" ? undefined : why),
  };
}
