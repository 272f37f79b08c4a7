// The file that holds what worker processes share.
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** It has no name where the system can open it without: nobody has to remove it. */
export class ShareFile {
  /** The path by which it is opened, as long as this process lives. */
  readonly path: string;
  readonly #descriptor: number;
  /** Until it is removed. */
  readonly #folder: string | undefined;

  /** @throws when no file can be made. */
  constructor() {
    const folder = mkdtempSync(join(tmpdir(), "thriftserve-"));
    const path = join(folder, "shared");
    this.#descriptor = openSync(path, "wx+", 0o600);
    if (process.platform === "linux") {
      rmSync(folder, { recursive: true });
      this.path = `/proc/${process.pid}/fd/${this.#descriptor}`;
    } else {
      this.#folder = folder;
      this.path = path;
    }
  }

  /** Those who have mapped it keep it. */
  close(): void {
    closeSync(this.#descriptor);
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
