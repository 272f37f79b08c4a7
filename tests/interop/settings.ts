// The settings that servers are tested with: every model, and the one that runs calls on the event loop.
import { models } from "../../src/server/models.ts";

const onTheEventLoop = "nonblocking --workers 0";

/** As they are shown and planned. */
export const settingNames: readonly string[] = [...Object.keys(models), onTheEventLoop];

/** The options of a setting. */
export function optionsOf(setting: string): string[] {
  return ["--model", ...setting.split(" ")];
}

/** Whether each connection has a thread or a process of its own. */
export function isForEachConnection(setting: string): boolean {
  return setting === "threaded" || setting === "forking";
}
