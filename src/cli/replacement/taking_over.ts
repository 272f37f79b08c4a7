// In a program that takes another one's place: it serves, and the other is told to end.
import { resolve } from "node:path";
import { refuseHanded, relieve } from "../../runtime/successor/predecessor.ts";
import { type Place, placeNames } from "../../server/options/listening/places.ts";
import type { Predecessor, Taken } from "./handed.ts";

/**
 * Tells the other program which of its sockets and files are this one's now, and closes those sockets that are not.
 * @param files that this program writes.
 * Resolves when the other accepts no more.
 */
export async function takeOver(
  { sockets }: Predecessor,
  places: readonly Place[],
  files: readonly string[],
): Promise<void> {
  const names = new Set(placeNames(places));
  for (const [name, descriptor] of sockets) if (!names.has(name)) refuseHanded(descriptor);
  const taken: Taken = {
    sockets: [...sockets.keys()].filter((name) => names.has(name)),
    files: files.map((file) => resolve(file)),
  };
  await relieve(JSON.stringify(taken));
}
