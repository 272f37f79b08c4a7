// Calls methods that were written for the npm package `thrift`, with a callback or with a promise, through the code that
// was generated for them.
import type { ResolvedService, ServedFunction } from "../../schema/service.ts";
import { localName } from "../../schema/service.ts";
import type { Handler, Method } from "../handler.ts";
import { type CollectedReply, Collector } from "./collector.ts";
import { Feeder } from "./feeder.ts";
import { type Int64, int64Of } from "./int64.ts";
import { generatedMethod, type NpmService } from "./service.ts";
import { messageTypes } from "./wire_types.ts";

/**
 * The part of a call's context that is used: the classes of the declared exceptions, by their names with or without a
 * program.
 */
interface Context {
  readonly exceptions: Readonly<Record<string, new (fields: Readonly<Record<string, unknown>>) => Error>>;
}

/**
 * Makes methods as this server calls them of those of a handler.
 *
 * @param handler with methods as npm thrift calls them.
 * @param described what {@link describeNpmService} says of the service.
 * @param url the handler's, beside which the package `thrift` is found.
 */
export function npmHandler(
  service: NpmService,
  handler: Handler,
  described: ResolvedService,
  url: string,
  file: string,
): Handler {
  const int64 = int64Of(url, file);
  const methods = described.functions.map((func, index): Method => {
    const method = handler.methods[index] as (...given: unknown[]) => unknown;
    const self = handler.receivers[index];
    const call = new NpmCalls(service, func, described.schema.structs, method, self, int64);
    return (...given: unknown[]) => call.run(given);
  });
  return { ...handler, methods };
}

/** The calls of one function. */
class NpmCalls {
  readonly #service: NpmService;
  readonly #function: ServedFunction;
  readonly #structs: ResolvedService["schema"]["structs"];
  readonly #method: (...given: unknown[]) => unknown;
  readonly #self: unknown;
  readonly #int64: Int64;
  /** Whether the method gives a promise or a result; else it is given a callback. npm thrift tells by this too. */
  readonly #returns: boolean;

  constructor(
    service: NpmService,
    func: ServedFunction,
    structs: ResolvedService["schema"]["structs"],
    method: (...given: unknown[]) => unknown,
    self: unknown,
    int64: Int64,
  ) {
    this.#service = service;
    this.#function = func;
    this.#structs = structs;
    this.#method = method;
    this.#self = self;
    this.#int64 = int64;
    this.#returns = func.oneway || method.length === func.arguments.length;
  }

  /** @param given the arguments, and the context behind them. */
  run(given: readonly unknown[]): Promise<unknown> {
    const { name, arguments: fields } = this.#function;
    return new Promise((resolve, reject) => {
      const context = given[fields.length] as Context;
      const failure: Failure = { error: undefined, reject };
      const output = new Collector((reply) => resolve(this.#outcome(reply, failure, context)));
      const input = new Feeder(fields, given, this.#structs, this.#int64);
      const method = (...values: unknown[]) => {
        if (this.#function.oneway) resolve(this.#method.apply(this.#self, values));
        else this.#call(values.slice(0, -1), answering(values.at(-1) as Callback, failure));
      };
      // With one parameter more than arguments it is a method that is given a callback.
      Object.defineProperty(method, "length", { value: fields.length + 1 });
      generatedMethod(new this.#service.Processor({ [name]: method }), `process_${name}`)!(0, input, output);
    });
  }

  #call(values: unknown[], callback: Callback): void {
    if (!this.#returns) {
      this.#method.apply(this.#self, [...values, callback]);
      return;
    }
    const returned = this.#method.apply(this.#self, values);
    Promise.resolve(returned).then(
      (result) => callback(null, result),
      (error: unknown) => callback(error ?? new Error(String(error))),
    );
  }

  async #outcome(
    { type, fields }: CollectedReply,
    { error }: Failure,
    { exceptions }: Context,
  ): Promise<unknown> {
    if (type === messageTypes.exception) throw error ?? new Error(String(fields.message));
    for (const { name, type: declared } of this.#function.throws) {
      const thrown = fields[name];
      if (thrown === undefined) continue;
      const key = (declared as { readonly name: string }).name;
      throw new (exceptions[key] ?? exceptions[localName(key)]!)(thrown as Readonly<Record<string, unknown>>);
    }
    return fields.success;
  }
}

type Callback = (error: unknown, result?: unknown) => void;

interface Failure {
  /** The error that the method has given: generated code keeps no more of it than its message. */
  error: unknown;
  /** Answers the call with what was thrown on the way. */
  readonly reject: (thrown: unknown) => void;
}

/** A callback that throws nothing at the method, whatever this has given. */
function answering(callback: Callback, failure: Failure): Callback {
  return (error, result) => {
    try {
      failure.error = error;
      callback(readable(error), result);
    } catch (thrown) {
      failure.reject(thrown);
    }
  };
}

/** Generated code reads the message of an error, and asks what it is an instance of. */
function readable(error: unknown): unknown {
  if (error === null || error === undefined) return error;
  return typeof error === "object" ? error : new Error(String(error));
}
