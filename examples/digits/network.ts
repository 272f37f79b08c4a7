// The network that was trained: images in, a digit for each out.
import { readFileSync } from "node:fs";
import { env } from "node:process";
import type { InferenceSession } from "onnxruntime-common";

/** Bytes of an image: 28 rows of 28 pixels. */
export const imageSize = 28 * 28;

/** A digit, and how sure the network is of it. */
export interface Prediction {
  readonly digit: number;
  /** From 0 to 1. */
  readonly probability: number;
}

/** A network that is ready to run. */
export interface Network {
  /**
   * Runs it once, for any number of images.
   *
   * @param images one behind the other
   */
  run(images: Uint8Array): Promise<Prediction[]>;
}

/**
 * Loads the network, or the one that the variable `NETWORK` names the file of. Workers share the processor's cores, so
 * that each gets one thread. It runs in native code, or in WebAssembly where that cannot be loaded.
 */
export async function loadNetwork(): Promise<Network> {
  const runtime = await import("onnxruntime-node").catch((error: Error) => {
    console.warn(`${webAssembly} runs the network: onnxruntime-node cannot be loaded: ${error.message}`);
    return import(webAssembly);
  });
  const Tensor: typeof import("onnxruntime-common").Tensor = runtime.Tensor;
  const bytes = readFileSync(env.NETWORK || new URL("./digits.onnx", import.meta.url));
  const session: InferenceSession = await runtime.InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  return {
    async run(images) {
      const count = images.length / imageSize;
      const { probabilities } = await session.run({ images: new Tensor("uint8", images, [count, 28, 28]) });
      const all = probabilities!.data as Float32Array;
      return Array.from({ length: count }, (_, image) =>
        likeliest(all.subarray(10 * image, 10 * image + 10)),
      );
    },
  };
}

/** A name that `tsc` and `thriftserve build` do not look for: most projects install one of the two. */
const webAssembly: string = "onnxruntime-web";

function likeliest(probabilities: Float32Array): Prediction {
  const probability = Math.max(...probabilities);
  return { digit: probabilities.indexOf(probability), probability };
}
