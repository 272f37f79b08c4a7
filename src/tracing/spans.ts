// The spans of calls, named as OpenTelemetry's conventions for RPC have it (semantic conventions 1.45).
import { clientAddress } from "../runtime/addresses.ts";
import { parentContext } from "./parent.ts";
import {
  type Attributes,
  type Context,
  type Registered,
  type Span,
  type SpanContext,
  withSpan,
} from "./registered.ts";

/** A span that has begun. */
export interface BegunSpan {
  readonly span: Span;
  /** In force while the call runs. */
  readonly context: Context;
}

/**
 * A server's span of a call, with the parent that its headers name.
 *
 * @param name `Calculator/add`; undefined: there is no such function, and a name that a client made up is no span's.
 * @param sent the name that the client sent.
 */
export function beginServerSpan(
  registered: Registered,
  name: string | undefined,
  sent: string,
  peer: string,
  headers: Readonly<Record<string, string>> | undefined,
): BegunSpan {
  const parent = headers === undefined ? registered.active() : parentContext(registered, headers);
  const attributes = {
    ...method(name ?? other),
    ...(name === undefined && { "rpc.method_original": sent }),
    ...peerAttributes(peer),
  };
  const span = registered.tracer.startSpan(name ?? other, { kind: kinds.server, attributes }, parent);
  return { span, context: withSpan(parent, span) };
}

/** A client's span of a call. What names it as the parent is added to the headers. */
export function beginClientSpan(
  registered: Registered,
  name: string,
  headers: Record<string, string>,
): BegunSpan {
  const parent = registered.active();
  const span = registered.tracer.startSpan(name, { kind: kinds.client, attributes: method(name) }, parent);
  const context = withSpan(parent, span);
  if (registered.propagator !== undefined) registered.propagator.inject(context, headers, setter);
  else headers.traceparent ??= traceparentOf(span.spanContext());
  return { span, context };
}

/**
 * Ends a span.
 * @param status `OK`, or the name of the exception, or of a TApplicationException's type.
 * @param failure the kind of failure, where it is one and no answer that was to be reckoned with.
 */
export function endSpan(span: Span, status: string | undefined, failure?: string, message?: string): void {
  if (status !== undefined) span.setAttributes({ "rpc.status_code": status });
  if (failure !== undefined) {
    span.setAttributes({ "error.type": failure });
    span.setStatus({ code: failed, ...(message !== undefined && { message }) });
  }
  span.end();
}

const other = "_OTHER";
const kinds = { server: 1, client: 2 };
/** SpanStatusCode.ERROR */
const failed = 2;
const setter = {
  set: (headers: Record<string, string>, name: string, value: string) => {
    headers[name] = value;
  },
};

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

function method(name: string): Attributes {
  return { "rpc.system.name": "thrift", "rpc.method": name };
}

function peerAttributes(peer: string): Attributes {
  const client = clientAddress(peer);
  if (client.kind === "nats") return {};
  if (client.kind !== "tcp") return { "network.transport": "unix" };
  const { address, port } = client;
  return {
    ...{ "client.address": address, "client.port": port, "network.transport": "tcp" },
    ...{ "network.peer.address": address, "network.peer.port": port },
  };
}
