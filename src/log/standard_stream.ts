// Lines on their way to standard output or error. A reader that reads no more must not hold up calls: what it does not
// take is kept up to a bound, and then lost and counted.
import {
  openStandardDescriptor,
  type StandardDescriptor,
  sleep,
  type WriteAtOnce,
} from "../runtime/standard_descriptor.ts";

/** The patience of a stream with a slow reader. */
export interface StandardStreamOptions {
  /** Is told when lines begin to be lost. */
  losing?(): void;
  /** Text before the next line that gets through when lines were lost; unless it is empty it ends with a line break. */
  notice(lost: number): string;
  /** Most milliseconds that a writer waits for a reader that has fallen behind, before lines are lost. */
  readonly patience: number;
}

/** Writes lines whole or not at all, in their order. */
export class StandardStream {
  readonly #descriptor: StandardDescriptor;
  readonly #options: StandardStreamOptions;
  #writeAtOnce: WriteAtOnce | undefined;
  /** The first of them may have been written in part. */
  readonly #kept: Uint8Array[] = [];
  #size = 0;
  #lost = 0;
  /** The patience that is left: the reader renews it by reading. */
  #patience: number;
  /** Since when the reader has read nothing; undefined: it does. */
  #unreadSince: number | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #delay = retriedFirst;
  #flushedAtExit = false;
  /** A flush has waited in vain: the next one does not. */
  #gaveUp = false;

  constructor(descriptor: StandardDescriptor, options: StandardStreamOptions) {
    this.#descriptor = descriptor;
    this.#options = options;
    this.#patience = options.patience;
  }

  /** Writes text that ends with a line break, now or later or never. */
  write(text: string | Uint8Array): void {
    const bytes = typeof text === "string" ? Buffer.from(text) : text.slice(); // whose it is may write to it again
    this.#send();
    if (this.#kept.length > 0 && this.#size + bytes.length > keptAtMost && !this.#waitForRoom(bytes.length)) {
      if (this.#lost === 0) this.#options.losing?.();
      this.#lost += linesIn(bytes);
      return;
    }
    this.#tellLost();
    this.#keep(bytes);
    this.#send();
    if (this.#kept.length === 0) return;
    this.#later();
  }

  /** Waits until what is kept is written, but not for a reader that reads nothing. */
  flush(): void {
    if (this.#gaveUp && this.#send() === 0) return;
    const end = performance.now() + flushedAtMost;
    this.#send();
    if (this.#lost > 0 && this.#kept.length === 0) this.#tellLost();
    let idleSince = performance.now();
    while (this.#kept.length > 0) {
      const now = performance.now();
      this.#gaveUp = now > end || now - idleSince > flushedIdle;
      if (this.#gaveUp) return;
      sleep(pause);
      if (this.#send() > 0) idleSince = performance.now();
    }
  }

  /** Joins short lines to what the system writes whole, whatever other programs write to the same pipe. */
  #keep(bytes: Uint8Array): void {
    const last = this.#kept.length - 1;
    if (last >= 0 && this.#kept[last]!.length + bytes.length <= writtenWhole) {
      this.#kept[last] = Buffer.concat([this.#kept[last]!, bytes]);
    } else this.#kept.push(bytes);
    this.#size += bytes.length;
  }

  #tellLost(): void {
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    const notice = this.#options.notice(lost);
    if (notice !== "") this.#keep(Buffer.from(notice));
  }

  /** Writes what the system takes. @returns how many bytes. */
  #send(): number {
    let sent = 0;
    try {
      this.#writeAtOnce ??= openStandardDescriptor(this.#descriptor);
      while (this.#kept.length > 0) {
        const bytes = this.#kept[0]!;
        const written = this.#writeAtOnce(bytes);
        sent += written;
        this.#size -= written;
        if (written < bytes.length) {
          this.#kept[0] = bytes.subarray(written);
          if (written === 0) break;
        } else this.#kept.shift();
      }
    } catch {
      // It has no reader any more: serving goes on.
      this.#kept.length = 0;
      this.#size = 0;
      this.#lost = 0;
    }
    if (sent > 0 || this.#kept.length === 0) this.#unreadSince = undefined;
    else this.#unreadSince ??= performance.now();
    if (sent > 0) {
      this.#patience = Math.min(this.#patience + sent * patiencePerByte, this.#options.patience);
      this.#delay = retriedFirst;
    }
    return sent;
  }

  /** A reader that reads, but more slowly than we write, is waited for: as long as the patience lasts. */
  #waitForRoom(size: number): boolean {
    while (this.#patience > 0) {
      const before = performance.now();
      if (before - (this.#unreadSince ?? before) > this.#options.patience) return false;
      sleep(pause);
      this.#patience -= performance.now() - before;
      this.#send();
      if (this.#kept.length === 0 || this.#size + size <= keptAtMost) return true;
    }
    return false;
  }

  #later(): void {
    if (!this.#flushedAtExit) {
      this.#flushedAtExit = true;
      process.on("exit", () => this.flush());
    }
    if (this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#send();
      if (this.#kept.length > 0) this.#later();
      else if (this.#lost > 0) {
        this.#tellLost();
        this.#send();
        if (this.#kept.length > 0) this.#later();
      }
    }, this.#delay);
    this.#retry.unref();
    this.#delay = Math.min(this.#delay * 2, retriedLast);
  }
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return Math.max(lines, 1);
}

/** Bytes that are kept for a reader; a single line that is longer is kept alone. */
const keptAtMost = 1_048_576;
/** Milliseconds between attempts to write what is kept, from the first to the last. */
const retriedFirst = 1;
const retriedLast = 100;
/** Most milliseconds that a flush takes, and those that it takes while the reader reads nothing. */
const flushedAtMost = 2000;
const flushedIdle = 200;
/** Milliseconds. */
const pause = 1;
/** A reader that reads 1 MB a second when it is waited for loses nothing. */
const patiencePerByte = 1 / 1024;
/** PIPE_BUF of Linux: what is no longer goes into a pipe as a whole or not at all. */
const writtenWhole = 4096;
