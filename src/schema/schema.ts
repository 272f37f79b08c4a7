// The content of a set of .thrift files as plain data: no classes, no cycles, so that it crosses threads
// and processes as JSON. Types name the structs and enums they use; the schema's tables hold them.

/** A type as it is used by a field, an element or a result. Typedefs are already resolved. */
export type Type =
  | { readonly kind: BaseKind }
  | { readonly kind: "enum"; readonly name: string }
  | { readonly kind: "struct"; readonly name: string }
  | { readonly kind: "list" | "set"; readonly element: Type }
  | { readonly kind: "map"; readonly key: Type; readonly value: Type };

/** The types that stand alone. `i8` is an alias of `byte`. */
export type BaseKind = "bool" | "byte" | "i16" | "i32" | "i64" | "double" | "string" | "binary" | "uuid";

/** Annotations, `(key = "value")`: a key without a value has the value "1", as in Apache's compiler. */
export type Annotations = Readonly<Record<string, string>>;

/** The parts that any definition may have besides its own. */
export interface Described {
  /** The text of the doc comment, without its comment signs. */
  readonly doc?: string;
  readonly annotations?: Annotations;
}

/** A constant or default value, already checked against the type it is for. */
export type Value =
  | { readonly kind: "bool"; readonly value: boolean }
  /** byte, i16, i32, double and enum. */
  | { readonly kind: "number"; readonly value: number }
  /** i64, in decimal: JSON has no bigint. */
  | { readonly kind: "i64"; readonly value: string }
  /** string, uuid, and binary (whose bytes are the UTF-8 of the text). */
  | { readonly kind: "string" | "uuid" | "binary"; readonly value: string }
  | { readonly kind: "list" | "set"; readonly elements: readonly Value[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Value, Value])[] }
  | {
      readonly kind: "struct";
      readonly name: string;
      readonly fields: readonly (readonly [string, Value])[];
    };

/** Whether a field must, may or should be there. `default` is the one with no word in the IDL. */
export type Requiredness = "required" | "optional" | "default";

export interface Field extends Described {
  /** From -32768 to 32767; negative where the IDL gave none. */
  readonly id: number;
  readonly name: string;
  readonly type: Type;
  readonly requiredness: Requiredness;
  readonly default?: Value;
}

export interface Struct extends Described {
  readonly kind: "struct" | "union" | "exception";
  /** Qualified by its program: `shared.SharedStruct`. */
  readonly name: string;
  readonly fields: readonly Field[];
}

export interface Enum extends Described {
  readonly name: string;
  readonly values: readonly (Described & { readonly name: string; readonly value: number })[];
}

export interface Constant extends Described {
  readonly name: string;
  readonly type: Type;
  readonly value: Value;
}

/** A typedef with the type that it stands for in the end: in a schema that stands wherever it was named. */
export interface Typedef extends Described {
  /** Qualified by its program, as everything in a schema is. */
  readonly name: string;
  readonly type: Type;
}

/** A .thrift file as it was read: what people write, of which a schema has only the meaning. */
export interface IdlFile {
  /** The qualifier of its names in the schema. */
  readonly program: string;
  /** Its name as the include statements have it, `common.thrift`, without folders: there may be several of one name. */
  readonly name: string;
  readonly text: string;
  readonly typedefs: readonly Typedef[];
}

/** A function of a service (what a client calls a method). */
export interface Func extends Described {
  readonly name: string;
  readonly oneway: boolean;
  /** Absent: void. */
  readonly returns?: Type;
  readonly arguments: readonly Field[];
  /** One field per declared exception. */
  readonly throws: readonly Field[];
}

export interface Service extends Described {
  readonly name: string;
  /** The qualified name of the service this one inherits from. */
  readonly extends?: string;
  /** Its own functions, without the inherited ones. */
  readonly functions: readonly Func[];
}

/**
 * All that a .thrift file and its includes define. Every key is a qualified name, `program.Name`. A program is named for
 * its file, `common`; the second file of a name has its folder as well, `orders/common`, so that what stands before the
 * last dot of a key is one file's alone.
 */
export interface Schema {
  /** The program that was asked for; the others were included. */
  readonly program: string;
  /** Per program, its `namespace` statements: scope ("*", "py", ...) to name. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly structs: Readonly<Record<string, Struct>>;
  readonly enums: Readonly<Record<string, Enum>>;
  readonly constants: Readonly<Record<string, Constant>>;
  readonly services: Readonly<Record<string, Service>>;
}
