// A handler's `init` and `close` may throw, hang or spin: the server ends in time all the same, and says why.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { ModelName } from "../../src/server/models.ts";
import {
  allGone,
  commandLine,
  inherited,
  leanArguments,
  Program,
  startWith,
} from "../fixtures/command_line.ts";
import { allModels, until } from "../fixtures/serving.ts";

const handler = "tests/cli/handlers/hooked.ts";
const isInline = (model: ModelName) => model === "simple";

function startHooked(model: ModelName, hooks: Readonly<Record<string, string>>, ...args: string[]) {
  return startWith(commandLine, [handler, ...leanArguments(model), ...args], {
    env: { ...inherited(), ...hooks },
  });
}

for (const model of allModels) {
  test(`${model}: a close that hangs keeps nothing alive for longer than --shutdown-timeout`, async () => {
    await using server = await startHooked(model, { HOOKED_CLOSE: "hang" }, "--shutdown-timeout", "1");
    const client = await server.connect();
    assert.equal(await client.call("echo", 1), 1);
    const tree = server.tree();
    server.signal("SIGTERM");
    const { status, stderr } = await server.ended();
    assert.equal(status, 0, stderr);
    assert.match(stderr, /close of tests\/cli\/handlers\/hooked\.ts did not end within 1 s/);
    assert.doesNotMatch(stderr, /calls were still at work/);
    await allGone(tree);
    assert.equal(existsSync(join(server.folder, "port")), false);
  });
}

/** One for each place that handlers run in, and their hooks. */
const places = ["simple", "threadpool", "processpool"] as const;

for (const model of places) {
  test(`${model}: a close that throws is logged, and nothing else comes of it`, async () => {
    await using server = await startHooked(model, { HOOKED_CLOSE: "throw" });
    const client = await server.connect();
    assert.equal(await client.call("echo", 1), 1);
    server.signal("SIGTERM");
    const { status, stderr } = await server.ended();
    assert.equal(status, 0, stderr);
    assert.match(
      stderr,
      /error close of tests\/cli\/handlers\/hooked\.ts failed: Error: close throws on purpose\n +at /,
    );
  });

  test(`${model}: a close that spins keeps nothing alive either`, async () => {
    await using server = await startHooked(model, { HOOKED_CLOSE: "spin" }, "--shutdown-timeout", "1");
    const tree = server.tree();
    server.signal("SIGTERM");
    const { status, signal, stderr } = await server.ended();
    // Node knows no other way to end a program whose event loop is held.
    if (isInline(model) && !("bun" in process.versions || "deno" in process.versions)) {
      assert.equal(signal, "SIGKILL");
    } else assert.equal(status, 0, stderr);
    assert.match(
      stderr,
      /close of tests\/cli\/handlers\/hooked\.ts (did not end within|holds the event loop)/,
    );
    await allGone(tree);
    assert.equal(existsSync(join(server.folder, "port")), false);
  });

  test(`${model}: SIGTERM ends it while init spins`, async () => {
    using program = await startHanging(model, "spin");

    const before = program.tree();
    program.signal("SIGTERM");
    const { status, signal } = await program.ended();
    // What holds the event loop that the signal is to be handled on leaves it to the system.
    if (isInline(model)) assert.equal(signal, "SIGTERM");
    else assert.equal(status, 0);
    await allGone(before);
  });
}

// The other models' init spins above: how far they are with their workers is what may differ.
for (const model of ["simple", "threaded", "nonblocking", "forking"] as const) {
  test(`${model}: SIGTERM ends it while init hangs, and it says so`, async () => {
    using program = await startHanging(model, "hang");

    const before = program.tree();
    program.signal("SIGTERM");
    const { status, stderr } = await program.ended();
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^thriftserve: stopped by SIGTERM before it served$/m);
    await allGone(before);
  });
}

test("processpool: no process is left when the server is killed while init spins", async () => {
  using program = await startHanging("processpool", "spin");
  await until(() => program.children().length === 1, "it has its process");
  const before = program.tree();
  program.signal("SIGKILL");
  await allGone(before);
});

test("forking: processes whose close hangs make room for others", async () => {
  await using server = await startHooked(
    "forking",
    { HOOKED_CLOSE: "hang" },
    "--max-workers",
    "2",
    "--shutdown-timeout",
    "0.3",
  );
  for (let connection = 0; connection < 6; connection++) {
    const client = await server.connect();
    assert.equal(await client.call("echo", connection), connection);
    client.close();
  }
  await until(
    () => /did not end within 0\.3 s: worker \d+ \(process \d+\) is ended/.test(server.stderr),
    "the log tells of it",
  );
});

/** Starts a server whose init does not end, and resolves when that has begun. */
async function startHanging(model: ModelName, init: "hang" | "spin"): Promise<Hanging> {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-hooks-"));
  const begun = join(folder, "begun");
  const program = new Hanging([...commandLine, handler, ...leanArguments(model), "--port", "0"], {
    env: { ...inherited(), HOOKED_INIT: init, HOOKED_BEGUN: begun },
  });
  program.folder = folder;
  try {
    await until(() => existsSync(begun), "init begins");
    // The event loop of an inline model has its turn again.
    await new Promise((resolve) => setTimeout(resolve, 100));
  } catch (error) {
    program[Symbol.dispose]();
    throw new Error(`the program says ${program.stderr}`, { cause: error });
  }
  return program;
}

class Hanging extends Program {
  /** The init of its other worker may yet write there. */
  folder = "";

  [Symbol.dispose](): void {
    this.kill();
    rmSync(this.folder, { recursive: true });
  }
}
