// Written by thriftserve gen from calculator.thrift. Changes are lost when it is run again.
import type { CallContext, TypedService } from "../../../mod.ts";

export const Operation = {
  ADD: 1,
  SUBTRACT: 2,
  MULTIPLY: 3,
  DIVIDE: 4,
} as const;

export type Operation = (typeof Operation)[keyof typeof Operation] | (number & {});

/** What is taken for a {@link Operation}: the name of a member too. */
export type OperationInit = Operation | keyof typeof Operation;

/** One calculation: num1 op num2. */
export interface Work {
  num1: number;
  num2: number;
  op: Operation;
  /** Any words; they are kept with the work. */
  comment?: string | undefined;
}

/** What is taken for a {@link Work}. */
export interface WorkInit {
  readonly num1: number;
  readonly num2: number;
  readonly op: OperationInit;
  /** Any words; they are kept with the work. */
  readonly comment?: string | null | undefined;
}

/** The fields of a {@link InvalidOperation}. */
export interface InvalidOperationInit {
  readonly whatOp?: Operation | undefined;
  /** In words, for people. */
  readonly why?: string | undefined;
}

/** Thrown for what cannot be calculated. */
export interface InvalidOperation {
  whatOp?: Operation | undefined;
  /** In words, for people. */
  why?: string | undefined;
}

/** Thrown for what cannot be calculated. */
export class InvalidOperation extends Error {
  static {
    $named(this, "InvalidOperation");
  }

  constructor(fields: InvalidOperationInit = {}) {
    super($shown(fields));
    $assign(this, fields);
  }

  /** Recognizes what a client threw too: it has classes of its own, of this name. */
  static override [Symbol.hasInstance](value: unknown): value is InvalidOperation {
    return $isInstance(this, this === InvalidOperation, value);
  }
}

const $schema: TypedService["schema"] = {
  program: "calculator",
  namespaces: {
    calculator: { "*": "calculator" },
  },
  structs: {
    "calculator.Work": { kind: "struct", name: "calculator.Work", fields: [{ id: 1, name: "num1", type: { kind: "double" }, requiredness: "required" }, { id: 2, name: "num2", type: { kind: "double" }, requiredness: "required" }, { id: 3, name: "op", type: { kind: "enum", name: "calculator.Operation" }, requiredness: "required" }, { id: 4, name: "comment", type: { kind: "string" }, requiredness: "optional", doc: "Any words; they are kept with the work." }], doc: "One calculation: num1 op num2." },
    "calculator.InvalidOperation": { kind: "exception", name: "calculator.InvalidOperation", fields: [{ id: 1, name: "whatOp", type: { kind: "enum", name: "calculator.Operation" }, requiredness: "default" }, { id: 2, name: "why", type: { kind: "string" }, requiredness: "default", doc: "In words, for people." }], doc: "Thrown for what cannot be calculated." },
  },
  enums: {
    "calculator.Operation": { name: "calculator.Operation", values: [{ name: "ADD", value: 1 }, { name: "SUBTRACT", value: 2 }, { name: "MULTIPLY", value: 3 }, { name: "DIVIDE", value: 4 }] },
  },
  constants: {},
  services: {
    "calculator.Calculator": { name: "calculator.Calculator", functions: [{ name: "ping", oneway: false, arguments: [], throws: [], doc: "Does nothing, which shows that the server is there." }, { name: "add", oneway: false, returns: { kind: "i32" }, arguments: [{ id: 1, name: "num1", type: { kind: "i32" }, requiredness: "default" }, { id: 2, name: "num2", type: { kind: "i32" }, requiredness: "default" }], throws: [], doc: "The sum of two numbers." }, { name: "calculate", oneway: false, returns: { kind: "double" }, arguments: [{ id: 1, name: "logid", type: { kind: "i32" }, requiredness: "default" }, { id: 2, name: "work", type: { kind: "struct", name: "calculator.Work" }, requiredness: "default" }], throws: [{ id: 1, name: "invalid", type: { kind: "struct", name: "calculator.InvalidOperation" }, requiredness: "default" }], doc: "Calculates one `Work` and keeps it under `logid`, where `history` finds it." }, { name: "history", oneway: false, returns: { kind: "list", element: { kind: "struct", name: "calculator.Work" } }, arguments: [{ id: 1, name: "logid", type: { kind: "i32" }, requiredness: "default" }], throws: [], doc: "The works calculated under a log id, in order, with their comments." }, { name: "forget", oneway: true, arguments: [], throws: [], doc: "Forgets all that was calculated. The caller does not wait for it." }] },
  },
};

/** The methods of a handler of Calculator. */
export interface CalculatorHandler {
  /** Does nothing, which shows that the server is there. */
  ping(call: CallContext): void | Promise<void>;
  /** The sum of two numbers. */
  add(num1: number, num2: number, call: CallContext): number | Promise<number>;
  /**
   * Calculates one `Work` and keeps it under `logid`, where `history` finds it.
   *
   * @throws {InvalidOperation}
   */
  calculate(logid: number, work: Work, call: CallContext): number | Promise<number>;
  /** The works calculated under a log id, in order, with their comments. */
  history(logid: number, call: CallContext): readonly WorkInit[] | Promise<readonly WorkInit[]>;
  /**
   * Forgets all that was calculated. The caller does not wait for it.
   *
   * Oneway: the client does not wait, and learns of no outcome.
   */
  forget(call: CallContext): void | Promise<void>;
}

/** The functions of Calculator as a client calls them. */
export interface CalculatorClient {
  /** Does nothing, which shows that the server is there. */
  ping(): Promise<void>;
  /** The sum of two numbers. */
  add(num1: number, num2: number): Promise<number>;
  /**
   * Calculates one `Work` and keeps it under `logid`, where `history` finds it.
   *
   * @throws {InvalidOperation}
   */
  calculate(logid: number, work: WorkInit): Promise<number>;
  /** The works calculated under a log id, in order, with their comments. */
  history(logid: number): Promise<Work[]>;
  /**
   * Forgets all that was calculated. The caller does not wait for it.
   *
   * Oneway: the client does not wait, and learns of no outcome.
   */
  forget(): Promise<void>;
}

/** The service Calculator: a handler exports it as `service`, and `connect` takes it. */
export const Calculator: TypedService<CalculatorHandler, CalculatorClient> = {
  name: "Calculator",
  functions: [...$schema.services["calculator.Calculator"]!.functions],
  schema: $schema,
};

/** The name that servers know the exception by: one that a bundler has shortened would not do. */
function $named(type: { readonly prototype: object }, name: string): void {
  Object.defineProperty(type, "name", { value: name });
  Object.defineProperty(type.prototype, "name", { value: name, writable: true, configurable: true });
}

/** Defined, not assigned: a field may have the name of something that errors have. */
function $assign(error: object, fields: object): void {
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (value === undefined) continue;
    Object.defineProperty(error, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

function $isInstance(type: { readonly name: string }, byName: boolean, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(type, value)) return true;
  if (!byName || typeof value !== "object" || value === null) return false;
  return Function.prototype[Symbol.hasInstance].call(Error, value) && value.constructor?.name === type.name;
}

/** The fields in one line, for the message. */
function $shown(fields: object): string {
  const text = JSON.stringify($plain(fields));
  if (text === "{}") return "";
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}

/** Copied, not left to toJSON: that of a Buffer writes out every byte. */
function $plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    return Array.from(value as Iterable<unknown>, $plain);
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, $plain(one)]));
}
