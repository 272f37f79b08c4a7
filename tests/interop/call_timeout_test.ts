// The executable, with a handler that now and then loops for ever: all other calls are answered, and soon.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { root, startWith } from "../fixtures/command_line.ts";

const built = join(root, "dist/thriftserve");
const missing = existsSync(built) || process.env.CI ? false : "dist/thriftserve is not there: npm run build";

describe("calls that never return, in the executable", { skip: missing }, () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-loops-"));
    writeFileSync(join(folder, "loops.thrift"), "service Loops { i32 work(1: bool loops) }");
    writeFileSync(
      join(folder, "handler.ts"),
      `export const service = new URL("./loops.thrift", import.meta.url);
export default { work(loops: boolean) { for (;;) if (!loops) return 7; } };
`,
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const model of ["nonblocking", "threadpool", "processpool"]) {
    test(`${model}: the callers of others are answered within seconds, and the pool is whole at the end`, async () => {
      const options = ["--model", model, "--workers", "2", "--call-timeout", "2", "--log-level", "fatal"];
      await using server = await startWith([built], [join(folder, "handler.ts"), ...options]);
      const service = resolveService(loadIdl(join(folder, "loops.thrift")));
      const clients = await Promise.all(Array.from({ length: 8 }, () => server.connect(service)));
      let longest = 0;
      const calls = clients.map(async (client, number) => {
        for (let made = 0; made < 30; made++) {
          const loops = number < 2 && made === 5;
          const began = performance.now();
          const called = client.call("work", loops);
          if (loops) await assert.rejects(called, { message: "deadline: Loops.work took longer than 2 s" });
          else {
            assert.equal(await called, 7);
            longest = Math.max(longest, performance.now() - began);
          }
        }
      });
      await Promise.all(calls);
      assert.ok(longest < 10_000, `${longest} ms`); // it is below 3 s on a quiet machine
      const both = await Promise.all(clients.map((client) => client.call("work", false)));
      assert.deepEqual(both, Array(8).fill(7));
    });
  }
});
