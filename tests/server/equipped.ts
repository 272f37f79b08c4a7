// Tells what its worker was given: in the argument of init, and in variables.
import type { WorkerInfo } from "../../mod.ts";

export const service = "service Equipped { string seen() }";

let own: WorkerInfo;

export function init(worker: WorkerInfo) {
  own = worker;
}

export default {
  seen() {
    const { device, threads } = own;
    const { CUDA_VISIBLE_DEVICES: cuda, HIP_VISIBLE_DEVICES: hip, OMP_NUM_THREADS: omp } = process.env;
    return JSON.stringify({ device, threads, cuda, hip, omp });
  },
};
