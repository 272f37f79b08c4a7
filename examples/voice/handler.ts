// Tells whether somebody speaks, piece by piece, one piece in each run of the network.
import type { InferenceSession } from "onnxruntime-node";
import { tensor } from "../../tensor.ts";
import type { VoiceHandler } from "./generated/voice.ts";
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

export default {
  async listen(piece) {
    const [heard] = await listen(network, [soundOf(piece)]);
    return { probability: heard!.probability, memory: tensor(heard!.memory) };
  },
} satisfies VoiceHandler;
