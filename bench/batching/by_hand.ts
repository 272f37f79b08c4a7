// Runs the network of examples/digits alone, with batches of each size in turn, and prints what each comes to, as JSON.
import process from "node:process";
import { imageSize, loadNetwork } from "../../examples/digits/network.ts";

const sizes = [1, 2, 4, 8, 16, 32, 64];
const [seconds = 1] = process.argv.slice(2).map(Number);
const network = await loadNetwork();
const found: { size: number; rate: number; cost: number }[] = [];
for (const size of sizes) {
  const images = new Uint8Array(size * imageSize).map((_, at) => at % 251);
  await network.run(images); // the first run is a slow one
  const { user, system } = process.cpuUsage();
  const began = performance.now();
  let runs = 0;
  while (performance.now() - began < 1000 * seconds) {
    await network.run(images);
    runs++;
  }
  const took = (performance.now() - began) / 1000;
  const spent = process.cpuUsage({ user, system });
  found.push({ size, rate: (runs * size) / took, cost: (spent.user + spent.system) / (runs * size) });
}
console.log(JSON.stringify(found));
