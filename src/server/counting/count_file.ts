// The file in which worker processes count: each in a place of its own, where its numbers outlive it.
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CountMemory, countMemorySize } from "./count_memory.ts";

/** One for a server. It has no name where the system can open it without: nobody has to remove it. */
export class CountFile {
  readonly #path: string;
  readonly #descriptor: number;
  /** Until it is removed. */
  readonly #folder: string | undefined;
  #places = 0;

  /** @throws when no file can be made. */
  constructor() {
    const folder = makeFolder();
    const path = join(folder, "counts");
    this.#descriptor = openSync(path, "wx+", 0o600);
    if (isSeen()) {
      rmSync(folder, { recursive: true });
      this.#path = `/proc/${process.pid}/fd/${this.#descriptor}`;
    } else {
      this.#folder = folder;
      this.#path = path;
    }
  }

  /**
   * The memory of a place, with zeros in it.
   * @param length bytes that will be used of it. They are written, so that the system has the memory when it is used.
   * @throws when the system has no memory for it.
   */
  memory(place: number, length: number): CountMemory {
    const offset = place * countMemorySize;
    if (place >= this.#places) {
      this.#places = place + 1;
      ftruncateSync(this.#descriptor, this.#places * countMemorySize);
    }
    writeSync(this.#descriptor, new Uint8Array(length), 0, length, offset);
    return { kind: "file", path: this.#path, offset, size: countMemorySize };
  }

  /** The numbers of a place. */
  read(place: number, length: number): Float64Array {
    const numbers = new Float64Array(length);
    readSync(
      this.#descriptor,
      new Uint8Array(numbers.buffer),
      0,
      numbers.byteLength,
      place * countMemorySize,
    );
    return numbers;
  }

  close(): void {
    closeSync(this.#descriptor);
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether the user's other processes see the files of this one: the system hides one that has become that user. */
function isSeen(): boolean {
  return process.platform === "linux" && statSync("/proc/self/fd").uid === process.getuid?.();
}

/** In memory, where the system has a folder for that. */
function makeFolder(): string {
  for (const parent of ["/dev/shm", tmpdir()]) {
    try {
      return mkdtempSync(join(parent, "thriftserve-"));
    } catch {
      // Not there, or not to be written to.
    }
  }
  return mkdtempSync("thriftserve-");
}
