// Services: what a handler implements, what a client calls, and the service itself as a value.
import type { Field, Func, Schema, Service } from "../schema/schema.ts";
import { lineage, localName } from "../schema/service.ts";
import { quoted } from "./data.ts";
import { documentation, paragraphs } from "./documentation.ts";
import { FreeNames, propertyName } from "./names.ts";
import type { Scope } from "./scope.ts";
import { givenType, receivedType } from "./types.ts";

/** The declarations of a service. `$schema` and `imported`, the library's types, are declared elsewhere in the module. */
export function serviceDeclarations(service: Service, schema: Schema, scope: Scope): string {
  const [name, handler, client] = [
    scope.type(service.name),
    scope.derived(service.name, "Handler"),
    scope.derived(service.name, "Client"),
  ];
  const parent = (ending: "Handler" | "Client") =>
    service.extends === undefined ? "" : ` extends ${scope.derived(service.extends, ending)}`;
  const methods = service.functions.map((func) => handlerMethod(func, scope)).join("");
  const calls = service.functions
    .filter((func) => !clientsOwn.has(func.name))
    .map((func) => clientMethod(func, scope))
    .join("");
  const functions = lineage(schema, service.name).map(
    (key) => `...$schema.services[${quoted(key)}]!.functions`,
  );
  return `${documentation(paragraphs(service.doc, `The methods of a handler of ${localName(service.name)}.`))}export interface ${handler}${parent("Handler")} ${braces(methods)}

${documentation(paragraphs(service.doc, `The functions of ${localName(service.name)} as a client calls them.`))}export interface ${client}${parent("Client")} ${braces(calls)}

${documentation(paragraphs(service.doc, `The service ${localName(service.name)}: a handler exports it as \`service\`, and \`connect\` takes it.`))}export const ${name}: TypedService<${handler}, ${client}> = {
  name: ${quoted(localName(service.name))},
  functions: [${functions.join(", ")}],
  schema: $schema,
};
`;
}

const ownNames = [
  ...["call", "close", "exceptions", "ref", "then", "unref", "with"],
  ...["constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"],
  ...["toLocaleString", "toString", "valueOf", "__proto__"],
  ...["__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"],
] as const;

/** One of these names, for the types of an IDL as text. */
export type ClientsOwn = (typeof ownNames)[number];

/**
 * The names that a client has itself, as every object has some: functions of these names are called by `call(name)` only.
 * Written out, since a runtime may lack some, and what is generated is to be the same on all.
 */
export const clientsOwn: ReadonlySet<string> = new Set(ownNames);

function handlerMethod(func: Func, scope: Scope): string {
  const names = new FreeNames();
  const parameters = func.arguments.map((field) => ({ field, name: names.claim(field.name) }));
  const texts = parameters.map(({ field, name }) => {
    const absent = field.requiredness === "optional" && field.default === undefined ? " | undefined" : "";
    return `${name}: ${receivedType(field.type, scope)}${absent}`;
  });
  const result = func.returns === undefined ? "void" : givenType(func.returns, scope);
  const doc = methodDoc(func, parameters, scope);
  return `${doc}  ${propertyName(func.name)}(${[...texts, `${names.claim("call")}: CallContext`].join(", ")}): ${result} | Promise<${result}>;\n`;
}

function clientMethod(func: Func, scope: Scope): string {
  const names = new FreeNames();
  const parameters = func.arguments.map((field) => ({ field, name: names.claim(field.name) }));
  const isLeftOut = ({ requiredness, default: value }: Field) =>
    requiredness === "optional" || value !== undefined;
  const texts = parameters.map(({ field, name }, index) => {
    const atEnd = func.arguments.slice(index).every(isLeftOut);
    const absent = isLeftOut(field) ? " | null | undefined" : "";
    return `${name}${atEnd ? "?" : ""}: ${givenType(field.type, scope)}${absent}`;
  });
  const result = func.returns === undefined ? "void" : receivedType(func.returns, scope);
  return `${methodDoc(func, parameters, scope)}  ${propertyName(func.name)}(${texts.join(", ")}): Promise<${result}>;\n`;
}

function methodDoc(
  func: Func,
  parameters: readonly { readonly field: Field; readonly name: string }[],
  scope: Scope,
): string {
  const described = parameters.flatMap(({ field, name }) =>
    field.doc === undefined ? [] : [`@param ${name} ${field.doc}`],
  );
  const thrown = func.throws.flatMap(({ type, doc }) =>
    type.kind === "struct"
      ? [`@throws {${scope.shown(type.name)}}${doc === undefined ? "" : ` ${doc}`}`]
      : [],
  );
  const oneway = func.oneway ? "Oneway: the client does not wait, and learns of no outcome." : undefined;
  const tags = [...described, ...thrown].join("\n");
  return documentation(paragraphs(func.doc, oneway, tags), "  ");
}

function braces(members: string): string {
  return members === "" ? "{}" : `{\n${members}}`;
}
