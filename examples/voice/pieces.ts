// The pieces that clients send.
import { type Tensor, typedArray } from "../../tensor.ts";
import { WrongAudio } from "./generated/voice.ts";
import { lengths, memorySize, type Piece } from "./network.ts";

/** A client's piece and memory, checked. @throws {WrongAudio} */
export function pieceOf(piece: Tensor, memory: Tensor | undefined): Piece {
  const [length = 0] = piece.shape;
  if (piece.shape.length !== 1 || !lengths.includes(length)) {
    throw new WrongAudio({
      reason: `expected ${lengths.join(" or ")} samples, got ${piece.shape.join(" x ")}`,
    });
  }
  const size = memorySize(length);
  if (memory !== undefined && memory.shape.join() !== `${size}`) {
    throw new WrongAudio({ reason: `the memory is not one of pieces of ${length} samples` });
  }
  try {
    return { samples: typedArray(piece, "FLOAT"), memory: memory && typedArray(memory, "FLOAT") };
  } catch (error) {
    throw new WrongAudio({ reason: (error as Error).message });
  }
}
