// A bare thread that uses the processor as the probe's calls do.
import { parentPort } from "node:worker_threads";
import probe from "../fixtures/probe.ts";

parentPort!.on("message", (calls: number) => {
  for (let call = 0; call < calls; call++) probe.spin(40_000_000);
  parentPort!.postMessage("done");
});
