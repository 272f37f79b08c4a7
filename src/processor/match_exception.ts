// Tells which of a function's declared exceptions was thrown.
import type { Func } from "../schema/schema.ts";
import { localName } from "../schema/service.ts";
import type { ExceptionClasses, KnownException } from "./exceptions.ts";

/**
 * Tells which of a function's declared exceptions `thrown` is. It never throws, whatever that is.
 *
 * It is the one whose class in `classes` it is an instance of. An object of another class is the one that this class,
 * or else the object's `name`, is called like. Where that leaves several of one name, it is the one that its fields fit.
 *
 * @returns the index in the function's `throws`, or -1.
 */
export function matchException(func: Func, classes: ExceptionClasses, thrown: unknown): number {
  if (typeof thrown !== "object" || thrown === null) return -1;
  const declared = func.throws.flatMap(({ type }, index) => {
    const known = type.kind === "struct" ? classes.whole.get(type.name) : undefined;
    return type.kind === "struct" && known !== undefined ? [{ index, name: type.name, known }] : [];
  });
  if (declared.length === 0) return -1;
  const same = declared.find(({ known }) => isInstance(thrown, known.type));
  if (same !== undefined) return same.index;
  const alike = declared.filter(
    ({ known }) => known.shared !== undefined && isInstance(thrown, known.shared),
  );
  if (alike.length > 0) return bestFit(alike, thrown);
  if (Object.values(classes.named).some((type) => isInstance(thrown, type))) return -1;
  for (const name of [nameOf(property(thrown, "constructor")), property(thrown, "name")]) {
    const called = declared.filter((one) => one.name === name || localName(one.name) === name);
    if (called.length > 0) return bestFit(called, thrown);
  }
  return -1;
}

interface Candidate {
  readonly index: number;
  readonly known: KnownException;
}

/** The first candidate that has a field for everything that was set; or else for most of it. */
function bestFit(candidates: readonly Candidate[], thrown: object): number {
  if (candidates.length === 1) return candidates[0]!.index;
  const set = ownNames(thrown);
  const surplus = ({ known }: Candidate): number => set.filter((name) => !known.fields.has(name)).length;
  return candidates.reduce((best, one) => (surplus(one) < surplus(best) ? one : best)).index;
}

function isInstance(thrown: object, type: new () => Error): boolean {
  try {
    return thrown instanceof type;
  } catch {
    return false; // a Proxy may refuse even that
  }
}

function property(of: object, name: string): unknown {
  try {
    return (of as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined; // whatever it has is not told
  }
}

function nameOf(type: unknown): unknown {
  return typeof type === "function" ? property(type, "name") : undefined;
}

function ownNames(of: object): readonly string[] {
  try {
    return Object.keys(of);
  } catch {
    return [];
  }
}
