// The images that clients send.
import { type Tensor, typedArray } from "../../tensor.ts";
import { WrongImage } from "./generated/digits.ts";

/** The pixels of an image, which are not copied. @throws {WrongImage} where it is none of 28 x 28 bytes */
export function pixelsOf(image: Tensor): Uint8Array {
  const { shape } = image;
  if (shape.length !== 2 || shape[0] !== 28 || shape[1] !== 28) {
    throw new WrongImage({ reason: `expected 28 x 28 pixels, got ${shape.join(" x ")}` });
  }
  try {
    return typedArray(image, "UINT8");
  } catch (error) {
    throw new WrongImage({ reason: (error as Error).message });
  }
}
