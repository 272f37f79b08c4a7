// Lines of the log, at the start, about devices and threads that are not quite as the options say.
import { log } from "../../log/log.ts";
import type { EquipmentSettings } from "./equipment.ts";
import { deviceVariables, ownEnvironment, threadVariableNames, type Variables } from "./variables.ts";

/** Says what the options cannot do here. @param runs where workers run. */
export function logEquipment(
  { devices = [], threadsPerWorker, workers }: EquipmentSettings,
  runs: "inline" | "thread" | "process",
  environment: Variables = ownEnvironment(),
): void {
  const used = runs === "inline" ? 1 : workers;
  if (used > 0 && used < devices.length) {
    const unused = devices.slice(used).join(", ");
    const words = "there are fewer workers than devices, {workers} for {devices}: {unused} is not used";
    log.warn(words, { workers: used, devices: devices.length, unused });
  }
  const names = [...new Set(devices.flatMap((device) => Object.keys(deviceVariables(device, {}))))];
  if (runs !== "process" && names.length > 0) {
    const words =
      "{names} cannot be set for a thread: its device is in the argument of init alone, worker.device. Worker processes (processpool, forking) have the variable too";
    log.info(words, { names: names.join(", ") });
  }
  const others = threadVariableNames.filter(
    (name) => environment[name] !== undefined && environment[name] !== String(threadsPerWorker),
  );
  if (threadsPerWorker === undefined || others.length === 0) return;
  const set = others.map((name) => `${name}=${environment[name]}`).join(", ");
  log.warn("{set} of the environment stays as it is, though threadsPerWorker is {threads}", {
    set,
    threads: threadsPerWorker,
  });
}
