// Deno: becomes another user, by the C library: Deno has only half of Node's functions for that.
import { denoCalls } from "../deno/calls.ts";
import type { Credentials } from "./credentials.ts";
import { showInProc } from "./show_in_proc.ts";

/** See {@link become}. @throws {Error} when Deno may not call the C library, or the system refuses. */
export function becomeByCalls({ uid, gid, name }: Credentials): void {
  const calls = denoCalls();
  if (calls === undefined) throw new Error("Deno needs --allow-ffi, or -A, for it");
  const groups = new Uint8Array(new Uint32Array([gid]).buffer);
  const steps = [
    () => (name === undefined ? calls.setgroups(1n, groups) : calls.initgroups(textOf(name), gid)),
    () => calls.setgid(gid),
    () => calls.setuid(uid),
  ];
  for (const step of steps) if (step() !== 0) throw new Error("the system refuses it");
  calls.prctl(showInProc.option, BigInt(showInProc.value));
}

function textOf(name: string): Uint8Array {
  return new TextEncoder().encode(`${name}\0`);
}
