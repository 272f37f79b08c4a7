// Apache's clients for HTTP and WebSocket call every runtime and the executable: Python's THttpClient, and
// npm thrift's createHttpConnection and createWSConnection.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { missingPeers, preparePeers, python } from "./peers.ts";
import { hosts, type RunningServer, root, startServer } from "./server.ts";

const run = promisify(execFile);
const settings = {
  timeout: 120_000,
  env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", no_proxy: "127.0.0.1" },
};
const peers = missingPeers ? undefined : await preparePeers();

describe("Apache's clients for HTTP get right answers", { skip: missingPeers ?? false }, () => {
  after(() => peers?.remove());

  for (const host of hosts) {
    for (const model of ["nonblocking", "processpool"]) {
      describe(`${host.name} ${model}`, { concurrency: 1, skip: host.missing ?? false }, () => {
        let server: RunningServer | undefined;
        before(async () => {
          server = await startServer(host, ["tests/conformance/handler.ts", "--model", model]);
        });
        after(() => server?.kill());

        test(`${host.name} ${model}: python THttpClient`, async () => {
          const client = join(root, "tests/interop/http_client.py");
          const options = ["--gen", peers!.pythonCode, "--url", `http://${server!.address}/any/path`];
          await run(python, [client, ...options], settings);
        });

        test(`${host.name} ${model}: npm createHttpConnection and createWSConnection`, async () => {
          const node = join(root, "node_modules/node/bin/node");
          const client = join(root, "tests/interop/http_client.cjs");
          await run(node, ["--no-deprecation", client, ...server!.address.split(":")], settings);
        });

        test(`${host.name} ${model}: ends with status 0 and leaves no process`, () => server!.close());
      });
    }
  }
});
