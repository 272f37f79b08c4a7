// Written by thriftserve gen from every.thrift. Changes are lost when it is run again.
import type { CallContext, TypedService } from "../../../mod.ts";
import type * as shared from "./shared.ts";

/** The days that count. */
export const Day = {
  /** The first. */
  MONDAY: 1,
  SUNDAY: -7,
} as const;

/** The days that count. */
export type Day = (typeof Day)[keyof typeof Day] | (number & {});

/** What is taken for a {@link Day}: the name of a member too. */
export type DayInit = Day | keyof typeof Day;

export const Nothing = {} as const;

export type Nothing = (typeof Nothing)[keyof typeof Nothing] | (number & {});

/** What is taken for a {@link Nothing}: the name of a member too. */
export type NothingInit = Nothing | keyof typeof Nothing;

/** Names that objects have otherwise. */
export const Awkward = {
  new: 0,
  constructor: 1,
  ["__proto__"]: 2,
  delete: 7,
} as const;

/** Names that objects have otherwise. */
export type Awkward = (typeof Awkward)[keyof typeof Awkward] | (number & {});

/** What is taken for a {@link Awkward}: the name of a member too. */
export type AwkwardInit = Awkward | keyof typeof Awkward;

/** Known by its number. */
export type UserId = bigint;

/** What is taken for a {@link UserId}. */
export type UserIdInit = bigint | number;

export type Groups = Map<bigint, Everything[]>;

/** What is taken for a {@link Groups}. */
export type GroupsInit = ReadonlyMap<bigint | number, readonly EverythingInit[]> | { readonly [key: string]: readonly EverythingInit[] };

/**
 * All types as fields.
 * Ends no comment: * / and no @tag.
 */
export interface Everything {
  flag: boolean;
  small?: number | undefined;
  tiny?: number | undefined;
  short16?: number | undefined;
  /** Default: -3. */
  whole: number;
  large?: bigint | undefined;
  real?: number | undefined;
  text?: string | undefined;
  bytes?: Uint8Array | undefined;
  /** A UUID, 36 characters. */
  id?: string | undefined;
  day?: Day | undefined;
  numbers?: number[] | undefined;
  words?: Set<string> | undefined;
  counts?: Map<string, bigint> | undefined;
  blobs?: Map<bigint, Uint8Array> | undefined;
  tags?: Map<shared.Tag, (Set<Day>)[]> | undefined;
  inner?: Everything | undefined;
  answer?: Answer | undefined;
  /** Default: "none". */
  name: string;
  vector?: number[] | undefined;
  user?: bigint | undefined;
}

/** What is taken for a {@link Everything}. */
export interface EverythingInit {
  readonly flag: boolean;
  readonly small?: number | null | undefined;
  readonly tiny?: number | null | undefined;
  readonly short16?: number | null | undefined;
  /** Default: -3. */
  readonly whole?: number | null | undefined;
  readonly large?: bigint | number | null | undefined;
  readonly real?: number | null | undefined;
  readonly text?: string | null | undefined;
  readonly bytes?: ArrayBuffer | ArrayBufferView | null | undefined;
  /** A UUID, 36 characters. */
  readonly id?: string | null | undefined;
  readonly day?: DayInit | null | undefined;
  readonly numbers?: Iterable<number> | null | undefined;
  readonly words?: ReadonlySet<string> | readonly string[] | null | undefined;
  readonly counts?: ReadonlyMap<string, bigint | number> | { readonly [key: string]: bigint | number } | null | undefined;
  readonly blobs?: ReadonlyMap<bigint | number, ArrayBuffer | ArrayBufferView> | { readonly [key: string]: ArrayBuffer | ArrayBufferView } | null | undefined;
  readonly tags?: ReadonlyMap<shared.TagInit, readonly (ReadonlySet<DayInit> | readonly DayInit[])[]> | null | undefined;
  readonly inner?: EverythingInit | null | undefined;
  readonly answer?: AnswerInit | null | undefined;
  /** Default: "none". */
  readonly name?: string | null | undefined;
  readonly vector?: Iterable<number> | null | undefined;
  readonly user?: bigint | number | null | undefined;
}

/** One of several. */
export type Answer =
  | {
      /** In words. */
      text: string;
      number?: undefined;
      several?: undefined;
      tag?: undefined;
    }
  | {
      number: bigint;
      text?: undefined;
      several?: undefined;
      tag?: undefined;
    }
  | {
      several: Answer[];
      text?: undefined;
      number?: undefined;
      tag?: undefined;
    }
  | {
      tag: shared.Tag;
      text?: undefined;
      number?: undefined;
      several?: undefined;
    };

/** What is taken for a {@link Answer}. */
export type AnswerInit =
  | {
      /** In words. */
      readonly text: string;
      readonly number?: null | undefined;
      readonly several?: null | undefined;
      readonly tag?: null | undefined;
    }
  | {
      readonly number: bigint | number;
      readonly text?: null | undefined;
      readonly several?: null | undefined;
      readonly tag?: null | undefined;
    }
  | {
      readonly several: readonly AnswerInit[];
      readonly text?: null | undefined;
      readonly number?: null | undefined;
      readonly tag?: null | undefined;
    }
  | {
      readonly tag: shared.TagInit;
      readonly text?: null | undefined;
      readonly number?: null | undefined;
      readonly several?: null | undefined;
    };

export type Empty = Record<string, never>;

/** What is taken for a {@link Empty}. */
export type EmptyInit = Record<string, never>;

export interface Plain {}

/** What is taken for a {@link Plain}. */
export interface PlainInit_ {}

/** The fields of a {@link Refused}. */
export interface RefusedInit {
  readonly why: string;
  readonly day?: Day | undefined;
  readonly amount?: bigint | undefined;
}

/** Thrown in the examples. */
export interface Refused {
  why: string;
  day?: Day | undefined;
  amount?: bigint | undefined;
}

/** Thrown in the examples. */
export class Refused extends Error {
  static {
    $named(this, "Refused");
  }

  constructor(fields: RefusedInit) {
    super($shown(fields));
    $assign(this, fields);
  }

  /** Recognizes what a client threw too: it has classes of its own, of this name. */
  static override [Symbol.hasInstance](value: unknown): value is Refused {
    return $isInstance(this, this === Refused, value);
  }
}

/** The fields of a {@link Odd}. */
export interface OddInit {
  readonly message?: number | undefined;
  readonly name?: string | undefined;
  readonly stack?: string[] | undefined;
  readonly cause?: string | undefined;
}

/** Its fields are called like those that every error has. */
export interface Odd {
  message?: number | undefined;
  stack?: string[] | undefined;
  cause?: string | undefined;
}

const $Base_Odd: new (message?: string) => Omit<Error, "message" | "stack"> = Error;

/** Its fields are called like those that every error has. */
export class Odd extends $Base_Odd {
  static {
    $named(this, "Odd");
  }

  constructor(fields: OddInit = {}) {
    super();
    $assign(this, fields);
  }

  /** Recognizes what a client threw too: it has classes of its own, of this name. */
  static override [Symbol.hasInstance](value: unknown): value is Odd {
    return $isInstance(this, this === Odd, value);
  }
}

/** The fields of a {@link Bare}. */
export interface BareInit {}

export interface Bare {}

export class Bare extends Error {
  static {
    $named(this, "Bare");
  }

  constructor(fields: BareInit = {}) {
    super();
    $assign(this, fields);
  }

  /** Recognizes what a client threw too: it has classes of its own, of this name. */
  static override [Symbol.hasInstance](value: unknown): value is Bare {
    return $isInstance(this, this === Bare, value);
  }
}

/** The fields of a {@link Broken}. */
export interface BrokenInit {
  readonly bytes?: Uint8Array | undefined;
  readonly numbers?: number[] | undefined;
  readonly groups?: Map<string, Set<bigint>> | undefined;
}

export interface Broken {
  bytes?: Uint8Array | undefined;
  numbers?: number[] | undefined;
  groups?: Map<string, Set<bigint>> | undefined;
}

export class Broken extends Error {
  static {
    $named(this, "Broken");
  }

  constructor(fields: BrokenInit = {}) {
    super($shown(fields));
    $assign(this, fields);
  }

  /** Recognizes what a client threw too: it has classes of its own, of this name. */
  static override [Symbol.hasInstance](value: unknown): value is Broken {
    return $isInstance(this, this === Broken, value);
  }
}

/** Names that are words of the language. */
export interface class_ {
  "new"?: number | undefined;
  "constructor"?: string | undefined;
  delete?: boolean | undefined;
  default?: string | undefined;
}

/** What is taken for a {@link class_}. */
export interface classInit {
  readonly "new"?: number | null | undefined;
  readonly "constructor"?: string | null | undefined;
  readonly delete?: boolean | null | undefined;
  readonly default?: string | null | undefined;
}

export interface Map_ {
  inside?: Map<number, Map_> | undefined;
}

/** What is taken for a {@link Map_}. */
export interface MapInit {
  readonly inside?: ReadonlyMap<number, MapInit> | { readonly [key: string]: MapInit } | null | undefined;
}

/** Takes the name that would be that of what is taken for a Plain. */
export interface PlainInit {
  plain?: Plain | undefined;
}

/** What is taken for a {@link PlainInit}. */
export interface PlainInitInit {
  readonly plain?: PlainInit_ | null | undefined;
}

/** Has the name of a constant. */
export interface Twice {
  number?: number | undefined;
}

/** What is taken for a {@link Twice}. */
export interface TwiceInit {
  readonly number?: number | null | undefined;
}

export const Twice_: number = 2;

export const YES: boolean = true;

export const SMALL: number = -1;

export const LARGE: bigint = 9007199254740993n;

export const MINUS_ZERO: number = -0;

export const HUGE: number = 1.5e+300;

export const QUOTED: string = "a \"quote\", a \\ and a line";

export const BYTES: Uint8Array = Uint8Array.of(197, 188, 195, 179, 197, 130, 196, 135);

export const NIL: string = "00000000-0000-0000-0000-000000000000";

export const FIRST: Day = 1;

export const NUMBERS: bigint[] = [1n, 2n];

export const DAYS: Set<Day> = new Set<Day>([1]);

export const LEVELS: Map<string, shared.Level[]> = new Map<string, shared.Level[]>([["all", [0, 5]]]);

export const TAG: shared.Tag = { name: "tag", level: 5 };

export const ANSWER: Answer = { number: 4n };

export const UNSET: Answer = ({} as unknown as Answer);

export const NO_ENTRIES: Map<number, Empty> = new Map<number, Empty>([]);

export const WHOLE: Everything[] = [{ flag: true, whole: -3, words: new Set<string>(["a"]), inner: { flag: false, whole: -3, name: "none" }, name: "none" }];

const $schema: TypedService["schema"] = {
  program: "every",
  namespaces: {
    shared: { "*": "tests.shared" },
    every: { js: "every" },
  },
  structs: {
    "shared.Tag": { kind: "struct", name: "shared.Tag", fields: [{ id: 1, name: "name", type: { kind: "string" }, requiredness: "required" }, { id: 2, name: "level", type: { kind: "enum", name: "shared.Level" }, requiredness: "optional", default: { kind: "number", value: 5 } }] },
    "shared.Missing": { kind: "exception", name: "shared.Missing", fields: [{ id: 1, name: "id", type: { kind: "i64" }, requiredness: "default" }, { id: 2, name: "message", type: { kind: "string" }, requiredness: "default" }] },
    "every.Everything": { kind: "struct", name: "every.Everything", fields: [{ id: 1, name: "flag", type: { kind: "bool" }, requiredness: "required" }, { id: 2, name: "small", type: { kind: "byte" }, requiredness: "default" }, { id: 3, name: "tiny", type: { kind: "byte" }, requiredness: "default" }, { id: 4, name: "short16", type: { kind: "i16" }, requiredness: "default" }, { id: 5, name: "whole", type: { kind: "i32" }, requiredness: "default", default: { kind: "number", value: -3 } }, { id: 6, name: "large", type: { kind: "i64" }, requiredness: "default" }, { id: 7, name: "real", type: { kind: "double" }, requiredness: "default" }, { id: 8, name: "text", type: { kind: "string" }, requiredness: "default" }, { id: 9, name: "bytes", type: { kind: "binary" }, requiredness: "default" }, { id: 10, name: "id", type: { kind: "uuid" }, requiredness: "default" }, { id: 11, name: "day", type: { kind: "enum", name: "every.Day" }, requiredness: "default" }, { id: 12, name: "numbers", type: { kind: "list", element: { kind: "i32" } }, requiredness: "default" }, { id: 13, name: "words", type: { kind: "set", element: { kind: "string" } }, requiredness: "default" }, { id: 14, name: "counts", type: { kind: "map", key: { kind: "string" }, value: { kind: "i64" } }, requiredness: "default" }, { id: 15, name: "blobs", type: { kind: "map", key: { kind: "i64" }, value: { kind: "binary" } }, requiredness: "default" }, { id: 16, name: "tags", type: { kind: "map", key: { kind: "struct", name: "shared.Tag" }, value: { kind: "list", element: { kind: "set", element: { kind: "enum", name: "every.Day" } } } }, requiredness: "default" }, { id: 17, name: "inner", type: { kind: "struct", name: "every.Everything" }, requiredness: "optional" }, { id: 18, name: "answer", type: { kind: "struct", name: "every.Answer" }, requiredness: "default" }, { id: 19, name: "name", type: { kind: "string" }, requiredness: "required", default: { kind: "string", value: "none" } }, { id: 20, name: "vector", type: { kind: "list", element: { kind: "double" } }, requiredness: "default" }, { id: 21, name: "user", type: { kind: "i64" }, requiredness: "default" }], doc: "All types as fields.\nEnds no comment: * / and no @tag." },
    "every.Answer": { kind: "union", name: "every.Answer", fields: [{ id: 1, name: "text", type: { kind: "string" }, requiredness: "optional", doc: "In words." }, { id: 2, name: "number", type: { kind: "i64" }, requiredness: "optional" }, { id: 3, name: "several", type: { kind: "list", element: { kind: "struct", name: "every.Answer" } }, requiredness: "optional" }, { id: 4, name: "tag", type: { kind: "struct", name: "shared.Tag" }, requiredness: "optional" }], doc: "One of several." },
    "every.Empty": { kind: "union", name: "every.Empty", fields: [] },
    "every.Plain": { kind: "struct", name: "every.Plain", fields: [] },
    "every.Refused": { kind: "exception", name: "every.Refused", fields: [{ id: 1, name: "why", type: { kind: "string" }, requiredness: "required" }, { id: 2, name: "day", type: { kind: "enum", name: "every.Day" }, requiredness: "default" }, { id: 3, name: "amount", type: { kind: "i64" }, requiredness: "default" }], doc: "Thrown in the examples." },
    "every.Odd": { kind: "exception", name: "every.Odd", fields: [{ id: 1, name: "message", type: { kind: "i32" }, requiredness: "default" }, { id: 2, name: "name", type: { kind: "string" }, requiredness: "default" }, { id: 3, name: "stack", type: { kind: "list", element: { kind: "string" } }, requiredness: "default" }, { id: 4, name: "cause", type: { kind: "string" }, requiredness: "default" }], doc: "Its fields are called like those that every error has." },
    "every.Bare": { kind: "exception", name: "every.Bare", fields: [] },
    "every.Broken": { kind: "exception", name: "every.Broken", fields: [{ id: 1, name: "bytes", type: { kind: "binary" }, requiredness: "default" }, { id: 2, name: "numbers", type: { kind: "list", element: { kind: "double" } }, requiredness: "default" }, { id: 3, name: "groups", type: { kind: "map", key: { kind: "string" }, value: { kind: "set", element: { kind: "i64" } } }, requiredness: "default" }] },
    "every.class": { kind: "struct", name: "every.class", fields: [{ id: 1, name: "new", type: { kind: "i32" }, requiredness: "default" }, { id: 2, name: "constructor", type: { kind: "string" }, requiredness: "default" }, { id: 3, name: "delete", type: { kind: "bool" }, requiredness: "default" }, { id: 4, name: "default", type: { kind: "string" }, requiredness: "default" }], doc: "Names that are words of the language." },
    "every.Map": { kind: "struct", name: "every.Map", fields: [{ id: 1, name: "inside", type: { kind: "map", key: { kind: "i32" }, value: { kind: "struct", name: "every.Map" } }, requiredness: "default" }] },
    "every.PlainInit": { kind: "struct", name: "every.PlainInit", fields: [{ id: 1, name: "plain", type: { kind: "struct", name: "every.Plain" }, requiredness: "default" }], doc: "Takes the name that would be that of what is taken for a Plain." },
    "every.Twice": { kind: "struct", name: "every.Twice", fields: [{ id: 1, name: "number", type: { kind: "i32" }, requiredness: "default" }], doc: "Has the name of a constant." },
  },
  enums: {
    "shared.Level": { name: "shared.Level", values: [{ name: "LOW", value: 0 }, { name: "HIGH", value: 5 }] },
    "every.Day": { name: "every.Day", values: [{ name: "MONDAY", value: 1, doc: "The first." }, { name: "SUNDAY", value: -7 }], doc: "The days that count." },
    "every.Nothing": { name: "every.Nothing", values: [] },
    "every.Awkward": { name: "every.Awkward", values: [{ name: "new", value: 0 }, { name: "constructor", value: 1 }, { name: "__proto__", value: 2 }, { name: "delete", value: 7 }], doc: "Names that objects have otherwise." },
  },
  constants: {
    "every.Twice": { name: "every.Twice", type: { kind: "i32" }, value: { kind: "number", value: 2 } },
    "every.YES": { name: "every.YES", type: { kind: "bool" }, value: { kind: "bool", value: true } },
    "every.SMALL": { name: "every.SMALL", type: { kind: "byte" }, value: { kind: "number", value: -1 } },
    "every.LARGE": { name: "every.LARGE", type: { kind: "i64" }, value: { kind: "i64", value: "9007199254740993" } },
    "every.MINUS_ZERO": { name: "every.MINUS_ZERO", type: { kind: "double" }, value: { kind: "number", value: -0 } },
    "every.HUGE": { name: "every.HUGE", type: { kind: "double" }, value: { kind: "number", value: 1.5e+300 } },
    "every.QUOTED": { name: "every.QUOTED", type: { kind: "string" }, value: { kind: "string", value: "a \"quote\", a \\ and a line" } },
    "every.BYTES": { name: "every.BYTES", type: { kind: "binary" }, value: { kind: "binary", value: "żółć" } },
    "every.NIL": { name: "every.NIL", type: { kind: "uuid" }, value: { kind: "uuid", value: "00000000-0000-0000-0000-000000000000" } },
    "every.FIRST": { name: "every.FIRST", type: { kind: "enum", name: "every.Day" }, value: { kind: "number", value: 1 } },
    "every.NUMBERS": { name: "every.NUMBERS", type: { kind: "list", element: { kind: "i64" } }, value: { kind: "list", elements: [{ kind: "i64", value: "1" }, { kind: "i64", value: "2" }] } },
    "every.DAYS": { name: "every.DAYS", type: { kind: "set", element: { kind: "enum", name: "every.Day" } }, value: { kind: "set", elements: [{ kind: "number", value: 1 }] } },
    "every.LEVELS": { name: "every.LEVELS", type: { kind: "map", key: { kind: "string" }, value: { kind: "list", element: { kind: "enum", name: "shared.Level" } } }, value: { kind: "map", entries: [[{ kind: "string", value: "all" }, { kind: "list", elements: [{ kind: "number", value: 0 }, { kind: "number", value: 5 }] }]] } },
    "every.TAG": { name: "every.TAG", type: { kind: "struct", name: "shared.Tag" }, value: { kind: "struct", name: "shared.Tag", fields: [["name", { kind: "string", value: "tag" }]] } },
    "every.ANSWER": { name: "every.ANSWER", type: { kind: "struct", name: "every.Answer" }, value: { kind: "struct", name: "every.Answer", fields: [["number", { kind: "i64", value: "4" }]] } },
    "every.UNSET": { name: "every.UNSET", type: { kind: "struct", name: "every.Answer" }, value: { kind: "struct", name: "every.Answer", fields: [] } },
    "every.NO_ENTRIES": { name: "every.NO_ENTRIES", type: { kind: "map", key: { kind: "i32" }, value: { kind: "struct", name: "every.Empty" } }, value: { kind: "map", entries: [] } },
    "every.WHOLE": { name: "every.WHOLE", type: { kind: "list", element: { kind: "struct", name: "every.Everything" } }, value: { kind: "list", elements: [{ kind: "struct", name: "every.Everything", fields: [["flag", { kind: "bool", value: true }], ["words", { kind: "set", elements: [{ kind: "string", value: "a" }] }], ["inner", { kind: "struct", name: "every.Everything", fields: [["flag", { kind: "bool", value: false }]] }]] }] } },
  },
  services: {
    "shared.Base": { name: "shared.Base", functions: [{ name: "tagged", oneway: false, returns: { kind: "struct", name: "shared.Tag" }, arguments: [{ id: 1, name: "tag", type: { kind: "struct", name: "shared.Tag" }, requiredness: "default" }], throws: [], doc: "Gives back what it got." }] },
    "every.Every": { name: "every.Every", extends: "shared.Base", functions: [{ name: "nothing", oneway: false, arguments: [], throws: [] }, { name: "everything", oneway: false, returns: { kind: "struct", name: "every.Everything" }, arguments: [{ id: 1, name: "value", type: { kind: "struct", name: "every.Everything" }, requiredness: "required", doc: "What it gets." }], throws: [{ id: 1, name: "refused", type: { kind: "struct", name: "every.Refused" }, requiredness: "default" }, { id: 2, name: "missing", type: { kind: "struct", name: "shared.Missing" }, requiredness: "default" }, { id: 3, name: "odd", type: { kind: "struct", name: "every.Odd" }, requiredness: "default" }, { id: 4, name: "bare", type: { kind: "struct", name: "every.Bare" }, requiredness: "default" }], doc: "Gives back what it got." }, { name: "answer", oneway: false, returns: { kind: "struct", name: "every.Answer" }, arguments: [{ id: 1, name: "answer", type: { kind: "struct", name: "every.Answer" }, requiredness: "default" }], throws: [] }, { name: "groups", oneway: false, returns: { kind: "map", key: { kind: "i64" }, value: { kind: "list", element: { kind: "struct", name: "every.Everything" } } }, arguments: [{ id: 1, name: "groups", type: { kind: "map", key: { kind: "i64" }, value: { kind: "list", element: { kind: "struct", name: "every.Everything" } } }, requiredness: "default" }], throws: [] }, { name: "sum", oneway: false, returns: { kind: "i64" }, arguments: [{ id: 1, name: "numbers", type: { kind: "list", element: { kind: "i64" } }, requiredness: "default" }, { id: 2, name: "more", type: { kind: "i64" }, requiredness: "default" }, { id: 3, name: "negative", type: { kind: "bool" }, requiredness: "default", default: { kind: "bool", value: false } }], throws: [] }, { name: "words", oneway: false, returns: { kind: "i32" }, arguments: [{ id: 1, name: "in", type: { kind: "i32" }, requiredness: "default" }, { id: 2, name: "call", type: { kind: "i32" }, requiredness: "default" }, { id: 3, name: "shared", type: { kind: "i32" }, requiredness: "default" }], throws: [] }, { name: "vector", oneway: false, returns: { kind: "double" }, arguments: [], throws: [] }, { name: "note", oneway: true, arguments: [{ id: 1, name: "text", type: { kind: "string" }, requiredness: "default" }], throws: [], doc: "Not waited for." }, { name: "close", oneway: false, arguments: [], throws: [] }, { name: "new", oneway: false, arguments: [], throws: [] }, { name: "constructor", oneway: false, returns: { kind: "i32" }, arguments: [], throws: [] }], doc: "The service that has everything." },
    "every.Second": { name: "every.Second", functions: [{ name: "plain", oneway: false, returns: { kind: "struct", name: "every.Plain" }, arguments: [{ id: 1, name: "value", type: { kind: "struct", name: "every.class" }, requiredness: "default" }], throws: [] }] },
    "every.Nobody": { name: "every.Nobody", functions: [] },
  },
};

/**
 * The service that has everything.
 *
 * The methods of a handler of Every.
 */
export interface EveryHandler extends shared.BaseHandler {
  nothing(call: CallContext): void | Promise<void>;
  /**
   * Gives back what it got.
   *
   * @param value What it gets.
   * @throws {Refused}
   * @throws {shared.Missing}
   * @throws {Odd}
   * @throws {Bare}
   */
  everything(value: Everything, call: CallContext): EverythingInit | Promise<EverythingInit>;
  answer(answer: Answer, call: CallContext): AnswerInit | Promise<AnswerInit>;
  groups(groups: Map<bigint, Everything[]>, call: CallContext): ReadonlyMap<bigint | number, readonly EverythingInit[]> | { readonly [key: string]: readonly EverythingInit[] } | Promise<ReadonlyMap<bigint | number, readonly EverythingInit[]> | { readonly [key: string]: readonly EverythingInit[] }>;
  sum(numbers: bigint[], more: bigint, negative: boolean, call: CallContext): bigint | number | Promise<bigint | number>;
  words(in_: number, call: number, shared: number, call_: CallContext): number | Promise<number>;
  vector(call: CallContext): number | Promise<number>;
  /**
   * Not waited for.
   *
   * Oneway: the client does not wait, and learns of no outcome.
   */
  note(text: string, call: CallContext): void | Promise<void>;
  close(call: CallContext): void | Promise<void>;
  "new"(call: CallContext): void | Promise<void>;
  "constructor"(call: CallContext): number | Promise<number>;
}

/**
 * The service that has everything.
 *
 * The functions of Every as a client calls them.
 */
export interface EveryClient extends shared.BaseClient {
  nothing(): Promise<void>;
  /**
   * Gives back what it got.
   *
   * @param value What it gets.
   * @throws {Refused}
   * @throws {shared.Missing}
   * @throws {Odd}
   * @throws {Bare}
   */
  everything(value: EverythingInit): Promise<Everything>;
  answer(answer: AnswerInit): Promise<Answer>;
  groups(groups: ReadonlyMap<bigint | number, readonly EverythingInit[]> | { readonly [key: string]: readonly EverythingInit[] }): Promise<Map<bigint, Everything[]>>;
  sum(numbers: Iterable<bigint | number>, more: bigint | number, negative?: boolean | null | undefined): Promise<bigint>;
  words(in_: number, call: number, shared: number): Promise<number>;
  vector(): Promise<number>;
  /**
   * Not waited for.
   *
   * Oneway: the client does not wait, and learns of no outcome.
   */
  note(text: string): Promise<void>;
  "new"(): Promise<void>;
}

/**
 * The service that has everything.
 *
 * The service Every: a handler exports it as `service`, and `connect` takes it.
 */
export const Every: TypedService<EveryHandler, EveryClient> = {
  name: "Every",
  functions: [...$schema.services["shared.Base"]!.functions, ...$schema.services["every.Every"]!.functions],
  schema: $schema,
};

/** The methods of a handler of Second. */
export interface SecondHandler {
  plain(value: class_, call: CallContext): PlainInit_ | Promise<PlainInit_>;
}

/** The functions of Second as a client calls them. */
export interface SecondClient {
  plain(value: classInit): Promise<Plain>;
}

/** The service Second: a handler exports it as `service`, and `connect` takes it. */
export const Second: TypedService<SecondHandler, SecondClient> = {
  name: "Second",
  functions: [...$schema.services["every.Second"]!.functions],
  schema: $schema,
};

/** The methods of a handler of Nobody. */
export interface NobodyHandler {}

/** The functions of Nobody as a client calls them. */
export interface NobodyClient {}

/** The service Nobody: a handler exports it as `service`, and `connect` takes it. */
export const Nobody: TypedService<NobodyHandler, NobodyClient> = {
  name: "Nobody",
  functions: [...$schema.services["every.Nobody"]!.functions],
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
