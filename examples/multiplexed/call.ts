// Calls both services: `bun examples/multiplexed/call.ts [PORT]`.
import { connect } from "../../mod.ts";
import { Calculator } from "../calculator/generated/calculator.ts";
import { service as Words } from "./words.ts";

// `true` stands for the service's own name; a server may list it under another.
const options = { port: Number(process.argv[2] ?? 9090), multiplexed: true };
await using calculator = await connect(Calculator, options);
await using words = await connect(Words, options);

console.log("add(1, 2) =", await calculator.add(1, 2));
console.log('count("to be or not to be") =', await words.count("to be or not to be"));
