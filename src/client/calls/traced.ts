// A span of OpenTelemetry for each call of a client, where its program has registered an SDK.
import { registeredTracing } from "../../tracing/registered.ts";
import { beginClientSpan, endSpan } from "../../tracing/spans.ts";
import { ApplicationError } from "../errors.ts";
import type { CallHooks } from "./hooks.ts";

/** The hook that traces and then calls the program's own; that alone where nothing is registered. */
export function tracedCalls(own: CallHooks["onCall"]): CallHooks["onCall"] {
  const registered = registeredTracing();
  if (registered === undefined) return own;
  return (call) => {
    const { span } = beginClientSpan(registered, `${call.service}/${call.method}`, call.headers);
    const over = own?.(call);
    return (facts) => {
      const { error, address } = facts;
      if (address !== undefined) span.setAttributes(serverAttributes(address));
      if (error === undefined) endSpan(span, "OK");
      else {
        const kind = error instanceof ApplicationError ? (error.typeName ?? String(error.type)) : error.name;
        endSpan(span, kind, kind, error.message);
      }
      over?.(facts);
    };
  };
}

/** @param address `tcp://127.0.0.1:9090`, `unix:/run/x.sock` or a URL of HTTP. */
function serverAttributes(address: string): Record<string, string | number> {
  const [, host = "", port = ""] = /^\w+:\/\/(\[[^\]]*\]|[^/:]*)(?::(\d+))?/.exec(address) ?? [];
  if (host === "") return { "server.address": address };
  return { "server.address": host, ...(port !== "" && { "server.port": Number(port) }) };
}
