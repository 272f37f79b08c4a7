// Odd results: each caller is answered and no other client notices. `npm run odd` makes as many calls as you like.
import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLine, startWith } from "../fixtures/command_line.ts";
import { places } from "../fixtures/serving.ts";
import { oddTrial } from "./trial.ts";

/** Always the same, and another one each time. */
const seeds = [1, Math.floor(Math.random() * 0x100000000)];

for (const [name, { model, workers }] of Object.entries(places)) {
  test(`${name}: odd results and errors are answered, and touch nobody else`, async () => {
    await using server = await startWith(commandLine, [
      ...["tests/odd/handler.ts", "--model", model, "--workers", String(workers)],
    ]);
    for (const seed of seeds) {
      const { results, applicationExceptions } = await oddTrial(server.port, {
        seed,
        calls: 300,
        anew: 50,
        clients: 2,
      }).catch((error: unknown) => {
        throw new Error(`--seed ${seed}: ${server.stderr.slice(-2000)}`, { cause: error });
      });
      assert.ok(results > 0 && applicationExceptions > 0);
    }
    assert.equal(server.over, undefined);
  });
}
