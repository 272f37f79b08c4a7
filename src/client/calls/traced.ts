// A span of OpenTelemetry for each call of a client, where its program has registered an SDK.

import type { Span } from "../../tracing/registered.ts";
import { registeredTracing } from "../../tracing/registered.ts";
import { beginClientSpan, endSpan } from "../../tracing/spans.ts";
import { ApplicationError } from "../errors.ts";
import type { CallHooks, OverCall } from "./hooks.ts";

/**
 * The hook that traces and then calls the program's own; that alone where nothing is registered. What the tracer throws
 * fails no call.
 */
export function tracedCalls(own: CallHooks["onCall"]): CallHooks["onCall"] {
  const registered = registeredTracing();
  if (registered === undefined) return own;
  return (call) => {
    const name = `${call.service}/${call.method}`;
    const begun = attempted(() => beginClientSpan(registered, name, call.headers));
    const over = own?.(call);
    return (facts) => {
      if (begun !== undefined) attempted(() => endCall(begun.span, facts));
      over?.(facts);
    };
  };
}

function attempted<Result>(trace: () => Result): Result | undefined {
  try {
    return trace();
  } catch {
    return undefined;
  }
}

function endCall(span: Span, { error, address }: OverCall): void {
  if (address !== undefined) span.setAttributes(serverAttributes(address));
  if (error === undefined) endSpan(span, "OK");
  else {
    const kind = error instanceof ApplicationError ? (error.typeName ?? String(error.type)) : error.name;
    endSpan(span, kind, kind, error.message);
  }
}

/** @param address `tcp://127.0.0.1:9090`, `unix:/run/x.sock` or a URL of HTTP. */
function serverAttributes(address: string): Record<string, string | number> {
  const [, host = "", port = ""] = /^\w+:\/\/(\[[^\]]*\]|[^/:]*)(?::(\d+))?/.exec(address) ?? [];
  if (host === "") return { "server.address": address };
  return { "server.address": host, ...(port !== "" && { "server.port": Number(port) }) };
}
