// The variables by which native libraries are told, before a worker process begins, of the device and the threads that it
// may use.
import { OptionsError } from "../../options/error.ts";

/** Variables of an environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

const cuda = "CUDA_VISIBLE_DEVICES";
const hip = "HIP_VISIBLE_DEVICES";
const rocr = "ROCR_VISIBLE_DEVICES";

/** The variables that say how many threads libraries may have. */
export const threadVariableNames = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"] as const;

/**
 * The variables that leave a process one device. ROCm looks at two, one inside of the other, so that only one may be set:
 * HIP's, or for `rocr:0` that of the layer below.
 *
 * @param device `cuda:0`, `hip:0`, `rocm:0`, `rocr:0`; a number alone is one of CUDA and of HIP, `GPU-...` one of CUDA. Others
 * have no variable.
 * @param environment the server's own: where it leaves this some devices, numbers count those.
 * @throws {OptionsError} when it leaves none of that number.
 */
export function deviceVariables(device: string, environment: Variables): Record<string, string> {
  const [, kind = "", name = device] = /^([a-z]+):(.+)$/i.exec(device) ?? [];
  const isUuid = /^(GPU|MIG)-/.test(name);
  if (kind === "" && !isUuid && !/^\d+$/.test(name)) return {};
  const names = isUuid && kind === "" ? [cuda] : (byKind[kind.toLowerCase()] ?? []);
  return Object.fromEntries(names.map((variable) => [variable, visible(name, variable, environment)]));
}

const byKind: Readonly<Record<string, readonly string[]>> = {
  "": [cuda, hip],
  cuda: [cuda],
  hip: [hip],
  rocm: [hip],
  rocr: [rocr],
};

function visible(name: string, variable: string, environment: Variables): string {
  const own = environment[variable];
  if (own === undefined || !/^\d+$/.test(name)) return name;
  const listed = own.split(",").map((one) => one.trim());
  const found = listed[Number(name)];
  if (found !== undefined && found !== "") return found;
  throw new OptionsError(
    "devices",
    `has the number ${name}, and ${variable} is ${own}: it leaves ${own === "" ? "none" : listed.length}, counted from 0`,
  );
}

/** The environment of this program; empty where Deno may not read it. */
export function ownEnvironment(): Variables {
  const { env } = process;
  try {
    for (const name of threadVariableNames) void env[name];
    return env;
  } catch {
    return {};
  }
}

/** The variables that limit threads, as far as the environment does not. */
export function threadVariables(threads: number, environment: Variables): Record<string, string> {
  const unset = threadVariableNames.filter((name) => environment[name] === undefined);
  return Object.fromEntries(unset.map((name) => [name, String(threads)]));
}
