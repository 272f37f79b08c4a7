// The users and groups that the system knows, by their names or numbers: passwd(5) and group(5), and where the system has them
// from elsewhere, getent(1).
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A user. */
export interface User {
  /** Absent: the number alone is known. */
  readonly name?: string;
  readonly uid: number;
  /** Its own group; absent as the name is. */
  readonly gid?: number;
  readonly home?: string;
}

/** Finds a user by its name or number; any number is one. @returns undefined: there is none. */
export function findUser(text: string): User | undefined {
  const fields = find("passwd", text);
  if (fields === undefined) return isNumber(text) ? { uid: Number(text) } : undefined;
  const [name = "", , uid, gid, , home = ""] = fields;
  return { name, uid: Number(uid), gid: Number(gid), home };
}

/** Finds a group's number. @returns undefined: there is none. */
export function findGroup(text: string): number | undefined {
  const found = find("group", text)?.[2];
  return found === undefined ? (isNumber(text) ? Number(text) : undefined) : Number(found);
}

/** All names in the system's own file. */
export function namesIn(table: "passwd" | "group"): string[] {
  return linesOf(table).map(([name = ""]) => name);
}

function find(table: "passwd" | "group", text: string): readonly string[] | undefined {
  const isIt = ([name, , id]: readonly string[]) => name === text || (isNumber(text) && id === text);
  return linesOf(table).find(isIt) ?? askedFor(table, text);
}

function linesOf(table: string): string[][] {
  try {
    const lines = readFileSync(`/etc/${table}`, "utf8").split("\n");
    return lines.filter((line) => /^[^#:]+:/.test(line)).map((line) => line.split(":"));
  } catch {
    return []; // an image without any
  }
}

/** Of a directory service, say. */
function askedFor(table: string, text: string): string[] | undefined {
  const { status, stdout } = spawnSync("getent", ["--", table, text], { encoding: "utf8", timeout: 10_000 });
  return status === 0 ? stdout.trim().split(":") : undefined;
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) < 0xffff_ffff;
}
