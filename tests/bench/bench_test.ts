// `thriftserve bench` from end to end, as short as it can be.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Advice } from "../../src/bench/advice/advice.ts";
import type { Results } from "../../src/bench/results.ts";
import { bench } from "../../src/cli/commands/bench/bench.ts";
import { Mistake } from "../../src/cli/mistakes.ts";
import { allGone, commandLine, inherited, Program, run, start } from "../fixtures/command_line.ts";
import { until } from "../fixtures/serving.ts";

const handler = "bench/choosing/handler.ts";

test("a handler is measured under its models beside a server that runs, and a model is advised", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-bench-test-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const [svg, html] = [join(folder, "chart.svg"), join(folder, "page.html")];
  await using other = await start(handler, "--model", "simple");
  const { status, stdout, stderr } = await run(
    ...["bench", handler, "--method", "add", "--args", "[1, 2]", "--models", "inline,threadpool"],
    ...["--workers", "1", "--clients", "2,4", "--calls", "40", "--compare", `other=127.0.0.1:${other.port}`],
    ...["--json", "-", "--svg", svg, "--html", html, "--", "--pipeline", "2"],
  );
  assert.deepEqual([status, stderr], [0, ""]);
  const results = JSON.parse(stdout) as Results & { readonly advice: Advice };
  const names = results.servers.map(({ name }) => name);
  assert.deepEqual(names, ["nonblocking 0", "threadpool 1", "other"]);
  for (const { name, figures } of results.servers) {
    for (const { name: of } of results.tests) {
      assert.ok(
        figures[of]!.calls > 0 && figures[of]!.failed === 0,
        `${name}, ${of}: ${JSON.stringify(figures[of])}`,
      );
    }
  }
  assert.ok(names.slice(0, 2).includes(results.advice.choice));
  assert.match(readFileSync(svg, "utf8"), /^<svg [\s\S]*nonblocking 0[\s\S]*<\/svg>\n$/);
  assert.ok(readFileSync(html, "utf8").includes(`Choose ${results.advice.choice}`));
});

test("calls that begin by the clock are counted from when they were due; a server alone gets no advice", async () => {
  await using server = await start(handler, "--model", "nonblocking", "--workers", "0");
  const { status, stdout, stderr } = await run(
    ...["bench", "--address", `127.0.0.1:${server.port}`, "--idl", "bench/choosing/timed.thrift"],
    ...["-m", "nap", "-a", "[100]", "--rate", "20", "--calls", "6", "--clients", "2,3", "--json", "-"],
  );
  assert.deepEqual([status, stderr], [0, ""]);
  const results = JSON.parse(stdout) as Results & { readonly advice?: Advice };
  assert.equal(results.advice, undefined);
  const { series } = results.servers[0]!.figures;
  // The sixth is due after a quarter of a second, and its turn comes after half of one.
  assert.equal(series!.calls, 6);
  assert.ok(series!.p99!.milliseconds >= 330, JSON.stringify(series));
});

for (const signal of ["SIGINT", "SIGKILL"] as const)
  test(`${signal} to the benchmark alone ends its servers and load generators`, async () => {
    const program = new Program(
      [...commandLine, "bench", handler, "-m", "nap", "-a", "[50]", "--models", "processpool", "-w", "1"],
      { env: inherited() },
    );
    try {
      // A generator, a server, its worker.
      await until(() => program.over !== undefined || program.children().length >= 3, "it measures", 30);
      const tree = program.tree();
      program.signal(signal);
      const { status } = await program.ended();
      assert.equal(status, signal === "SIGINT" ? 130 : null);
      await allGone(tree, 20);
    } finally {
      program.kill();
    }
  });

for (const [operands, options, expected] of [
  [[handler], {}, /^--method is not given/],
  [[], { method: "add" }, /^no handler is given, nor the --address of a server/],
  [[handler], { method: "add", address: "a:1" }, /^--address is in place of a handler; --compare a:1/],
  [[handler], { method: "ad", args: "[1]" }, /^Timed has no function ad; did you mean add\?/],
  [[handler], { method: "add" }, /^--args is not given: add takes a, b/],
  [[handler, "--model", "simple"], { method: "add" }, /^--model behind -- is for servers/],
  [[handler], { method: "nap", args: "[1]", compare: ["http://x/"] }, /over tcp, tls and Unix sockets/],
] as const) {
  test(`${operands.join(" ")} ${JSON.stringify(options)}: what is wrong is told`, async () => {
    const args = ["--", ...operands];
    const told = await bench.run({ operands, options, args, commands: {} }).catch((error: Error) => error);
    assert.ok(told instanceof Mistake, String(told));
    assert.match(told.message, expected);
  });
}
