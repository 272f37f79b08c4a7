// Devices and threads are dealt out evenly, and told in the variables that libraries look at.
import assert from "node:assert/strict";
import { test } from "node:test";
import { devices } from "../../src/options/devices.ts";
import { Equipper } from "../../src/server/equipment/equipment.ts";
import { deviceVariables, threadVariables } from "../../src/server/equipment/variables.ts";

test("devices are read from names, numbers and ranges of them", () => {
  const read = (text: string) => devices.read!(text, undefined);
  assert.deepEqual(read("cuda:0, cuda:1"), ["cuda:0", "cuda:1"]);
  assert.deepEqual(read("0-3"), ["0", "1", "2", "3"]);
  assert.deepEqual(read("cuda:2-3,cpu"), ["cuda:2", "cuda:3", "cpu"]);
  assert.deepEqual(read("GPU-8932f937-d72c-4106-c12f-20bd9faed9f6"), [
    "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6",
  ]);
  assert.deepEqual(devices.read!("1", ["0"]), ["0", "1"]);
  for (const wrong of ["", "0,", "3-1", "0-9999", "a b"]) assert.equal(read(wrong), undefined, wrong);
  assert.equal(devices.accept([]), undefined);
  assert.equal(devices.accept("0-3"), undefined);
});

test("each worker has the device that the fewest have, one that takes another's place the same", () => {
  const equipper = new Equipper({ devices: ["a", "b"], threadsPerWorker: 2, workers: 3 }, "process", {});
  const [one, two, three] = [equipper.equip(), equipper.equip(), equipper.equip()];
  const deviceOf = (worker: typeof one) => worker!.begins().told.device;
  assert.deepEqual([one, two, three].map(deviceOf), ["a", "b", "a"]);
  const heir = equipper.equip(three);
  assert.equal(deviceOf(heir), "a"); // it is ready before the other ends
  three.ends();
  two.ends();
  assert.equal(deviceOf(two), "b"); // its process died
  assert.equal(deviceOf(equipper.equip()), "b");
  assert.deepEqual(one.begins().told, { device: "a", threads: 2 });
});

test("a device is the only one that its process sees, counted among those that the server sees", () => {
  const none = {};
  assert.deepEqual(deviceVariables("cuda:1", none), { CUDA_VISIBLE_DEVICES: "1" });
  assert.deepEqual(deviceVariables("1", none), { CUDA_VISIBLE_DEVICES: "1", HIP_VISIBLE_DEVICES: "1" });
  assert.deepEqual(deviceVariables("rocm:1", none), { HIP_VISIBLE_DEVICES: "1" });
  assert.deepEqual(deviceVariables("rocr:1", none), { ROCR_VISIBLE_DEVICES: "1" });
  assert.deepEqual(deviceVariables("GPU-8932f937", none), { CUDA_VISIBLE_DEVICES: "GPU-8932f937" });
  assert.deepEqual(deviceVariables("cpu", none), {});
  assert.deepEqual(deviceVariables("npu:0", none), {});
  const some = { CUDA_VISIBLE_DEVICES: "2, 5" };
  assert.deepEqual(deviceVariables("cuda:1", some), { CUDA_VISIBLE_DEVICES: "5" });
  assert.throws(() => deviceVariables("cuda:2", some), {
    name: "OptionsError",
    message: /devices has the number 2, and CUDA_VISIBLE_DEVICES is 2, 5: it leaves 2, counted from 0/,
  });
  assert.throws(() => deviceVariables("0", { CUDA_VISIBLE_DEVICES: "" }), /it leaves none/);
});

test("variables for threads are set where the environment has none, in processes alone", () => {
  assert.deepEqual(threadVariables(3, { MKL_NUM_THREADS: "8" }), {
    OMP_NUM_THREADS: "3",
    OPENBLAS_NUM_THREADS: "3",
  });
  const settings = { devices: undefined, threadsPerWorker: undefined, workers: 100_000 };
  const begun = (runs: "thread" | "process", workers: number, environment = {}) =>
    new Equipper({ ...settings, workers }, runs, environment).equip().begins();
  const all = { OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  assert.deepEqual(begun("process", 100_000), { told: { threads: 1 }, variables: all });
  assert.deepEqual(begun("thread", 100_000), { told: { threads: 1 }, variables: undefined });
  assert.deepEqual(begun("process", 0), { told: {}, variables: undefined }); // one for each connection
  assert.equal(begun("process", 0, { OMP_NUM_THREADS: "5" }).told.threads, 5);
});
