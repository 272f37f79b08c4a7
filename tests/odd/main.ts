// `npm run odd -- [options]`: odd results and errors by the thousand, with a client beside that checks its replies to the byte.
//
//   --calls N          odd calls to make (default 100000)
//   --runtime NAME     what serves: bun (default), deno, node or executable
//   --model NAME       one model, or inline (default: all of them, one after the other)
//   --clients N        clients at a time that make them (default 8)
//   --seed N           repeats a trial (default: a random one)
//
// It exits with 1 when a reply is missing or wrong, anybody's, or when the server has ended.
import { parseArgs } from "node:util";
import type { ModelName } from "../../src/server/models.ts";
import { modelArguments, startWith } from "../fixtures/command_line.ts";
import { hosts } from "../fixtures/hosts.ts";
import { allModels } from "../fixtures/serving.ts";
import { oddTrial } from "./trial.ts";

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "100000" },
    runtime: { type: "string", default: "bun" },
    model: { type: "string" },
    clients: { type: "string", default: "8" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 0x100000000)) },
  },
});

const host = hosts.find(({ name }) => name === values.runtime);
if (host === undefined) {
  throw new Error(`There is no ${values.runtime}. Known: ${hosts.map(({ name }) => name).join(", ")}`);
}

for (const model of values.model === undefined ? [...allModels, "inline"] : [values.model]) {
  const options = model === "inline" ? ["--workers", "0"] : modelArguments(model as ModelName);
  await using server = await startWith(host.command, ["tests/odd/handler.ts", ...options]);
  const began = performance.now();
  try {
    const trial = {
      seed: Number(values.seed),
      calls: Number(values.calls),
      anew: 1000,
      clients: model === "simple" ? 0 : Number(values.clients),
    };
    const { calls, results, exceptions, applicationExceptions, beside } = await oddTrial(server.port, trial);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `${host.name} ${model} --seed ${values.seed}: ${calls} odd calls in ${seconds} s: ${results} results, ` +
        `${exceptions} declared exceptions, ${applicationExceptions} others; ${beside} calls beside, each right to the byte`,
    );
    if (server.over !== undefined) throw new Error(`the server has ended with ${server.over.status}`);
  } catch (error) {
    console.log(
      `FAILED: ${host.name} ${model} --seed ${values.seed}: ${error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error)}`,
    );
    console.log(server.stderr.slice(-3000));
    process.exitCode = 1;
  }
}
