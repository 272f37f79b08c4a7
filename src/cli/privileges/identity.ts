// The user and the group that `--user` and `--group` name, checked before anything is begun.
import { OptionsError } from "../../options/error.ts";
import type { Credentials } from "../../runtime/privileges/credentials.ts";
import { didYouMean } from "../../words/nearest.ts";
import { findGroup, findUser, namesIn, type User } from "./accounts.ts";

/** Another user than this process's own. */
export interface Identity extends Credentials {
  /** Its name or number, for people. */
  readonly shown: string;
  readonly home: string | undefined;
}

/**
 * Works out who is to be become.
 * @returns undefined: this process is that already.
 * @throws {OptionsError} when there is no such user or group, or when this process may not become it.
 */
export function identityOf(user: string | undefined, group: string | undefined): Identity | undefined {
  const option = user === undefined ? "group" : "user";
  if (process.platform !== "linux") throw new OptionsError(option, "is for Linux");
  const found: User = user === undefined ? { uid: 0 } : userNamed(user);
  const gid = group === undefined ? found.gid : groupNamed(group);
  if (gid === undefined) {
    throw new OptionsError(
      "user",
      (named) => `is ${user}, a number without a name: expected ${named("group")} too`,
    );
  }
  const { geteuid, getegid } = process;
  const now = geteuid?.();
  const isSame = (user === undefined || now === found.uid) && getegid?.() === gid;
  if (isSame && now !== 0) return undefined;
  if (now !== 0) {
    const what = user === undefined ? "another group's" : "another user";
    throw new OptionsError(
      option,
      `is ${user ?? group}: only root may become ${what}, and this process is of user ${nameOf(now)}`,
    );
  }
  const { name, uid, home } = found;
  return { uid, gid, name: name ?? undefined, home, shown: user ?? `root of group ${group}` };
}

function userNamed(text: string): User {
  const found = findUser(text);
  if (found !== undefined) return found;
  throw new OptionsError("user", `is ${text}: there is no such user${didYouMean(text, namesIn("passwd"))}`);
}

function groupNamed(text: string): number {
  const found = findGroup(text);
  if (found !== undefined) return found;
  throw new OptionsError("group", `is ${text}: there is no such group${didYouMean(text, namesIn("group"))}`);
}

function nameOf(uid: number | undefined): string {
  return (uid !== undefined && findUser(String(uid))?.name) || String(uid);
}
