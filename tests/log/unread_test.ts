// Standard output and error that nobody reads, under the command line: calls go on, and lines are lost and counted.
import assert from "node:assert/strict";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { ModelName } from "../../src/server/models.ts";
import {
  commandLine,
  type ServerProgram,
  startWith,
  talkative,
  talkativeHandler,
} from "../fixtures/command_line.ts";
import { until } from "../fixtures/serving.ts";

/** The models that differ in whose event loop would wait: the server's, a thread's, a process's. */
const models: readonly (readonly [name: string, ModelName, ...string[]])[] = [
  ["nonblocking, no workers", "nonblocking", "--workers", "0"],
  ["nonblocking, with an access log", "nonblocking", "--workers", "1", "--access-log"],
  ["forking", "forking", "--spares", "1"],
];

describe("output that nobody reads", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-unread-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A pipe as the server's output; the shell holds both its ends, so that it has a reader that does not read. */
  async function startInto(
    pipe: string,
    redirections: string,
    args: readonly string[],
  ): Promise<ServerProgram> {
    const script = `mkfifo ${pipe} && exec 9<>${pipe} && exec "$@" ${redirections} 9>&-`;
    return await startWith(["sh", "-c", script, "sh", ...commandLine], [talkativeHandler, ...args]);
  }

  for (const [name, model, ...args] of models) {
    it(`of the log and of console holds up no call and no SIGTERM: ${name}`, async () => {
      const pipe = join(folder, `both-${name.replaceAll(/\W+/g, "-")}`);
      await using server = await startInto(pipe, ">&9 2>&9", ["--model", model, ...args]);
      const client = await server.connect(talkative);
      await client.call("log", 1, 10);
      await client.call("nap", 300); // what writes the log is loaded with the first record
      await client.call("log", 6000, 300);
      await client.call("print", 6000, 300, false);
      await client.call("print", 1, 10_000_000, false);
      const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        assert.equal(await client.call("echo", 5), 5);
        // Read again: what was kept comes, in whole lines, and then what was lost is told.
        let text = "";
        const read = () => {
          text += readAll(reader);
          return /\d+ lines of the log were lost: standard error was not read\n/.test(text);
        };
        await until(read, "the log tells that lines were lost");
        await until(async () => {
          await client.call("log", 1, 10);
          read();
          return /: 0 \.{8}\n/.test(text);
        }, "the log goes on");
        const lines = text.split("\n").slice(0, -1);
        for (const line of lines)
          assert.match(line.slice(0, 80), /^(20\d\d-\S+Z \w+ |thriftserve: |\d+ \.+)/);
        // And not read once more.
        await client.call("log", 6000, 300);
        server.signal("SIGTERM");
        const { status } = await server.ended();
        assert.equal(status, 0);
      } finally {
        closeSync(reader);
      }
    });

    it(`is not lost while somebody reads, nor at the end: ${name}`, async () => {
      await using server = await startWith(commandLine, [talkativeHandler, "--model", model, ...args]);
      const client = await server.connect(talkative);
      await client.call("print", 20_000, 100, true);
      client.close();
      server.signal("SIGTERM");
      const { status, stdout } = await server.ended();
      assert.equal(status, 0);
      const expected = Array.from({ length: 20_000 }, (_, i) => `${i} `.padEnd(100, "."));
      assert.deepEqual(stdout.split("\n").slice(0, -1), expected);
    });
  }
});

/** What can be read now. */
function readAll(descriptor: number): string {
  const buffer = Buffer.alloc(65_536);
  let text = "";
  for (;;) {
    try {
      const length = readSync(descriptor, buffer);
      if (length === 0) return text;
      text += buffer.toString("latin1", 0, length);
    } catch (error) {
      if ((error as { code?: unknown }).code === "EAGAIN") return text;
      throw error;
    }
  }
}
