// The handler of background.thrift.
import { writeFileSync } from "node:fs";
import type { WorkerInfo } from "../../../mod.ts";

export const service = new URL("./background.thrift", import.meta.url);

let id = 0;

export function init(worker: WorkerInfo) {
  id = worker.id;
}

export default {
  processId: () => process.pid,
  worker: () => id,
  echo: (number: number) => number,
  async nap(milliseconds: number, begun: string) {
    writeFileSync(begun, "");
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return milliseconds;
  },
  throwLater() {
    setTimeout(() => {
      throw new Error("thrown in the background");
    }, 1);
  },
  rejectLater() {
    setTimeout(() => void Promise.reject(new Error("rejected in the background")), 1);
  },
};
