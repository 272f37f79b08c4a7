// The members of enums where values are written: their names are accepted, and named when something else is given.
import type { Enum } from "../schema/schema.ts";
import { localName } from "../schema/service.ts";
import { didYouMean } from "../words/nearest.ts";
import { show } from "../words/show.ts";
import { Misfit } from "./misfit.ts";

/** An enum as writers know it: one object for each, made with the codec. */
export interface EnumMembers {
  /** Without its program. */
  readonly name: string;
  /** Called when a value is given that is no number: few ever are. */
  readonly members: () => Readonly<Record<string, number>>;
  known?: ReadonlyMap<string, number>;
}

/** The same of a schema's enum. */
export function membersOf({ name, values }: Enum): EnumMembers {
  const entries = values.map((member): [string, number] => [member.name, member.value]);
  return { name: localName(name), members: () => Object.fromEntries(entries) };
}

/**
 * Accepts the name of a member, and a bigint in range. Numbers never come here: as for Apache's libraries, they need
 * not be those of a member.
 */
export function toEnum(value: unknown, of: EnumMembers, path: string): number {
  if (typeof value === "bigint" && BigInt.asIntN(32, value) === value) return Number(value);
  of.known ??= new Map(Object.entries(of.members()));
  const member = typeof value === "string" ? of.known.get(value) : undefined;
  if (member !== undefined) return member;
  const meant = typeof value === "string" ? didYouMean(value, of.known.keys()) : "";
  throw new Misfit(path, `expected ${of.name}${listed(of.known)}, got ${show(value)}${meant}`);
}

function listed(members: ReadonlyMap<string, number>): string {
  if (members.size === 0) return "";
  const shown = [...members].slice(0, shownAtMost).map(([name, value]) => `${name} ${value}`);
  const rest = members.size - shown.length;
  return `: ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

const shownAtMost = 10;
