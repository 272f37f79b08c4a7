// Native addons: a thread that is ended in the middle of one takes the whole process with it.
import { readFileSync } from "node:fs";

/** Whether this process has loaded any, in whichever thread: proc(5). Where that cannot be told it is taken to have. */
export function hasNativeAddons(): boolean {
  try {
    return /\.node$/m.test(readFileSync("/proc/self/maps", "latin1"));
  } catch {
    return true;
  }
}
