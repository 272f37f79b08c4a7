// Apache's Python client over its own TSSLSocket, with a certificate of its own: under every server model, on every
// runtime and in the executable.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";
import { models } from "../../src/server/models.ts";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { hosts, root, startServer } from "../fixtures/hosts.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { missingPeers, python, pythonCode } from "./peers.ts";

const run = promisify(execFile);
const missing = missingPeers ?? withoutOpenssl;

describe("Apache's TSSLSocket", { concurrency: 2, skip: missing }, () => {
  const fixture = tlsFixture();
  let generated: string;
  let mutual: readonly string[];

  before(async () => {
    generated = await pythonCode();
    mutual = [...fixture.securedArguments, "--tls-ca", fixture.authority.cert, "--tls-require-client"];
  });

  async function call(address: string, ...own: string[]): Promise<string> {
    const [host = "", port = ""] = address.split(":");
    const script = join(root, "tests/interop/python/tls_client.py");
    const { stdout } = await run(python, [script, generated, host, port, fixture.authority.cert, ...own]);
    return stdout;
  }

  for (const [row, host] of hosts.entries()) {
    for (const model of modelsOf(row)) {
      test(`${host.name} ${model}`, { skip: host.missing ?? false }, async () => {
        const server = await startServer(host, [handler, "--model", model, ...mutual]);
        try {
          const { cert, key } = fixture.client;
          assert.equal(await call(server.address, cert, key), answers);
          if (model !== "simple") await assert.rejects(call(server.address), /SSL|reset|TTransport/);
          await server.close();
        } finally {
          server.kill();
        }
      });
    }
  }
});

const handler = "tests/conformance/handler.ts";

/**
 * Two models for each host, so that all have their turn. On every runtime tests/server tries clients' certificates under
 * each model with clients of its own, and the matrix calls every host over TLS: what may differ here is Apache's.
 */
function modelsOf(row: number): string[] {
  const names = Object.keys(models);
  return [row, row + hosts.length].map((turn) => names[turn % names.length]!);
}

const answers = ["TBinaryProtocol", "TCompactProtocol"]
  .flatMap((protocol) => [`${protocol} TBufferedTransport 42\n`, `${protocol} TFramedTransport 42\n`])
  .join("");
