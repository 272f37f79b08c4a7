// The pieces that clients send.
import { typedArray } from "../../tensor.ts";
import { type Piece, WrongAudio } from "./generated/voice.ts";
import { lengths, memorySize, type Sound } from "./network.ts";

/** A client's piece, checked. Its numbers are not copied where they lie well. @throws {WrongAudio} */
export function soundOf({ samples, memory }: Piece): Sound {
  const [length = 0] = samples.shape;
  if (samples.shape.length !== 1 || !lengths.includes(length)) {
    const got = samples.shape.join(" x ");
    throw new WrongAudio({ reason: `expected ${lengths.join(" or ")} samples, got ${got}` });
  }
  if (memory !== undefined && memory.shape.join() !== `${memorySize(length)}`) {
    throw new WrongAudio({ reason: `the memory is not one of pieces of ${length} samples` });
  }
  try {
    return { samples: typedArray(samples, "FLOAT"), memory: memory && typedArray(memory, "FLOAT") };
  } catch (error) {
    throw new WrongAudio({ reason: (error as Error).message });
  }
}
