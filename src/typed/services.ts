// The types of an IDL's services: what a handler implements, and what a client calls.
import type { ClientsOwn } from "../gen/services.ts";
import type { Around } from "../processor/around.ts";
import type { CallContext } from "../processor/context.ts";
import type { Definitions, FieldIn, FieldNode, FunctionIn, FunctionNode } from "./definitions.ts";
import type { Given, Received, ReceivedStruct } from "./values.ts";

/** The text of an IDL: it has a service, and so braces, which no path has. */
export type IdlText = `${string}{${string}`;

/**
 * The methods of a handler of a service that is defined in the text of a module.
 *
 * @typeParam Text `typeof service`, where that is `idl(...)`, or the text itself.
 * @typeParam Name of the service. Default: the only one, or else the one that no other extends.
 *
 * @example
 * ```ts ignore
 * export const service = idl(`service Calculator { i32 add(1: i32 a, 2: i32 b) }`);
 *
 * export default { add: (a, b) => a + b } satisfies Handler<typeof service>;
 * ```
 */
export type Handler<Text extends IdlText, Name extends ServiceNames<Text> | undefined = undefined> =
  Definitions<Text> extends infer Idl ? MethodsOf<Idl, Chosen<Idl, Name>> : never;

/**
 * The `around` of a handler of a service that is defined in the text of a module: it knows the text's exceptions.
 *
 * @example
 * ```ts ignore
 * export const around: AroundOf<typeof service> = (call, next) => {
 *   if (call.headers.authorization === undefined) throw new call.exceptions.Unauthorized();
 *   return next();
 * };
 * ```
 */
export type AroundOf<Text extends IdlText> = Around<Exceptions<Definitions<Text>>>;

/**
 * The functions of a service as a client calls them, for a service that is defined in the text of a module: what `connect`
 * adds to its client.
 *
 * @typeParam Text `typeof service`, where that is `idl(...)`, or the text itself.
 * @typeParam Name of the service. Default: the only one, or else the one that no other extends.
 */
export type ClientOf<Text extends IdlText, Name extends ServiceNames<Text> | undefined = undefined> =
  Definitions<Text> extends infer Idl ? CallsOf<Idl, Chosen<Idl, Name>> : never;

/**
 * The type that an IDL's own has in TypeScript, for a struct, union, enum, typedef or exception of a text: as values of it
 * come from a peer.
 *
 * @example
 * ```ts ignore
 * type Work = ValueOf<typeof service, "Work">;
 * ```
 */
export type ValueOf<Text extends IdlText, Name extends keyof Definitions<Text>> = Received<
  Definitions<Text>,
  Name
>;

/** What is taken where a {@link ValueOf} is to be sent: fields that may be left out, names of an enum's members. */
export type GivenOf<Text extends IdlText, Name extends keyof Definitions<Text>> = Given<
  Definitions<Text>,
  Name
>;

/** The names of the services that a text defines. */
export type ServiceNames<Text extends IdlText> = NamesOfServices<Definitions<Text>>;

type NamesOfServices<Idl> = {
  [Name in keyof Idl]: Idl[Name] extends readonly ["service", ...unknown[]] ? Name : never;
}[keyof Idl];

type Chosen<Idl, Name> = Name extends undefined ? DefaultService<Idl> : Name;

type DefaultService<Idl> = Exclude<NamesOfServices<Idl>, ParentsOf<Idl>>;

type ParentsOf<Idl> = {
  [Name in keyof Idl]: Idl[Name] extends readonly ["service", string, { readonly extends: infer Parent }]
    ? Parent
    : never;
}[keyof Idl];

/** All functions of a service, inherited ones too; where it defines one that it also inherits, its own counts. */
type FunctionsOf<Idl, Name> = Name extends keyof Idl
  ? Idl[Name] extends readonly [
      "service",
      string,
      infer Content extends { readonly functions: string; readonly extends?: string },
    ]
    ? FunctionIn<Content["functions"]> extends infer Own extends FunctionNode
      ? Own | InheritedBy<Idl, Content, Own["name"]>
      : InheritedBy<Idl, Content, never>
    : never
  : never;

type InheritedBy<Idl, Content, Own> = Content extends { readonly extends: infer Parent }
  ? FunctionsOf<Idl, Parent> extends infer Each
    ? Each extends { readonly name: Own }
      ? never
      : Each
    : never
  : never;

/** Whether a service inherits, by whatever way, from one of another file. */
type InheritsUnknown<Idl, Name> = Name extends keyof Idl
  ? Idl[Name] extends readonly ["service", string, { readonly extends: infer Parent }]
    ? InheritsUnknown<Idl, Parent>
    : false
  : true;

/** Functions of another file's services have no types here. */
type MethodsOf<Idl, Name> =
  FunctionsOf<Idl, Name> extends infer Each
    ? InheritsUnknown<Idl, Name> extends true
      ? HandlerOf<Idl, Each> & { readonly [name: string]: unknown }
      : HandlerOf<Idl, Each>
    : never;

type HandlerOf<Idl, Each> = {
  [One in Each as NameOf<One>]: One extends FunctionNode
    ? (
        ...args: HandlerArguments<Idl, One["arguments"], CallContext<Exceptions<Idl>>>
      ) => HandlerResult<Idl, One["returns"]>
    : never;
};

type NameOf<Each> = Each extends { readonly name: infer Name extends string } ? Name : never;

type HandlerResult<Idl, Type> = Type extends "void"
  ? void | Promise<void>
  : Given<Idl, Type> | Promise<Given<Idl, Type>>;

type HandlerArguments<Idl, Arguments extends readonly FieldNode[], Context> =
  ReceivedArguments<Idl, Arguments> extends infer Values extends readonly unknown[]
    ? [...Values, call: Context]
    : never;

/** The word `optional` before an argument has no meaning in Thrift. */
type ReceivedArguments<Idl, Arguments extends readonly FieldNode[]> = {
  [Index in keyof Arguments]: Received<Idl, Arguments[Index]["type"]>;
};

/** The classes of a text's exceptions: `throw new call.exceptions.NotFound({ key })`. */
type Exceptions<Idl> = {
  readonly [Name in keyof Idl as Idl[Name] extends readonly ["exception", ...unknown[]]
    ? Name
    : never]: Idl[Name] extends readonly ["exception", string, infer Inside extends string]
    ? ExceptionOf<ReceivedStruct<Idl, FieldIn<Inside>>>
    : never;
};

type ExceptionOf<Fields> = new (
  ...fields: object extends Fields ? [fields?: Readonly<Fields>] : [fields: Readonly<Fields>]
) => Omit<Error, keyof Fields> & Fields;

type CallsOf<Idl, Name> = FunctionsOf<Idl, Name> extends infer Each ? CallsOfEach<Idl, Each> : never;

type CallsOfEach<Idl, Each> = {
  [One in Each as Exclude<NameOf<One>, ClientsOwn>]: One extends FunctionNode
    ? (
        ...args: ClientArguments<Idl, One["arguments"]>
      ) => Promise<One["returns"] extends "void" ? void : Received<Idl, One["returns"]>>
    : never;
};

/** Arguments at the end that may be left out are optional. */
type ClientArguments<
  Idl,
  Arguments extends readonly FieldNode[],
  Last extends readonly FieldNode[] = [],
> = Arguments extends readonly [...infer Before extends readonly FieldNode[], infer Each extends FieldNode]
  ? Each["hasDefault"] extends true
    ? ClientArguments<Idl, Before, [Each, ...Last]>
    : [...GivenArguments<Idl, Arguments>, ...Partial<GivenArguments<Idl, Last>>]
  : Partial<GivenArguments<Idl, Last>>;

type GivenArguments<Idl, Arguments extends readonly FieldNode[]> = {
  [Index in keyof Arguments]:
    | Given<Idl, Arguments[Index]["type"]>
    | (Arguments[Index]["hasDefault"] extends true ? null | undefined : never);
};
