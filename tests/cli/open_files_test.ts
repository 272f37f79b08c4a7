// More clients than open files: some are turned away, and once they have left everybody is served as before.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { commandLine, modelArguments, probeHandler, root } from "../fixtures/command_line.ts";
import { framedEcho, RawClient } from "../fixtures/raw_client.ts";
import { allModels, until } from "../fixtures/serving.ts";

const limit = 128;
/**
 * Fewer at a time than the backlog, which is an eighth of the limit: were the queue of half-open connections to run
 * over, Linux would fall back on SYN cookies and take the last packet of a client that has left for a new one.
 */
const few = { length: 8 };

for (const model of allModels) {
  test(`${model} serves again after ${2 * limit} clients had ${limit} open files`, {
    skip: process.platform !== "linux" && "only Linux tells a program of its open files",
  }, async () => {
    const { folder, portFile, server, said, ended } = startLimited(() => [
      probeHandler,
      ...modelArguments(model),
    ]);
    try {
      await until(() => existsSync(portFile), "it serves");
      const port = Number(readFileSync(portFile, "utf8"));
      // To be refused is a way of being turned away: Deno's listener is away for a second when an accept has failed.
      const connect = () => RawClient.connect(port).catch(() => undefined);
      const crowd: (RawClient | undefined)[] = [];
      while (crowd.length < 2 * limit) crowd.push(...(await Promise.all(Array.from(few, connect))));
      await new Promise((resolve) => setTimeout(resolve, 500));
      for (const client of crowd) client?.destroy();
      await until(
        async () => {
          const client = await connect();
          if (client === undefined) return false;
          client.send(framedEcho);
          const body = await client.frame();
          client.destroy();
          return body?.readUInt32BE() === 0x80010002;
        },
        `${model} serves again; it said ${said()}`,
        10,
      );
      assert.match(said(), /ulimit -n is 128: at most \d+ connections are open at a time instead of 16384/);
      server.kill("SIGTERM");
      await ended;
    } finally {
      server.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    }
  });
}

test("a server whose handler has taken all open files says so, uses no processor for it, and serves again afterwards", {
  skip: process.platform !== "linux" && "only Linux tells a program of its open files",
}, async () => {
  const { folder, portFile, server, said, ended } = startLimited((own) => {
    const handler = join(own, "handler.ts");
    writeFileSync(join(own, "files.thrift"), "service Files { i32 take() void free() }");
    writeFileSync(handler, takesAllFiles);
    return [handler, "--workers", "0"];
  });
  try {
    await until(() => existsSync(portFile), "it serves");
    const port = Number(readFileSync(portFile, "utf8"));
    const files = resolveService(loadIdl(join(folder, "files.thrift")));
    const client = await connect(files, { port, connectTimeout: 0 });
    await new Promise((resolve) => setTimeout(resolve, 1500)); // as long as it takes at most to look once
    assert.ok(((await client.call("take")) as number) > 10);
    const waiting = await RawClient.connect(port).catch(() => undefined);
    await until(() => /cannot accept connections: /.test(said()), `it says so; it said ${said()}`);
    const before = processorTime(server.pid!);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.ok(processorTime(server.pid!) - before < 1, "less than half a processor");
    await client.call("free");
    waiting?.destroy();
    await until(async () => {
      const another = await connect(files, { port, retries: 0 }).catch(() => undefined);
      if (another === undefined) return false;
      const freed = another.with({ timeout: 5 }).call("free");
      const isServed = await freed.then(
        () => true,
        () => false,
      );
      another.close();
      return isServed;
    }, "it serves again");
    client.close();
    server.kill("SIGTERM");
    await ended;
  } finally {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
});

/** A module that opens files until it can open no more. */
const takesAllFiles = `import { closeSync, openSync } from "node:fs";
export const service = new URL("./files.thrift", import.meta.url);
let taken = [];
export default {
  take() {
    try {
      for (;;) taken.push(openSync("/dev/null", "r"));
    } catch {
      return taken.length;
    }
  },
  free() {
    for (const descriptor of taken.splice(0)) closeSync(descriptor);
  },
};
`;

/** Starts a server that may open only so many files. @param describe its arguments, given a folder of its own. */
function startLimited(describe: (folder: string) => readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "open-files-"));
  const portFile = join(folder, "port");
  const command = [...commandLine, ...describe(folder), "--port", "0", "--port-file", portFile];
  const server = spawn("sh", ["-c", `ulimit -n ${limit} && exec "$@"`, "sh", ...command], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  server.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise((resolve) => server.on("exit", resolve));
  return { folder, portFile, server, said: () => said, ended };
}

/** Seconds that a process has used, all threads together: proc(5). */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
