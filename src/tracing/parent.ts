// The span that a call's headers name as its parent: W3C's `traceparent`, or the headers of baseplate's clients.
import { type Context, type Propagator, type Registered, type SpanContext, withSpan } from "./registered.ts";

type Headers = Readonly<Record<string, string>>;

/** The context that a call begins in. */
export function parentContext({ propagator, active }: Registered, headers: Headers): Context {
  const context = active();
  const extracted = propagator === undefined ? context : propagator.extract(context, headers, getter);
  if (extracted !== context) return extracted;
  const parent = ofTraceparent(headerOf(headers, "traceparent")) ?? ofBaseplate(headers);
  return parent === undefined ? context : withSpan(context, new RemoteSpan(parent));
}

const getter: Parameters<Propagator["extract"]>[2] = {
  get: headerOf,
  keys: (headers) => Object.keys(headers).map((name) => name.toLowerCase()),
};

/** HTTP has names in lower case; THeader has them as the client wrote them. */
function headerOf(headers: Headers, name: string): string | undefined {
  if (Object.hasOwn(headers, name)) return headers[name];
  const found = Object.keys(headers).find((one) => one.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : headers[found];
}

/** A span of another program: no more is known of it than its name. */
class RemoteSpan {
  readonly #context: SpanContext;

  constructor(context: SpanContext) {
    this.#context = context;
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return false;
  }
}

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
function ofTraceparent(value: string | undefined): SpanContext | undefined {
  const [, traceId = "", spanId = "", flags = ""] =
    /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-.*)?$/.exec(
      value ?? "",
    ) ?? [];
  if (traceId === "") return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

/** `Trace` and `Span` are numbers of 64 bits in decimal, or of OpenTelemetry's sizes in hexadecimal. */
function ofBaseplate(headers: Headers): SpanContext | undefined {
  const traceId = hexadecimal(headerOf(headers, "Trace"), 32);
  const spanId = hexadecimal(headerOf(headers, "Span"), 16);
  if (traceId === undefined || spanId === undefined) return undefined;
  const isSampled = ["1", "true"].includes((headerOf(headers, "Sampled") ?? "").toLowerCase());
  return { traceId, spanId, traceFlags: isSampled ? 1 : 0, isRemote: true };
}

function hexadecimal(value: string | undefined, digits: 16 | 32): string | undefined {
  if (value === undefined) return undefined;
  if (
    value.length === digits &&
    /^[\da-f]+$/i.test(value) &&
    (digits === 32 || /[a-f]/i.test(value) || value.startsWith("0"))
  )
    return value.toLowerCase();
  if (!/^\d{1,20}$/.test(value) || /^0+$/.test(value)) return undefined;
  const text = BigInt(value).toString(16);
  return text.length > digits ? undefined : text.padStart(digits, "0");
}
