// Certificates that are renewed while the server runs: new connections get the new one, the others go on.
import assert from "node:assert/strict";
import { copyFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { connect } from "../../src/client/client.ts";
import { type Certificate, withoutOpenssl } from "../fixtures/certificates.ts";
import { start } from "../fixtures/command_line.ts";
import { oneWorker, probe, serveProbe, until } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { describeUnless } from "../fixtures/unless.ts";

describeUnless(withoutOpenssl, "renewed certificates", () => {
  const fixture = tlsFixture();
  const { certificates } = fixture;
  let old: Certificate;
  let renewed: Certificate;

  before(() => {
    old = fixture.server;
    renewed = certificates.server("renewed", fixture.authority);
  });

  /** The files that a server is given, which can be replaced without touching the others. */
  function files(name: string): Certificate {
    const made = {
      cert: join(certificates.folder, `${name}.crt`),
      key: join(certificates.folder, `${name}.key`),
    };
    put(made, old);
    return made;
  }

  function put(files: Certificate, from: Certificate): void {
    for (const kind of ["cert", "key"] as const) {
      copyFileSync(from[kind], `${files[kind]}.new`);
      renameSync(`${files[kind]}.new`, files[kind]);
    }
  }

  /** Resolves once new connections are shown another certificate; each of them may have a process started. */
  async function another(port: number, than: string): Promise<void> {
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return (await serial(port)) !== than;
    }, "the new certificate is shown");
  }

  /** The serial number of the certificate that a new connection is shown. */
  function serial(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket: TLSSocket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().serialNumber);
        socket.destroy();
      });
      socket.on("error", reject);
    });
  }

  // Where TLS is laid over connections: on the server's event loop, one at a time or many, and in a process.
  for (const model of ["simple", "threadpool", "forking", "processpool"] as const) {
    test(`${model} shows the new one to new connections, and old ones go on`, async () => {
      const given = files(model);
      const tls = { tlsCert: given.cert, tlsKey: given.key };
      await using serving = await serveProbe({ model, ...oneWorker(model), ...tls });
      const before = await serial(serving.port);
      const client = model === "simple" ? undefined : await serving.connect(fixture.trusting);
      assert.equal(await (client?.call("echo", 1) ?? 1), 1);
      put(given, renewed);
      await another(serving.port, before);
      assert.equal(await (client?.call("echo", 2) ?? 2), 2);
      const next = await serving.connect(fixture.trusting);
      assert.equal(await next.call("echo", 3), 3);
    });
  }

  for (const kind of [
    ["--workers", "0"],
    ["--model", "forking", "--spares", "1"],
    ["--model", "processpool", "--workers", "1"],
  ]) {
    test(`${kind.join(" ")}: a bad one is told of, and the old one kept until there is a good one`, async () => {
      const given = files(kind.join(""));
      const tls = ["--tls-cert", given.cert, "--tls-key", given.key];
      await using program = await start("tests/fixtures/probe.ts", ...kind, ...tls);
      const before = await serial(program.port);
      writeFileSync(given.cert, "rubbish");
      await until(async () => {
        await new Promise((resolve) => setTimeout(resolve, 150));
        assert.equal(await serial(program.port), before);
        return /the old certificate is kept/.test(program.stderr);
      }, "it was told");
      assert.match(
        program.stderr,
        /error TLS: \S+ or its key has changed, the old certificate is kept: is \S+: it holds no certificate in PEM\n/,
      );
      const client = await connect(probe, { port: program.port, tls: fixture.trusting.tls });
      assert.equal(await client.call("echo", 1), 1);
      // In processes that were started since, too.
      client.close();
      for (let i = 0; i < 4; i++) assert.equal(await serial(program.port), before);
      assert.ok(program.stderr.match(/is kept/g)!.length <= 3, program.stderr); // not once for each process
      put(given, renewed);
      await another(program.port, before);
    });
  }
});
