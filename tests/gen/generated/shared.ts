// Written by thriftserve gen from shared.thrift. Changes are lost when it is run again.
import type { CallContext, TypedService } from "../../../mod.ts";

export const Level = {
  LOW: 0,
  HIGH: 5,
} as const;

export type Level = (typeof Level)[keyof typeof Level] | (number & {});

/** What is taken for a {@link Level}: the name of a member too. */
export type LevelInit = Level | keyof typeof Level;

export type Id = bigint;

/** What is taken for a {@link Id}. */
export type IdInit = bigint | number;

export interface Tag {
  name: string;
  /** Default: 5. */
  level: Level;
}

/** What is taken for a {@link Tag}. */
export interface TagInit {
  readonly name: string;
  /** Default: 5. */
  readonly level?: LevelInit | null | undefined;
}

/** The fields of a {@link Missing}. */
export interface MissingInit {
  readonly id?: bigint | undefined;
  readonly message?: string | undefined;
}

export interface Missing {
  id?: bigint | undefined;
}

export class Missing extends Error {
  static {
    $named(this, "Missing");
  }

  constructor(fields: MissingInit = {}) {
    super();
    $assign(this, fields);
  }

  /** Recognizes what a client threw too: it has classes of its own, of this name. */
  static override [Symbol.hasInstance](value: unknown): value is Missing {
    return $isInstance(this, this === Missing, value);
  }
}

const $schema: TypedService["schema"] = {
  program: "shared",
  namespaces: {
    shared: { "*": "tests.shared" },
  },
  structs: {
    "shared.Tag": { kind: "struct", name: "shared.Tag", fields: [{ id: 1, name: "name", type: { kind: "string" }, requiredness: "required" }, { id: 2, name: "level", type: { kind: "enum", name: "shared.Level" }, requiredness: "optional", default: { kind: "number", value: 5 } }] },
    "shared.Missing": { kind: "exception", name: "shared.Missing", fields: [{ id: 1, name: "id", type: { kind: "i64" }, requiredness: "default" }, { id: 2, name: "message", type: { kind: "string" }, requiredness: "default" }] },
  },
  enums: {
    "shared.Level": { name: "shared.Level", values: [{ name: "LOW", value: 0 }, { name: "HIGH", value: 5 }] },
  },
  constants: {},
  services: {
    "shared.Base": { name: "shared.Base", functions: [{ name: "tagged", oneway: false, returns: { kind: "struct", name: "shared.Tag" }, arguments: [{ id: 1, name: "tag", type: { kind: "struct", name: "shared.Tag" }, requiredness: "default" }], throws: [], doc: "Gives back what it got." }] },
  },
};

/** The methods of a handler of Base. */
export interface BaseHandler {
  /** Gives back what it got. */
  tagged(tag: Tag, call: CallContext): TagInit | Promise<TagInit>;
}

/** The functions of Base as a client calls them. */
export interface BaseClient {
  /** Gives back what it got. */
  tagged(tag: TagInit): Promise<Tag>;
}

/** The service Base: a handler exports it as `service`, and `connect` takes it. */
export const Base: TypedService<BaseHandler, BaseClient> = {
  name: "Base",
  functions: [...$schema.services["shared.Base"]!.functions],
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
