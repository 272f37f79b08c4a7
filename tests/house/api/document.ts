// Reads from `deno doc --json` the parts of the public names that the page shows.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../../fixtures/command_line.ts";

export interface JsDoc {
  readonly doc?: string;
  readonly tags?: readonly Tag[];
}

/** `@param name doc`, `@throws {type} doc`, `@internal` and the like. */
export interface Tag {
  readonly kind: string;
  readonly name?: string;
  readonly doc?: string;
  readonly tsType?: { readonly repr?: string };
}

/** A type, by its kind: types.ts knows how each is written. */
export interface TsType {
  readonly kind: string;
  readonly repr?: string;
  readonly value: unknown;
}

export interface TypeParameter {
  readonly name: string;
  readonly constraint?: TsType;
  readonly default?: TsType;
}

export interface Parameter {
  readonly kind: string;
  readonly name?: string;
  readonly optional?: boolean;
  readonly tsType?: TsType;
  /** Of a parameter with a default value. */
  readonly left?: Parameter;
  /** Of a rest parameter. */
  readonly arg?: Parameter;
}

export interface Signature {
  readonly params?: readonly Parameter[];
  readonly returnType?: TsType;
  readonly typeParams?: readonly TypeParameter[];
}

/** A property, method, getter or constructor. A class has a method's signature in `functionDef`. */
export interface Member extends Signature {
  readonly name: string;
  readonly kind?: string;
  readonly jsDoc?: JsDoc;
  readonly readonly?: boolean;
  readonly optional?: boolean;
  readonly isStatic?: boolean;
  readonly accessibility?: string;
  readonly tsType?: TsType;
  readonly functionDef?: Signature;
}

export interface Definition extends Signature {
  readonly hasBody?: boolean;
  readonly tsType?: TsType;
  readonly extends?: string | readonly TsType[];
  readonly constructors?: readonly Member[];
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
}

export interface Declaration {
  readonly kind: "function" | "class" | "interface" | "typeAlias" | "variable";
  readonly location: { readonly filename: string; readonly line: number };
  readonly jsDoc?: JsDoc;
  readonly def: Definition;
}

/** A public name. A function has a declaration for each of its signatures. */
export interface Exported {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** @returns the public names of a module of the package, in the order of the alphabet */
export function symbolsOf(module: string): Exported[] {
  const text = execFileSync(join(root, "node_modules/deno/deno"), ["doc", "--json", module], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" },
    encoding: "utf8",
    maxBuffer: 64e6,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { nodes } = JSON.parse(text) as { nodes: Record<string, { symbols: Exported[] }> };
  return Object.values(nodes).flatMap(({ symbols }) => symbols);
}
