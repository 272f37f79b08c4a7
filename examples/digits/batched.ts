// Recognizes digits, up to 32 of different clients in each run of the network.
import type { Batch, BatchedCall } from "../../mod.ts";
import type { Tensor } from "../../tensor.ts";
import { pixelsOf } from "./images.ts";
import { imageSize, loadNetwork, type Network } from "./network.ts";

export { Digits as service } from "./generated/digits.ts";

let network: Network;

/** Runs once in each worker. */
export async function init() {
  network = await loadNetwork();
}

/** The first runs are slow ones: each worker makes them before clients' calls come to it. */
export async function warmup() {
  for (const count of [1, 32]) await network.run(new Uint8Array(count * imageSize));
}

export const batch: Batch = { predict: { maxSize: 32, maxDelay: 2 } };

export default {
  async predict(calls: readonly BatchedCall<[image: Tensor]>[]) {
    const images = new Uint8Array(calls.length * imageSize);
    const errors = calls.map(({ arguments: [image] }, index) => {
      try {
        images.set(pixelsOf(image), index * imageSize);
        return undefined;
      } catch (error) {
        return error as Error; // of this call alone
      }
    });
    const predictions = await network.run(images);
    return predictions.map((prediction, index) => errors[index] ?? prediction);
  },
};
