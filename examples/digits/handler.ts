// Recognizes digits, one in each run of the network.
import type { Warmup } from "../../mod.ts";
import type { DigitsHandler } from "./generated/digits.ts";
import { pixelsOf } from "./images.ts";
import { loadNetwork, type Network } from "./network.ts";

export { Digits as service } from "./generated/digits.ts";

let network: Network;

/** Runs once in each worker. */
export async function init() {
  network = await loadNetwork();
}

const white = { type: "UINT8", shape: [28, 28], data: Buffer.alloc(28 * 28).toString("base64") };

/** The first runs are slow ones: each worker makes them before clients' calls come to it. */
export const warmup: Warmup = [
  { method: "predict", args: { image: white } },
  { method: "predict", args: { image: white } },
];

export default {
  async predict(image) {
    const [prediction] = await network.run(pixelsOf(image));
    return prediction!;
  },
} satisfies DigitsHandler;
