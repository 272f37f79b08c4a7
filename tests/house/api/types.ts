// Writes types and signatures as TypeScript has them.
import type { Member, Parameter, Signature, TsType, TypeParameter } from "./document.ts";

/** A type as text. */
export function typeText(type: TsType | undefined): string {
  if (type === undefined) return "unknown";
  const write = writers[type.kind];
  if (write === undefined)
    throw new Error(`no words for a type of the kind ${type.kind}: ${JSON.stringify(type)}`);
  return write(type.value as never, type);
}

/** `<T extends U>(a: number, b?: string): Promise<T>`. */
export function signatureText(signature: Signature, before = ": "): string {
  const { params = [], returnType, typeParams } = signature;
  const result = returnType === undefined ? "" : `${before}${typeText(returnType)}`;
  return `${typeParametersText(typeParams)}(${params.map(parameterText).join(", ")})${result}`;
}

/** `<T extends U = V>`, or nothing. */
export function typeParametersText(parameters: readonly TypeParameter[] = []): string {
  if (parameters.length === 0) return "";
  const texts = parameters.map(({ name, constraint, default: otherwise }) => {
    const within = constraint === undefined ? "" : ` extends ${typeText(constraint)}`;
    return `${name}${within}${otherwise === undefined ? "" : ` = ${typeText(otherwise)}`}`;
  });
  return `<${texts.join(", ")}>`;
}

/** `readonly name?: type`, or `name(parameters): type`. */
export function memberText(member: Member): string {
  const { name, kind, tsType, functionDef, optional, isStatic } = member;
  const begins = `${isStatic ? "static " : ""}${member.readonly || kind === "getter" ? "readonly " : ""}${name}${optional ? "?" : ""}`;
  if (kind === "getter") return `${begins}: ${typeText(functionDef?.returnType)}`;
  if (functionDef !== undefined) return `${begins}${signatureText(functionDef)}`;
  return tsType === undefined ? `${begins}${signatureText(member)}` : `${begins}: ${typeText(tsType)}`;
}

function parameterText({ kind, name = "_", optional, tsType, left, arg }: Parameter): string {
  if (kind === "assign" && left !== undefined) return parameterText({ ...left, optional: true });
  if (kind === "rest" && arg !== undefined)
    return `...${parameterText({ ...arg, tsType: tsType ?? arg.tsType! })}`;
  return `${name}${optional ? "?" : ""}: ${typeText(tsType)}`;
}

const listed = (types: readonly TsType[], between: string) => types.map(typeText).join(between);

/** By the kinds that deno doc tells apart; each gets what it says of one. */
const writers: Readonly<Record<string, (value: never, type: TsType) => string>> = {
  keyword: (_: never, { repr }) => repr!,
  this: () => "this",
  typeRef: ({ typeName, typeParams }: { typeName: string; typeParams?: TsType[] }) =>
    typeParams === undefined ? typeName : `${typeName}<${listed(typeParams, ", ")}>`,
  literal: ({ kind }: { kind: string }, { repr = "" }) => {
    if (kind === "template") return `\`${repr}\``;
    return kind === "string" ? JSON.stringify(repr) : repr;
  },
  union: (types: TsType[]) => listed(types, " | "),
  intersection: (types: TsType[]) => listed(types, " & "),
  array: (element: TsType) => `${typeText(element)}[]`,
  tuple: (types: TsType[]) => `[${listed(types, ", ")}]`,
  rest: (type: TsType) => `...${typeText(type)}`,
  optional: (type: TsType) => `${typeText(type)}?`,
  parenthesized: (type: TsType) => `(${typeText(type)})`,
  typeOperator: ({ operator, tsType }: { operator: string; tsType: TsType }) =>
    `${operator} ${typeText(tsType)}`,
  typeQuery: (name: string) => `typeof ${name}`,
  indexedAccess: ({ objType, indexType }: { objType: TsType; indexType: TsType }) => {
    const object = objType.kind === "typeQuery" ? `(${typeText(objType)})` : typeText(objType);
    return `${object}[${typeText(indexType)}]`;
  },
  fnOrConstructor: ({ tsType, ...rest }: Signature & { tsType: TsType }) =>
    `${"constructor" in rest && rest.constructor ? "new " : ""}${signatureText({ ...rest, returnType: tsType }, " => ")}`,
  typeLiteral: (value: { properties?: Member[]; methods?: Member[]; indexSignatures?: Member[] }) => {
    const { properties = [], methods = [], indexSignatures = [] } = value;
    const indexes = indexSignatures.map(
      (one) =>
        `${one.readonly ? "readonly " : ""}[${(one.params ?? []).map(parameterText).join(", ")}]: ${typeText(one.tsType)}`,
    );
    return `{ ${[...properties, ...methods].map(memberText).concat(indexes).join("; ")} }`;
  },
  typePredicate: (value: { param: { name?: string }; type: TsType }) =>
    `${value.param.name} is ${typeText(value.type)}`,
  // Worked out by the compiler from another type: what for is said in words.
  conditional: () => "…",
  mapped: () => "…",
  infer: () => "…",
  template: () => "string",
};
