// Watches files by looking at them again and again: whatever replaces one, by a rename, a link or a whole new folder, and
// one that is not there yet, is seen alike on every system and on network drives, which events are not.
import { type BigIntStats, statSync } from "node:fs";
import { resolve } from "node:path";

/** How files are watched; times are in milliseconds. */
export interface WatchOptions {
  /** The time from one look to the next; it grows with the number of files. Default: 200. */
  readonly interval?: number;
  /** The time that nothing has to change before a change is told: a save is several. Default: 50. */
  readonly quiet?: number;
}

/** Files that are looked at. */
export class Watch {
  readonly #seen = new Map<string, string>();
  readonly #interval: number;
  readonly #quiet: number;
  readonly #changed = new Set<string>();
  readonly #onChange: (paths: readonly string[]) => void;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * It keeps the program running until it is closed.
   * @param onChange told the absolute paths of the files that are others than they were, that are new or gone.
   */
  constructor(
    onChange: (paths: readonly string[]) => void,
    { interval = 200, quiet = 50 }: WatchOptions = {},
  ) {
    this.#onChange = onChange;
    this.#interval = interval;
    this.#quiet = quiet;
    this.#timer = setTimeout(() => this.#look(), interval);
  }

  /** The number of files. */
  get size(): number {
    return this.#seen.size;
  }

  /**
   * Adds a file, or a folder for the names in it; neither need be there. From now on: added before it is read, no
   * change is missed. One that is watched already is so from when it was added first.
   * @param since of a file that was read before it is added: when that began, in milliseconds since 1970. What is newer
   * has changed.
   */
  add(path: string, since = Number.POSITIVE_INFINITY): void {
    const file = resolve(path);
    if (this.#seen.has(file)) return;
    const isNewer = Number(statsOf(file)?.ctimeMs ?? 0) > since;
    this.#seen.set(file, isNewer ? newer : stateOf(file));
  }

  /** Takes a file as it is now, where it has just been written by oneself. */
  renew(path: string): void {
    const file = resolve(path);
    this.#seen.set(file, stateOf(file));
    this.#changed.delete(file);
  }

  /** Watches no other files than these any more. */
  keepOnly(paths: Iterable<string>): void {
    const kept = new Set([...paths].map((path) => resolve(path)));
    for (const file of this.#seen.keys()) if (!kept.has(file)) this.#seen.delete(file);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#seen.clear();
  }

  #look(): void {
    const start = performance.now();
    let isQuiet = true;
    for (const [file, state] of this.#seen) {
      const now = stateOf(file);
      if (now === state) continue;
      this.#seen.set(file, now);
      if (this.#changed.size === 0) this.#since = start;
      this.#changed.add(file);
      isQuiet = false;
    }
    const end = performance.now();
    const isDue = this.#changed.size > 0 && (isQuiet || end - this.#since > longest);
    this.#timer = setTimeout(
      () => this.#look(),
      this.#changed.size > 0 && !isDue ? this.#quiet : Math.max(this.#interval, share * (end - start)),
    );
    if (!isDue) return;
    const changed = [...this.#changed];
    this.#changed.clear();
    this.#onChange(changed);
  }
}

/** A look takes no more than one part in so many of the time. */
const share = 50;
/** Milliseconds after which a change is told of files that never rest. */
const longest = 2000;

/** The state of a file that is another by now than the one that is known. */
const newer = "newer";

/** All that tells one state of a file from another; of a link, that of the file that it leads to. */
function stateOf(file: string): string {
  const stats = statsOf(file);
  return stats === undefined
    ? "none"
    : `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
}

function statsOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined; // a folder on the way is a file, or may not be looked into: there is none as far as we can see
  }
}
