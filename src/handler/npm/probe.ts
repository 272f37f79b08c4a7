// Learns from a service's generated code what its IDL was: it writes calls and reads replies for us, and we look on.
import type { Field, Func, Type } from "../../schema/schema.ts";
import { type ResolvedService, resolveService } from "../../schema/service.ts";
import { HandlerError } from "../handler.ts";
import { int64Bytes, int64Of } from "./int64.ts";
import { Recorder } from "./recorder.ts";
import { type Sample, Sampler } from "./sampler.ts";
import { functionNames, generatedMethod, type NpmService } from "./service.ts";
import { MetStructs } from "./structs.ts";
import { messageTypes, struct, wireTypes } from "./wire_types.ts";

/**
 * Describes a generated service as its IDL would: names, ids and types are those of the IDL. The code does not tell
 * enums from i32, unions from structs, and what is required: nothing is, as in the npm package itself.
 *
 * @param url the handler's, beside which the package `thrift` is found.
 * @param file the handler as messages name it.
 * @throws {HandlerError} when the code does something that Apache's compiler does not generate.
 */
export function describeNpmService(
  service: NpmService,
  url: string,
  file: string,
): { readonly service: ResolvedService; readonly warnings: readonly string[] } {
  try {
    const int64 = int64Of(url, file);
    const probe = new Probe(service, (value) => new int64(int64Bytes(value)));
    return {
      service: probe.describe(),
      warnings: probe.leftOut.map((field) => `${file}: ${field} ${unheld}`),
    };
  } catch (error) {
    if (error instanceof HandlerError) throw error;
    throw new HandlerError(
      `${file}: the exported service has a Processor and a Client, but not as thrift --gen js:node generates them: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

class Probe {
  readonly #service: NpmService;
  readonly #int64: (value: bigint) => object;
  readonly #structs: MetStructs;

  constructor(service: NpmService, int64: (value: bigint) => object) {
    this.#service = service;
    this.#int64 = int64;
    this.#structs = new MetStructs(program, int64);
  }

  /** The fields of structs that are not served. */
  get leftOut(): readonly string[] {
    return this.#structs.leftOut;
  }

  describe(): ResolvedService {
    const functions: Func[] = [];
    let name = "Service";
    for (const named of functionNames(this.#service)) {
      const { oneway, struct: args, parameters } = this.#call(named);
      name = args.endsWith(`_${named}_args`) ? args.slice(0, -`_${named}_args`.length) : name;
      const func: Func = { name: named, oneway, arguments: this.#arguments(named, parameters), throws: [] };
      functions.push(oneway ? func : { ...func, ...this.#reply(named) });
    }
    const key = `${program}.${name}`;
    const schema = {
      program,
      namespaces: {},
      structs: this.#structs.table(),
      enums: {},
      constants: {},
      services: { [key]: { name: key, functions } },
    };
    return resolveService(schema, name);
  }

  /** Has a call written, without arguments. */
  #call(name: string): {
    readonly oneway: boolean;
    readonly struct: string;
    readonly parameters: readonly string[];
  } {
    const recorder = new Recorder();
    const sender = new this.#service.Client({ flush() {} }, function recording() {
      return recorder;
    }) as Record<string, unknown>;
    const send = sender[`send_${name}`];
    if (typeof send !== "function") throw new Error(`its Client has no send_${name}`);
    send.call(sender);
    return {
      oneway: recorder.messageType === messageTypes.oneway,
      struct: recorder.struct,
      parameters: parametersOf(send),
    };
  }

  /** Has arguments read: with each id and of each type. */
  #arguments(name: string, parameters: readonly string[]): Field[] {
    if (parameters.length === 0) return [];
    let found = this.#found(name, 1024);
    if (found.length < parameters.length) found = this.#found(name, 32767);
    if (found.length !== parameters.length) {
      throw new Error(`${name} has ${parameters.length} arguments, of which ${found.length} are read`);
    }
    const fields = found.map((one): Field & { readonly position: number } => {
      const sampler = new Sampler([one], this.#int64);
      const values = this.#given(name, sampler);
      const others = this.#given(name, new Sampler([one], this.#int64, 1));
      // Where the value is handed to the method is seen by another value's being there.
      const position = values.findIndex((value, index) => value !== others[index]);
      const argument = parameters[position] ?? "";
      const sample = sampler.samples.get(one.id)!;
      const type = this.#type(`argument ${argument} of ${name}`, sample, values[position]);
      return { id: one.id, name: argument, type, requiredness: "default", position };
    });
    fields.sort((one, other) => one.position - other.position);
    return fields.map(({ position: _, ...field }) => field);
  }

  /** The ids and types of the arguments that a call reads. */
  #found(name: string, highest: number): { readonly id: number; readonly type: number }[] {
    const sampler = new Sampler(allFields(highest), this.#int64);
    this.#given(name, sampler);
    return [...sampler.types].map(([id, type]) => ({ id, type }));
  }

  /** The arguments that a method is given. */
  #given(name: string, input: Sampler): readonly unknown[] {
    let given: readonly unknown[] = [];
    this.#process(name, input, new Recorder(), (...values) => {
      given = values;
    });
    return given;
  }

  /** Has replies read: with each type of result, and with each id that an exception may have. */
  #reply(name: string): Pick<Func, "returns" | "throws"> {
    const results = new Sampler(
      wireTypes.map((type) => ({ id: 0, type })),
      this.#int64,
    );
    const result = this.#receive(name, results)[1];
    const sample = results.samples.get(0);
    const all = new Sampler(exceptionIds(), this.#int64);
    this.#receive(name, all);
    const throws = [...all.samples.keys()].filter((id) => id !== 0).map((id) => this.#declared(name, id));
    return sample === undefined
      ? { throws }
      : { throws, returns: this.#type(`result of ${name}`, sample, result) };
  }

  #type(what: string, sample: Sample, value: unknown): Type {
    const type = this.#structs.typeOf(sample, value);
    if (type === undefined)
      throw new HandlerError(
        `the ${what} is a map whose keys are structs or containers: the package thrift loses them`,
      );
    return type;
  }

  #declared(name: string, id: number): Field {
    const [thrown] = this.#receive(name, new Sampler([{ id, type: struct }], this.#int64));
    const { name: exception } = this.#structs.exception(thrown as object);
    const recorder = new Recorder();
    this.#process(name, new Sampler([], this.#int64), recorder, (...given) => {
      (given.at(-1) as (error: unknown) => void)(thrown);
    });
    const field = recorder.fields[0]?.name ?? exception;
    return { id, name: field, type: { kind: "struct", name: exception }, requiredness: "default" };
  }

  /** @returns what the callback of a call was given. */
  #receive(name: string, input: Sampler): readonly unknown[] {
    const receiver = new this.#service.Client({ flush() {} }, Recorder) as Record<string, unknown>;
    let given: readonly unknown[] = [];
    receiver._reqs = {
      1: (...values: readonly unknown[]) => {
        given = values;
      },
    };
    generatedMethod(receiver, `recv_${name}`)?.(input, messageTypes.reply, 1);
    return given;
  }

  #process(name: string, input: Sampler, output: Recorder, method: (...given: unknown[]) => void): void {
    // A method whose parameters are not as many as the arguments is given a callback.
    Object.defineProperty(method, "length", { value: -1 });
    generatedMethod(new this.#service.Processor({ [name]: method }), `process_${name}`)?.(0, input, output);
  }
}

const unheld = "is left out: the package thrift loses maps whose keys are structs or containers";

/** The qualifier of the names of structs: generated code does not tell the files that they came from. */
const program = "generated";

/** The ids that an exception may have; files from before ids had to be written have negative ones. */
function* exceptionIds(): Generator<{ id: number; type: number }> {
  for (let id = -64; id <= 1024; id++) if (id !== 0) yield { id, type: struct };
}

function* allFields(highest: number): Generator<{ id: number; type: number }> {
  for (let id = -64; id <= highest; id++) {
    for (const type of wireTypes) yield { id, type };
  }
}

/** The names of a function's parameters, as its source has them. */
function parametersOf(func: { readonly length: number; toString(): string }): string[] {
  const [, listed = ""] = /^[^(]*\(([^)]*)\)/.exec(func.toString()) ?? [];
  const names = listed.split(",").map((name) => name.trim());
  return Array.from({ length: func.length }, (_, index) => names[index] || `argument${index + 1}`);
}
