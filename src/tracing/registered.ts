// The parts of OpenTelemetry that a program has registered with `@opentelemetry/api`, found where every copy of that package
// leaves them. The package itself is not imported: the program's copy of it may be another one, or lie in an executable.

/** Values that travel with a call, of which one is its span. */
export interface Context {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): Context;
  deleteValue(key: symbol): Context;
}

/** The part of a span that is used. */
export interface Span {
  spanContext(): SpanContext;
  setAttributes(attributes: Attributes): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  end(): void;
}

/** The name of a span in all programs. */
export interface SpanContext {
  /** 32 digits of hexadecimal. */
  readonly traceId: string;
  /** 16 of them. */
  readonly spanId: string;
  /** 1: it is sampled. */
  readonly traceFlags: number;
  /** Whether it is another program's. */
  readonly isRemote?: boolean;
}

export type Attributes = Readonly<Record<string, string | number>>;

/** The part of a tracer that is used. */
export interface Tracer {
  startSpan(
    name: string,
    options: { readonly kind: number; readonly attributes: Attributes },
    context: Context,
  ): Span;
}

/** Reads what came with a call, and writes what goes with one. */
export interface Propagator {
  extract(
    context: Context,
    carrier: Readonly<Record<string, string>>,
    getter: {
      get(carrier: Readonly<Record<string, string>>, key: string): string | undefined;
      keys(carrier: Readonly<Record<string, string>>): string[];
    },
  ): Context;
  inject(
    context: Context,
    carrier: Record<string, string>,
    setter: { set(carrier: Record<string, string>, key: string, value: string): void },
  ): void;
}

interface ContextManager {
  active(): Context;
  with<Result>(context: Context, run: () => Result): Result;
}

/** OpenTelemetry as a program has set it up. */
export interface Registered {
  readonly tracer: Tracer;
  /** Undefined: the program has registered none. */
  readonly propagator: Propagator | undefined;
  /** The context that is in force here. */
  active(): Context;
  /** Runs something with a context in force, where the program has registered what keeps it. */
  within<Result>(context: Context, run: () => Result): Result;
}

/** @returns undefined when the program has registered nothing that traces. */
export function registeredTracing(version?: string): Registered | undefined {
  const api = (globalThis as Record<symbol, unknown>)[Symbol.for("opentelemetry.js.api.1")] as
    | Partial<Api>
    | undefined;
  if (api?.trace === undefined) return undefined;
  const { trace, propagation, context } = api;
  return {
    tracer: trace.getTracer("thriftserve", version),
    propagator: propagation,
    active: () => context?.active() ?? root,
    within: (given, run) => (context === undefined ? run() : context.with(given, run)),
  };
}

interface Api {
  readonly trace: { getTracer(name: string, version?: string): Tracer };
  readonly context: ContextManager;
  readonly propagation: Propagator;
}

/** The context with a span in it, which is the parent of those that are begun within. */
export function withSpan(context: Context, span: unknown): Context {
  return context.setValue(spanKey, span);
}

/** The key by which every copy of the package knows the span. */
const spanKey = Symbol.for("OpenTelemetry Context Key SPAN");

class PlainContext implements Context {
  readonly #values: ReadonlyMap<symbol, unknown>;

  constructor(values: ReadonlyMap<symbol, unknown>) {
    this.#values = values;
  }

  getValue(key: symbol): unknown {
    return this.#values.get(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new PlainContext(new Map(this.#values).set(key, value));
  }

  deleteValue(key: symbol): Context {
    const values = new Map(this.#values);
    values.delete(key);
    return new PlainContext(values);
  }
}

const root: Context = new PlainContext(new Map());
