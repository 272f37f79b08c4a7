// The executable with `--watch` serves what its handler's files say now, with worker processes and without workers.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { root, startWith } from "../fixtures/command_line.ts";
import { until } from "../fixtures/serving.ts";

const executable = join(root, "dist/thriftserve");
const missing =
  existsSync(executable) || process.env.CI ? false : `${executable} is not there: npm run build`;

for (const way of [
  ["--model", "processpool", "--workers", "2"],
  ["--model", "nonblocking", "--workers", "0"],
]) {
  test(`${way.join(" ")}: what changes is served, an error is told, and the start says what is watched`, {
    skip: missing,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "thriftserve-watched-"));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    try {
      write("handler.ts", `import { part } from "./part";\nexport default { sum: () => part };`);
      write("part.ts", "export const part: number = 1;");
      write("base.thrift", "typedef i32 Total");
      write("sum.thrift", `include "base.thrift" service Sum { base.Total sum() }`);
      const service = resolveService(loadIdl(join(folder, "sum.thrift")));
      const args = ["handler.ts", "--idl", "sum.thrift", "--watch", ...way];
      await using server = await startWith([executable], args, { cwd: folder });
      await until(
        () => /, watches handler\.ts and 3 more files\n/.test(server.stderr),
        "it says what it watches",
      );
      const client = await server.connect(service);
      const serves = (sum: number) => until(async () => (await client.call("sum")) === sum, `it is ${sum}`);
      const says = (words: string) => until(() => server.stderr.includes(words), `it says ${words}`);
      await serves(1);
      write("part.ts", "export const part: number = 2;");
      await serves(2);
      write("part.ts", "export const part: number = ;");
      await says("handler.ts is not reloaded, the earlier one serves on");
      await says("part.ts:1:");
      write("base.thrift", "typedef i32 Total (mended)");
      await says("base.thrift changed");
      await serves(2);
      write("part.ts", "export const part: number = 3;");
      await serves(3);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
