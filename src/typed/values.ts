// The values of an IDL's types in TypeScript: as they come from a peer, and all that is taken for them.
// They are those of generated code: what src/gen/types.ts and structs.ts write, this works out.
import type { FieldIn, FieldNode, Members } from "./definitions.ts";

interface Scalars {
  bool: boolean;
  byte: number;
  i8: number;
  i16: number;
  i32: number;
  i64: bigint;
  double: number;
  string: string;
  slist: string;
  uuid: string;
  binary: Uint8Array;
}

interface GivenScalars extends Omit<Scalars, "i64" | "binary"> {
  i64: bigint | number;
  binary: ArrayBuffer | ArrayBufferView;
}

/** The name of what stands for an object's type in an editor is not shown: its properties are. */
type Shown<Type> = { [Key in keyof Type]: Type[Key] };

/**
 * The type of a value that comes from a peer.
 *
 * @typeParam Idl the definitions, by their names.
 * @typeParam Type as the IDL has it. What another file defines, `shared.Tag`, is unknown.
 */
export type Received<Idl, Type> = Type extends keyof Scalars
  ? Scalars[Type]
  : Type extends readonly ["list", infer Element]
    ? Received<Idl, Element>[]
    : Type extends readonly ["set", infer Element]
      ? Set<Received<Idl, Element>>
      : Type extends readonly ["map", infer Key, infer Value]
        ? Map<Received<Idl, Key>, Received<Idl, Value>>
        : Type extends keyof Idl
          ? ReceivedNamed<Idl, Idl[Type]>
          : unknown;

type ReceivedNamed<Idl, Definition> = Definition extends readonly ["typedef", string, infer Type]
  ? Received<Idl, Type>
  : Definition extends readonly ["enum", string, string]
    ? number
    : Definition extends readonly ["union", string, infer Inside extends string]
      ? ReceivedUnion<Idl, FieldIn<Inside>>
      : Definition extends readonly ["struct" | "exception", string, infer Inside extends string]
        ? ReceivedStruct<Idl, FieldIn<Inside>>
        : unknown;

/** A field that was not sent is undefined, unless it is required or the IDL has a value for it. */
type IsSent<Field extends FieldNode> = Field["requiredness"] extends "required" ? true : Field["hasDefault"];

/** The fields of a struct as they come from a peer. */
export type ReceivedStruct<Idl, Field extends FieldNode> = Shown<
  {
    [Each in Field as IsSent<Each> extends true ? Each["name"] : never]: Received<Idl, Each["type"]>;
  } & {
    [Each in Field as IsSent<Each> extends true ? never : Each["name"]]?:
      | Received<Idl, Each["type"]>
      | undefined;
  }
>;

type ReceivedUnion<Idl, Field extends FieldNode> = [Field] extends [never]
  ? Record<string, never>
  : {
      [Set in Field as Set["name"]]: Shown<
        { [Name in Set["name"]]: Received<Idl, Set["type"]> } & {
          [Name in Exclude<Field["name"], Set["name"]>]?: undefined;
        }
      >;
    }[Field["name"]];

/** The type of what is taken for a value that goes to a peer; what comes from one is taken too. */
export type Given<Idl, Type> = Type extends keyof GivenScalars
  ? GivenScalars[Type]
  : Type extends readonly ["list", infer Element]
    ? // Typed arrays too; of text, an Iterable could be a string.
      Resolved<Idl, Element> extends Numeric
      ? Iterable<Given<Idl, Element>>
      : readonly Given<Idl, Element>[]
    : Type extends readonly ["set", infer Element]
      ? ReadonlySet<Given<Idl, Element>> | readonly Given<Idl, Element>[]
      : Type extends readonly ["map", infer Key, infer Value]
        ?
            | ReadonlyMap<Given<Idl, Key>, Given<Idl, Value>>
            | (Resolved<Idl, Key> extends PropertyKeys
                ? { readonly [key: string]: Given<Idl, Value> }
                : never)
        : Type extends keyof Idl
          ? GivenNamed<Idl, Idl[Type]>
          : unknown;

type Numeric = "byte" | "i8" | "i16" | "i32" | "i64" | "double";
/** Keys of maps for which a plain object is taken. */
type PropertyKeys = Exclude<Numeric, "double"> | "string" | "slist" | readonly ["enum", string, string];

/** What a typedef stands for in the end, or an enum's definition. */
type Resolved<Idl, Type> = Type extends keyof Idl
  ? Idl[Type] extends readonly ["typedef", string, infer Other]
    ? Resolved<Idl, Other>
    : Idl[Type]
  : Type;

type GivenNamed<Idl, Definition> = Definition extends readonly ["typedef", string, infer Type]
  ? Given<Idl, Type>
  : Definition extends readonly ["enum", string, infer Inside extends string]
    ? number | Members<Inside>
    : Definition extends readonly ["union", string, infer Inside extends string]
      ? GivenUnion<Idl, FieldIn<Inside>>
      : Definition extends readonly ["struct" | "exception", string, infer Inside extends string]
        ? GivenStruct<Idl, FieldIn<Inside>>
        : unknown;

/** Whether a field may be left out of what is given. */
export type IsLeftOut<Field extends FieldNode> = Field["requiredness"] extends "required"
  ? Field["hasDefault"]
  : true;

type GivenStruct<Idl, Field extends FieldNode> = Shown<
  {
    readonly [Each in Field as IsLeftOut<Each> extends true ? never : Each["name"]]: Given<Idl, Each["type"]>;
  } & {
    readonly [Each in Field as IsLeftOut<Each> extends true ? Each["name"] : never]?:
      | Given<Idl, Each["type"]>
      | null
      | undefined;
  }
>;

type GivenUnion<Idl, Field extends FieldNode> = [Field] extends [never]
  ? Record<string, never>
  : {
      [Set in Field as Set["name"]]: Shown<
        { readonly [Name in Set["name"]]: Given<Idl, Set["type"]> } & {
          readonly [Name in Exclude<Field["name"], Set["name"]>]?: null | undefined;
        }
      >;
    }[Field["name"]];
