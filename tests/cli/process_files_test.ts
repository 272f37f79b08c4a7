// The file with the server's process id, and the umask of what it and its workers write.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { backgroundHandler, probeHandler, run, start } from "../fixtures/command_line.ts";

const onWindows = process.platform === "win32" ? "Windows has no umask" : false;

test("--pid has the server's process id while it serves", async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-pid-"));
  const pid = join(folder, "pid");
  try {
    writeFileSync(pid, "999999999\n"); // of a server that was killed
    await using server = await start(probeHandler, "--workers", "0", "--pid", pid);
    assert.equal(readFileSync(pid, "utf8"), `${server.pid}\n`);
    const { status, stderr } = await run(probeHandler, "--workers", "0", "--port", "0", "--pid", pid);
    const why = `it has the id of process ${server.pid}, which runs; remove it if that is no such server`;
    assert.deepEqual(
      { status, stderr },
      { status: 1, stderr: `thriftserve: cannot write the process id file ${pid}: ${why}\n` },
    );
    assert.equal(readFileSync(pid, "utf8"), `${server.pid}\n`);
    server.signal("SIGTERM");
    await server.ended();
    assert.equal(existsSync(pid), false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

for (const model of ["threadpool", "processpool"]) {
  test(`--umask is that of the server and of workers: ${model}`, { skip: onWindows }, async () => {
    const args = ["--model", model, "--workers", "1", "--umask", "027"];
    await using server = await start(backgroundHandler, ...args);
    const written = join(server.folder, "written");
    const client = await server.connect();
    await client.call("nap", 0, written);
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    assert.equal(mode(join(server.folder, "port")), "640");
    assert.equal(mode(written), "640");
  });
}
