// Runs command lines one after the other, until one of them ends this process: those that only say what is wrong with
// them leave it for the next. Behind what each prints stands its status, and behind what it says nothing, in zero bytes.
import { writeSync } from "node:fs";
import { run } from "../../src/cli/program.ts";

for (const args of JSON.parse(process.argv[2]!) as string[][]) {
  const status = await run(args);
  writeSync(1, `\0${status}\0`);
  writeSync(2, "\0");
}
