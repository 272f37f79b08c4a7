// In a program that takes another one's place: its talk with that.
import { closeSync, read, writeSync } from "node:fs";
import { talk } from "./start.ts";

/** Tells the other program that this one serves. Resolves when that has let go, or has ended. */
export async function relieve(word: string): Promise<void> {
  try {
    writeSync(talk, `${word}\n`);
    await answered();
  } catch {
    // It has gone: there is nothing to wait for.
  }
  closeSync(talk);
}

/**
 * Keeps what was handed over from the programs that this one starts, its workers among them: a socket listens for as long as
 * anybody has it. Two runtimes do so by themselves.
 */
export async function keepFromOthers(descriptors: Iterable<number>): Promise<void> {
  if (!("deno" in process.versions)) return;
  const { denoCalls } = await import("../deno/calls.ts");
  for (const descriptor of [talk, ...descriptors]) denoCalls()?.fcntl(descriptor, setFlags, closeOnExec);
}

/** F_SETFD and FD_CLOEXEC. */
const [setFlags, closeOnExec] = [2, 1];

/** Closes a socket that was handed over and has no use here. */
export function refuseHanded(descriptor: number): void {
  closeSync(descriptor);
}

async function answered(): Promise<void> {
  for (;;) {
    const code = await new Promise<string | undefined>((resolve) => {
      read(talk, Buffer.alloc(16), 0, 16, null, (error) => resolve(error?.code));
    });
    if (code !== "EAGAIN") return;
    await new Promise((resolve) => setTimeout(resolve, askedAgain));
  }
}

/** Milliseconds. */
const askedAgain = 5;
