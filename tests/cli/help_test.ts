// The help, and the page of options that is written from the same rows.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { commandRows, programRows } from "../../src/cli/options/rows.ts";
import { onCommandLine } from "../../src/options/error.ts";
import { models } from "../../src/server/models.ts";
import { commandLine, Program, root, run, runWith } from "../fixtures/command_line.ts";
import { optionsPage } from "./options_page.ts";

test("--help tells of every option and every model on standard output", async () => {
  const { status, stdout, stderr } = await runWith({ COLUMNS: "1000" }, "--help");
  assert.equal(stderr, "");
  assert.equal(status, 0);
  const source = readFileSync(`${root}src/server/options/options.ts`, "utf8");
  const options = Array.from(source.matchAll(/^ {2}(\w+)\?:/gm), ([, name]) => name!);
  assert.ok(options.length >= 15, "the options were found in their source");
  for (const option of [...options, "portFile", "help", "version"]) {
    const flag = onCommandLine(option);
    assert.match(stdout, new RegExp(`[ ,]${flag}\\b`), `${flag} is in the help`);
  }
  for (const { name, summary } of Object.values(models)) {
    assert.match(stdout, new RegExp(`^ +${name} +\\S`, "m"));
    assert.ok(stdout.includes(summary), summary);
  }
  for (const heading of ["Signals:", "Exit statuses:", "Sizes"]) assert.ok(stdout.includes(heading), heading);
});

test("the help is as wide as the terminal, however narrow that is", async () => {
  const [narrow, usual, wide] = await Promise.all(
    ["40", "60", "120"].map(async (columns) => (await runWith({ COLUMNS: columns }, "--help")).stdout),
  );
  for (const [text, columns] of [
    [narrow!, 40],
    [usual!, 60],
    [wide!, 120],
  ] as const) {
    for (const line of text.split("\n")) assert.ok(line.length <= columns, `${columns}: ${line}`);
  }
  const words = (text: string) => text.split(/\s+/).join(" ");
  assert.equal(words(narrow!), words(wide!), "nothing is lost for it");
});

test("a reader that does not read to the end is no failure", async () => {
  const { status, stderr } = await piped(`${commandLine.join(" ")} --help | true`);
  assert.deepEqual([status, stderr], [0, ""]);
});

/** Runs a line of a shell in which the first program's failure is the line's. */
async function piped(line: string): Promise<{ status: number | null; stderr: string }> {
  const program = new Program(["bash", "-c", `set -o pipefail; ${line}`]);
  try {
    return await program.ended();
  } finally {
    program.kill();
  }
}

test("-h and help are --help", async () => {
  const [long, short, word] = await Promise.all([run("--help"), run("-h"), run("help")]);
  assert.deepEqual(short, long);
  assert.deepEqual(word, long);
});

test("without anything the usage is told in a few lines, with status 2", async () => {
  const { status, stdout, stderr } = await run();
  assert.equal(status, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /^thriftserve: no handler is given\n/);
  for (const part of ["thriftserve HANDLER [options]", "--help"]) assert.ok(stderr.includes(part), stderr);
  assert.ok(stderr.split("\n").length < 12, stderr);
});

test("docs/options.md has the rows that the command line has; `npm run docs` writes it", () => {
  assert.equal(
    readFileSync(`${root}docs/options.md`, "utf8"),
    optionsPage({ ...commandRows, ...programRows }),
  );
});
