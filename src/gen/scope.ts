// The names that a generated module uses: its own, and those of the modules that it imports.
import { localName, programName } from "../schema/service.ts";
import { FreeNames, identifierOf } from "./names.ts";

/** The names of one program's definitions, by their qualified names in the IDL. */
export interface ProgramNames {
  /** Structs, unions, exceptions, enums, typedefs and services. */
  readonly types: ReadonlyMap<string, string>;
  readonly constants: ReadonlyMap<string, string>;
  /** `WorkInit`, `CalculatorHandler`, `CalculatorClient`: by the qualified name and the ending. */
  readonly derived: ReadonlyMap<string, string>;
  /** All names that are given away, for those of imports. */
  readonly free: FreeNames;
}

/** Endings of the names that are made of others. */
export type Ending = "Init" | "Handler" | "Client";

/** A program's definitions, by their qualified names. */
export interface Defined {
  readonly types: readonly { readonly key: string; readonly endings: readonly Ending[] }[];
  readonly constants: readonly string[];
}

/**
 * Names a program's definitions. Types and services come first, then constants, then what is made of others: what the
 * IDL names keeps its name where one of them has to give way.
 */
export function nameProgram({ types, constants }: Defined): ProgramNames {
  const free = new FreeNames();
  const claimed = (keys: readonly string[]) =>
    new Map(keys.map((key) => [key, free.claim(localName(key))] as const));
  const typeNames = claimed(types.map(({ key }) => key));
  const constantNames = claimed(constants);
  const derived = new Map(
    types.flatMap(({ key, endings }) =>
      endings.map((ending) => [`${key} ${ending}`, free.claim(`${localName(key)}${ending}`)] as const),
    ),
  );
  return { types: typeNames, constants: constantNames, derived, free };
}

/** Resolves names in one module, and keeps account of the modules that it needs. */
export class Scope {
  readonly #program: string;
  readonly #programs: ReadonlyMap<string, ProgramNames>;
  readonly #aliases = new Map<string, string>();

  constructor(program: string, programs: ReadonlyMap<string, ProgramNames>) {
    this.#program = program;
    this.#programs = programs;
  }

  /** A struct, enum or service, as this module names it. */
  type(key: string): string {
    const program = programName(key);
    return this.#from(program, this.#programs.get(program)!.types.get(key)!);
  }

  /** A type as comments name it, which need no import. */
  shown(key: string): string {
    return programName(key) === this.#program
      ? this.type(key)
      : `${aliasOf(programName(key))}.${localName(key)}`;
  }

  /** The name of what is made of another, `WorkInit` of `Work`, as this module names it. */
  derived(key: string, ending: Ending): string {
    const program = programName(key);
    return this.#from(program, this.#programs.get(program)!.derived.get(`${key} ${ending}`)!);
  }

  /** A constant of this module's own. */
  constant(key: string): string {
    return this.#programs.get(this.#program)!.constants.get(key)!;
  }

  /** The programs that are used, each with the name that its module is imported by. */
  get imports(): ReadonlyMap<string, string> {
    return this.#aliases;
  }

  #from(program: string, name: string): string {
    if (program === this.#program) return name;
    const alias =
      this.#aliases.get(program) ?? this.#programs.get(this.#program)!.free.claim(aliasOf(program));
    this.#aliases.set(program, alias);
    return `${alias}.${name}`;
  }
}

function aliasOf(program: string): string {
  return identifierOf(program.slice(program.lastIndexOf("/") + 1));
}
