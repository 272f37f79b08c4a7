// Runs the network alone, in this process, with more and more images at a time, and says how many a second it recognizes:
// `bun sizes.ts`. It tells which `maxSize` is worth having.
import { imageSize, loadNetwork } from "./network.ts";

const network = await loadNetwork();
for (const size of [1, 2, 4, 8, 16, 32, 64, 128]) {
  const images = new Uint8Array(size * imageSize).map((_, at) => at % 251);
  await network.run(images); // the first run is a slow one
  const began = performance.now();
  let runs = 0;
  while (performance.now() - began < 500) {
    await network.run(images);
    runs++;
  }
  const seconds = (performance.now() - began) / 1000;
  const [rate, time] = [(runs * size) / seconds, (1000 * seconds) / runs];
  console.log(`${size} at a time: ${rate.toFixed(0)} a second, ${time.toFixed(2)} ms a run`);
}
