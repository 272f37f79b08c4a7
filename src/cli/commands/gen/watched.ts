// Writes modules again whenever one of the files changes that they are made of.
import { existsSync } from "node:fs";
import { Watch } from "../../../watching/watch.ts";
import { displayPath } from "../../../words/paths.ts";
import { say } from "../../say.ts";

/**
 * Generates, and does so again when something has changed, until the program is stopped: neither errors nor a missing
 * file end it.
 *
 * @param generate generates once: it tells of each place that it looks for a .thrift file at, before it reads it, and
 * of each module, before it writes it. @returns the exit status.
 */
export async function watched(
  generate: (onFile: (path: string) => void, onModule: (path: string) => void) => number,
): Promise<never> {
  let status = 0;
  const round = (changed: readonly string[]) => {
    const used = new Set<string>();
    const modules = new Set<string>();
    const before = status;
    status = generate(
      (path) => {
        used.add(path);
        watch.add(path);
      },
      (path) => {
        modules.add(path);
        watch.add(path);
      },
    );
    // What somebody does to a module is mended, and one of somebody else's that is in the way may go. One that is gone
    // has been removed since it was looked at.
    for (const path of modules) if (existsSync(path)) watch.renew(path);
    watch.keepOnly([...used, ...modules]);
    if (before !== 0 && status === 0) say(`${changed.map(displayPath).join(", ")}: no errors any more`);
  };
  const watch = new Watch(round);
  round([]);
  say("watching for changes");
  return await new Promise<never>(() => {});
}
