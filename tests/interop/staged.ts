// Stages the program that `build --with deno` compiles, and leaves it there: run on Deno by with_deno_test.ts.
import { cpSync } from "node:fs";
import process from "node:process";
import { stageProgram } from "../../src/build/with_deno.ts";
import { serverPermissions } from "../../src/runtime/building/deno_compile.ts";

const [handler = "", library = "", kept = ""] = process.argv.slice(2);
const request = {
  ...{ handler, outfile: "unused", options: { port: 9099, workers: 1 }, assets: [], external: [] },
  ...{ bytecode: false, minify: false, sourcemap: false, builtBy: "0.1.0", onStep: () => {} },
};
const { folder, include } = await stageProgram(request, library);
cpSync(folder, kept, { recursive: true });
console.log(JSON.stringify({ include, permissions: serverPermissions }));
