// Tells whether somebody speaks: pieces of up to 32 streams in each run of the network.
import type { InferenceSession } from "onnxruntime-node";
import type { Batch, BatchedCall } from "../../mod.ts";
import { tensor } from "../../tensor.ts";
import type { Piece } from "./generated/voice.ts";
import { listen, loadNetwork } from "./network.ts";
import { soundOf } from "./pieces.ts";

export { Voice as service } from "./generated/voice.ts";

let network: InferenceSession;

/** Runs once in each worker. */
export async function init() {
  network = await loadNetwork();
}

/** Before clients' calls come to a worker it listens to silence: the first run is a slow one. */
export async function warmup() {
  await listen(network, [{ samples: new Float32Array(512), memory: undefined }]);
}

/** Pieces of one length are run together: those at 16 kHz and those at 8 kHz do not fit into one tensor. */
export const batch: Batch = {
  listen: { maxSize: 32, maxDelay: 1, key: ([{ samples }]: [Piece]) => samples.shape.join(" x ") },
};

export default {
  async listen(calls: readonly BatchedCall<[piece: Piece]>[]) {
    const sounds = calls.map(({ arguments: [piece] }) => {
      try {
        return soundOf(piece);
      } catch (error) {
        return error as Error; // of this call alone
      }
    });
    const heard = await listen(
      network,
      sounds.flatMap((sound) => (sound instanceof Error ? [] : [sound])),
    );
    const next = heard.values();
    return sounds.map((sound) => {
      if (sound instanceof Error) return sound;
      const { probability, memory } = next.next().value!;
      return { probability, memory: tensor(memory) };
    });
  },
};
