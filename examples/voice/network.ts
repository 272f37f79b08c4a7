// Silero's network that tells speech from other sounds, as the npm package @ricky0123/vad-web has it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { InferenceSession, Tensor } from "onnxruntime-node";

/** A piece of a stream, and what was heard of the stream before. */
export interface Sound {
  readonly samples: Float32Array;
  /** As {@link Hearing} had it; absent for the first piece. */
  readonly memory: Float32Array | undefined;
}

/** What was made of a piece. */
export interface Hearing {
  readonly probability: number;
  readonly memory: Float32Array;
}

/** Samples of a piece, by the samples a second. The network looks at an eighth of them again with the next piece. */
const rates = new Map([
  [512, 16_000n],
  [256, 8_000n],
]);

/** The lengths that pieces may have. */
export const lengths: readonly number[] = [...rates.keys()];

/** Numbers in a memory: two states of the network's, and the end of the piece before. */
export function memorySize(length: number): number {
  return 2 * stateSize + length / 8;
}

const stateSize = 128;

/** Loads the network, to be run by one thread. */
export function loadNetwork(): Promise<InferenceSession> {
  const file = createRequire(import.meta.url).resolve("@ricky0123/vad-web/dist/silero_vad_v6.onnx");
  return InferenceSession.create(readFileSync(file), { intraOpNumThreads: 1 });
}

/** Runs the network once, for sounds of different streams. All are of one length. */
export async function listen(network: InferenceSession, sounds: readonly Sound[]): Promise<Hearing[]> {
  if (sounds.length === 0) return [];
  const [count, length] = [sounds.length, sounds[0]!.samples.length];
  const again = length / 8;
  const input = new Float32Array(count * (again + length));
  const state = new Float32Array(2 * count * stateSize);
  for (const [index, { samples, memory }] of sounds.entries()) {
    const row = index * (again + length);
    input.set(samples, row + again);
    if (memory === undefined) continue;
    input.set(memory.subarray(2 * stateSize), row);
    state.set(memory.subarray(0, stateSize), index * stateSize); // the first states of all streams, then the second
    state.set(memory.subarray(stateSize, 2 * stateSize), (count + index) * stateSize);
  }
  const { output, stateN } = await network.run({
    input: new Tensor("float32", input, [count, again + length]),
    state: new Tensor("float32", state, [2, count, stateSize]),
    sr: new Tensor("int64", BigInt64Array.of(rates.get(length)!), []),
  });
  const [probabilities, states] = [output!.data as Float32Array, stateN!.data as Float32Array];
  return sounds.map(({ samples }, index) => {
    const memory = new Float32Array(memorySize(length));
    memory.set(states.subarray(index * stateSize, (index + 1) * stateSize));
    memory.set(states.subarray((count + index) * stateSize, (count + index + 1) * stateSize), stateSize);
    memory.set(samples.subarray(length - again), 2 * stateSize);
    return { probability: probabilities[index]!, memory };
  });
}
