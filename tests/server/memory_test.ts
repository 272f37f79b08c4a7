// The start tells what workers with much memory take.
import { test } from "node:test";
import { start } from "../fixtures/command_line.ts";
import { until } from "../fixtures/serving.ts";
import { writeModules } from "../handler/modules.ts";

const isLinux = process.platform === "linux";

for (const [model, kind] of [
  ["threadpool", "thread"],
  ["processpool", "process"],
] as const) {
  test(`${model}: the memory of each worker is told, after init`, {
    skip: !isLinux && "/proc is Linux's",
  }, async () => {
    using modules = writeModules({
      "handler.mjs": `export const service = "service S { i32 f() }";
        let kept;
        export function init() { kept = new Uint8Array(250_000_000).fill(1); }
        export default { f: () => kept.length };`,
    });
    const args = ["--model", model, "--workers", "1"];
    await using server = await start(`${modules.folder}/handler.mjs`, ...args);
    const told = new RegExp(`info \\d+ MB of memory are taken, by 1 worker ${kind} about \\d{3} MB each`);
    await until(() => told.test(server.stderr), "the memory is told");
  });
}
