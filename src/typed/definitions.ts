// Reads the definitions of an IDL in the type system. What stands in their braces is read when it is asked for.
import type { Behind, BehindSeparator, Bracketed, Plain, Trimmed, WithoutBrackets, Word } from "./text.ts";

/** A definition: what kind it is, its name, and its type or what stands in its braces. */
export type Definition = readonly [kind: string, name: string, content: unknown];

/** A type as the IDL has it: its name, or a container's with the types of what it holds. */
export type TypeNode = string | readonly ["list" | "set", unknown] | readonly ["map", unknown, unknown];

/** A field, an argument, or an exception behind `throws`. */
export interface FieldNode {
  readonly name: string;
  readonly type: unknown;
  readonly requiredness: "required" | "optional" | "default";
  readonly hasDefault: boolean;
}

/** A function of a service. */
export interface FunctionNode {
  readonly name: string;
  /** `"void"` where it returns nothing. */
  readonly returns: unknown;
  readonly arguments: readonly FieldNode[];
  readonly throws: readonly FieldNode[];
}

/** The definitions of an IDL, by their names; none of a text that TypeScript does not know. */
export type Definitions<Text extends string> = string extends Text
  ? Record<never, never>
  : DefinitionsOf<Text>;

type DefinitionsOf<Text extends string> =
  DefinitionList<Trimmed<Plain<Text>>> extends infer List extends readonly Definition[]
    ? { readonly [Each in List[number] as Each[1]]: Each }
    : never;

type DefinitionList<Text extends string, Known extends readonly Definition[] = []> = Text extends ""
  ? Known
  : NextDefinition<Text, Word<Text>> extends [infer Found, infer Rest extends string]
    ? DefinitionList<
        BehindSeparator<BehindAnnotations<Rest>>,
        Found extends Definition ? [...Known, Found] : Known
      >
    : Known;

/** The definition that a text begins with, undefined for one without a type, and the trimmed rest. */
type NextDefinition<Text extends string, Kind extends string> = Kind extends
  | "struct"
  | "union"
  | "exception"
  | "enum"
  | "service"
  ? Braced<Kind, Behind<Text, Kind>>
  : Kind extends "typedef"
    ? ReadType<Behind<Text, Kind>> extends [infer Type, infer Rest extends string]
      ? [["typedef", Word<Rest>, Type], Behind<Rest, Word<Rest>>]
      : never
    : Kind extends "const"
      ? [undefined, BehindValue<BehindEquals<Text>>]
      : Kind extends "namespace"
        ? Behind<Text, Kind> extends infer Rest extends string
          ? // The scope may be a star.
            [undefined, BehindWord<BehindWord<Rest>>]
          : never
        : Kind extends "include" | "cpp_include"
          ? [undefined, BehindWord<Behind<Text, Kind>>]
          : never;

type Braced<Kind extends string, Text extends string> = Text extends `${infer Head}{${infer Rest}`
  ? Bracketed<Rest, "{", "}", "0"> extends [infer Inside extends string, infer Next extends string]
    ? [[Kind, Word<Head>, Kind extends "service" ? ServiceContent<Head, Inside> : Inside], Trimmed<Next>]
    : never
  : never;

type ServiceContent<Head extends string, Inside extends string> =
  Behind<Head, Word<Head>> extends `extends${infer Parent}`
    ? { readonly extends: Word<Trimmed<Parent>>; readonly functions: Inside }
    : { readonly functions: Inside };

type BehindWord<Text extends string> = Behind<Text, Word<Text>>;
type BehindEquals<Text extends string> = Text extends `${string}=${infer Rest}` ? Trimmed<Rest> : "";

type BehindAnnotations<Text extends string> = Text extends `(${infer Rest}`
  ? Trimmed<Bracketed<Rest, "(", ")", ""> extends [unknown, infer Next extends string] ? Next : "">
  : Text;

type BehindValue<Text extends string> = Text extends `{${infer Rest}`
  ? Trimmed<Bracketed<Rest, "{", "}", "0">[1]>
  : Text extends `[${infer Rest}`
    ? Trimmed<Bracketed<Rest, "[", "]", "0">[1]>
    : BehindWord<Text>;

/** The type that a trimmed text begins with, and the trimmed rest. */
export type ReadType<Text extends string> =
  Word<Text> extends infer Name extends string
    ? Behind<Text, Name> extends infer Rest extends string
      ? Name extends "list" | "set"
        ? Rest extends `<${infer Element}`
          ? ReadType<Trimmed<Element>> extends [infer Type, infer Next extends string]
            ? [[Name, Type], Behind<Next, ">">]
            : never
          : [Name, Rest]
        : Name extends "map"
          ? Rest extends `<${infer Key}`
            ? ReadType<Trimmed<Key>> extends [infer KeyType, infer Next extends string]
              ? ReadType<Behind<Next, ",">> extends [infer Value, infer Last extends string]
                ? [["map", KeyType, Value], Behind<Last, ">">]
                : never
              : never
            : [Name, Rest]
          : [Name, Rest]
      : never
    : never;

/** The fields of a struct, or of what stands in a function's parentheses. */
export type Fields<Inside extends string> = FieldList<
  Trimmed<WithoutBrackets<WithoutBrackets<Inside, "(", ")", " ">, "[", "]", "0">>
>;

/** The fields of a struct, as a union. */
export type FieldIn<Inside extends string> =
  Fields<Inside> extends infer List extends readonly FieldNode[] ? List[number] : never;

type FieldList<Text extends string, Known extends readonly FieldNode[] = []> = Text extends ""
  ? Known
  : NextField<BehindId<Text>> extends [infer Found extends FieldNode, infer Rest extends string]
    ? FieldList<BehindSeparator<Rest>, [...Known, Found]>
    : Known;

type BehindId<Text extends string> = Behind<Text, Word<Text>> extends `:${infer Rest}` ? Trimmed<Rest> : Text;

type NextField<Text extends string> =
  Word<Text> extends infer Begin extends string
    ? Begin extends "required" | "optional"
      ? TypedField<Behind<Text, Begin>, Begin>
      : TypedField<Text, "default">
    : never;

type TypedField<Text extends string, Requiredness extends FieldNode["requiredness"]> =
  ReadType<Text> extends [infer Type, infer Rest extends string]
    ? NamedField<Rest extends `&${infer Name}` ? Trimmed<Name> : Rest, Type, Requiredness>
    : never;

type NamedField<Text extends string, Type, Requiredness> =
  Word<Text> extends infer Name extends string
    ? Name extends ""
      ? never
      : Behind<Text, Name> extends `=${infer Value}`
        ? [Field<Name, Type, Requiredness, true>, BehindValue<Trimmed<Value>>]
        : [Field<Name, Type, Requiredness, false>, Behind<Text, Name>]
    : never;

interface Field<Name, Type, Requiredness, HasDefault> {
  readonly name: Name;
  readonly type: Type;
  readonly requiredness: Requiredness;
  readonly hasDefault: HasDefault;
}

/** The functions of a service, as a union. */
export type FunctionIn<Inside extends string> =
  Functions<Inside> extends infer List extends readonly FunctionNode[] ? List[number] : never;

type Functions<Inside extends string> = FunctionList<Trimmed<Inside>>;

type FunctionList<Text extends string, Known extends readonly FunctionNode[] = []> = Text extends ""
  ? Known
  : NextFunction<Word<Text> extends "oneway" | "async" ? BehindWord<Text> : Text> extends [
        infer Found extends FunctionNode,
        infer Rest extends string,
      ]
    ? FunctionList<BehindSeparator<BehindAnnotations<Rest>>, [...Known, Found]>
    : Known;

type NextFunction<Text extends string> =
  ReadType<Text> extends [infer Returns, infer Rest extends string]
    ? Parenthesized<BehindWord<BehindAnnotations<Rest>>> extends [
        infer Arguments extends string,
        infer Next extends string,
      ]
      ? Next extends `throws${infer Thrown}`
        ? Parenthesized<Trimmed<Thrown>> extends [infer Exceptions extends string, infer Last extends string]
          ? [FunctionOf<Word<BehindAnnotations<Rest>>, Returns, Arguments, Exceptions>, Last]
          : never
        : [FunctionOf<Word<BehindAnnotations<Rest>>, Returns, Arguments, "">, Next]
      : never
    : never;

type Parenthesized<Text extends string> = Text extends `(${infer Rest}`
  ? Bracketed<Rest, "(", ")", " "> extends [infer Inside, infer Next extends string]
    ? [Inside, Trimmed<Next>]
    : never
  : never;

interface FunctionOf<Name, Returns, Arguments extends string, Exceptions extends string> {
  readonly name: Name;
  readonly returns: Returns;
  readonly arguments: Fields<Arguments>;
  readonly throws: Fields<Exceptions>;
}

/** The names of an enum's members. */
export type Members<Inside extends string> = MemberNames<Trimmed<WithoutBrackets<Inside, "(", ")", " ">>>;

type MemberNames<Text extends string, Known extends string = never> = Text extends ""
  ? Known
  : Word<Text> extends infer Name extends string
    ? Name extends ""
      ? Known
      : MemberNames<
          BehindSeparator<
            Behind<Text, Name> extends `=${infer Value}` ? BehindWord<Trimmed<Value>> : Behind<Text, Name>
          >,
          Known | Name
        >
    : never;
