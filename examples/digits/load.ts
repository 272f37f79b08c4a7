// Calls with many clients at once, and says how many calls a second were answered, how long they took, and how many answers
// were right: `bun load.ts [PORT] [CLIENTS] [SECONDS]`.
import { readFileSync } from "node:fs";
import process from "node:process";
import { connect } from "../../mod.ts";
import { tensor } from "../../tensor.ts";
import { Digits } from "./generated/digits.ts";

const [port = 9090, clients = 32, seconds = 5] = process.argv.slice(2).map(Number);
const bytes = readFileSync(new URL("./digits.bin", import.meta.url));
const digits = Array.from({ length: bytes.length / 785 }, (_, index) => {
  const image = bytes.subarray(785 * index + 1, 785 * (index + 1));
  return { label: bytes[785 * index], image: tensor(image, [28, 28]) };
});

const times: number[] = [];
let right = 0;
const began = performance.now();
const until = began + 1000 * seconds;
await Promise.all(Array.from({ length: clients }, (_, index) => callAllTheTime(index)));
const took = (performance.now() - began) / 1000;

times.sort((one, other) => one - other);
const percentile = (part: number) => times[Math.floor(part * times.length)]?.toFixed(2);
console.log(`${(times.length / took).toFixed(0)} calls a second by ${clients} clients`);
console.log(`half of them took less than ${percentile(0.5)} ms, 99 of 100 less than ${percentile(0.99)} ms`);
console.log(`${((100 * right) / times.length).toFixed(1)} % of the answers were right`);

/** A client with a connection of its own, which calls as soon as it has an answer. */
async function callAllTheTime(first: number): Promise<void> {
  await using client = await connect(Digits, { port });
  for (let next = first; performance.now() < until; next++) {
    const { label, image } = digits[next % digits.length]!;
    const sent = performance.now();
    const { digit } = await client.predict(image);
    times.push(performance.now() - sent);
    if (digit === label) right++;
  }
}
