// Predicts by a model in ONNX's format, which was trained in Python.
import { fileURLToPath } from "node:url";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { IrisHandler } from "./generated/iris.ts";

export { Iris as service } from "./generated/iris.ts";

let model: InferenceSession;

/** Loads the model once in each worker. Workers share the processor's cores, so that each gets one. */
export async function init() {
  const file = fileURLToPath(new URL("./iris.onnx", import.meta.url));
  model = await InferenceSession.create(file, { intraOpNumThreads: 1 });
}

export default {
  async predict(flowers) {
    if (flowers.length === 0) return [];
    const rows = flowers.flatMap((one) => [one.sepalLength, one.sepalWidth, one.petalLength, one.petalWidth]);
    const features = new Tensor("float32", Float32Array.from(rows), [flowers.length, 4]);
    const { probabilities } = await model.run({ features });
    const all = probabilities!.data as Float32Array;
    return flowers.map((_, index) => {
      const three = all.subarray(3 * index, 3 * index + 3);
      const probability = Math.max(...three);
      return { species: three.indexOf(probability), probability };
    });
  },
} satisfies IrisHandler;
