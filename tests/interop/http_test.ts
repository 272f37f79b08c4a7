// What Apache's THttpClient may do besides the dialects of matrix_test.ts: any path, headers of its own, frames within
// a request's body, and a status for a oneway call.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { missingPeers, python, pythonCode } from "./peers.ts";
import { hosts, type RunningServer, root, startServer } from "./server.ts";

const run = promisify(execFile);
const settings = {
  timeout: 120_000,
  env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", no_proxy: "127.0.0.1" },
};
const generated = missingPeers ? "" : await pythonCode();

describe("Apache's THttpClient gets right answers", { skip: missingPeers ?? false }, () => {
  for (const host of hosts) {
    for (const model of ["nonblocking", "processpool"]) {
      describe(`${host.name} ${model}`, { concurrency: 1, skip: host.missing ?? false }, () => {
        let server: RunningServer | undefined;
        before(async () => {
          server = await startServer(host, ["tests/conformance/handler.ts", "--model", model]);
        });
        after(() => server?.kill());

        test(`${host.name} ${model}: python THttpClient`, async () => {
          const client = join(root, "tests/interop/python/http_client.py");
          const options = ["--gen", generated, "--url", `http://${server!.address}/any/path`];
          await run(python, [client, ...options], settings);
        });

        test(`${host.name} ${model}: ends with status 0 and leaves no process`, () => server!.close());
      });
    }
  }
});
