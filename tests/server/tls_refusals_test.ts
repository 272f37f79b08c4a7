// Refusals of a server with TLS: of clients, and of files that are of no use.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import type { ClientTlsOptions } from "../../src/client/address/options.ts";
import { type Client, connect } from "../../src/client/client.ts";
import { connectSocket } from "../../src/client/socket.ts";
import { type Certificate, openssl, withoutOpenssl } from "../fixtures/certificates.ts";
import { Program, probeHandler, run, type ServerProgram, start } from "../fixtures/command_line.ts";
import { binaryMessage, frame, RawClient } from "../fixtures/raw_client.ts";
import { probe, serveProbe, until } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { describeUnless } from "../fixtures/unless.ts";

/** A model for each way that a connection reaches who reads it. */
const kinds = [
  ["--workers", "0"],
  ["--model", "threadpool", "--workers", "1"],
  ["--model", "processpool", "--workers", "1"],
] as const;

describeUnless(withoutOpenssl, "TLS refuses", () => {
  const fixture = tlsFixture();
  const { certificates } = fixture;
  let authority: Certificate;
  let server: Certificate;
  let client: Certificate;
  let stranger: Certificate;

  before(() => {
    ({ authority, server, client } = fixture);
    stranger = certificates.client("stranger", certificates.authority("another"));
  });

  /** Waits for the one line that is logged about `what`, and returns it without its time. */
  async function logged(program: ServerProgram, what: RegExp): Promise<string> {
    await until(() => what.test(program.stderr), `${what} was logged; there is:\n${program.stderr}`);
    const lines = program.stderr.split("\n").filter((line) => what.test(line));
    assert.equal(lines.length, 1, program.stderr);
    return lines[0]!.replace(/^\S+ /, "").replace(/127\.0\.0\.1:\d+/, "CLIENT");
  }

  for (const kind of kinds) {
    test(`${kind.join(" ")}: clients without TLS, in a line that says what they speak`, async () => {
      await using program = await start(probeHandler, ...kind, ...fixture.securedArguments);
      const thrift = await RawClient.connect(program.port);
      thrift.send(frame(binaryMessage("told"), [0]));
      await thrift.closed();
      assert.equal(
        await logged(program, /binary/),
        "warning closed the connection from CLIENT: the client speaks binary framed without TLS, this server takes TLS only",
      );
      const http = await RawClient.connect(program.port);
      http.send(Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
      await http.closed();
      assert.match(http.received.toString(), /^HTTP\/1\.1 400 Bad Request\r\n/);
      assert.match(
        await logged(program, /GET/),
        /without a TLS handshake.*"GET .*this server takes TLS only$/,
      );
      const good = await connectSocket({ port: program.port, tls: { ca: authority.cert } });
      good.destroy();
    });

    test(`${kind.join(" ")}: clients whose certificate is another authority's, or that have none`, async () => {
      const required = ["--tls-ca", authority.cert, "--tls-require-client"];
      await using program = await start(probeHandler, ...kind, ...fixture.securedArguments, ...required);
      const known = { ca: authority.cert, ...client };
      const good = await connectProbe(program.port, known);
      assert.equal(await good.call("echo", 7), 7);
      for (const tls of [{ ca: authority.cert }, { ca: authority.cert, ...stranger }]) {
        await assert.rejects(async () => {
          const refused = await connectProbe(program.port, tls);
          await refused.call("echo", 1).finally(() => refused.close());
        });
      }
      assert.equal(
        await logged(program, /no certificate/),
        "warning closed the connection from CLIENT: the TLS handshake failed: the client sent no certificate",
      );
      await logged(program, /certificate was refused|verify/);
      assert.equal(await good.call("echo", 8), 8);
      good.close();
    });
  }

  test("only a wrong certificate where none is required", async () => {
    await using program = await start(
      probeHandler,
      ...kinds[0],
      ...fixture.securedArguments,
      "--tls-ca",
      authority.cert,
    );
    for (const tls of [{ ca: authority.cert }, { ca: authority.cert, ...client }]) {
      const welcome = await connectProbe(program.port, tls);
      assert.equal(await welcome.call("echo", 3), 3);
      welcome.close();
    }
    await assert.rejects(async () => {
      const refused = await connectProbe(program.port, { ca: authority.cert, ...stranger });
      await refused.call("echo", 1).finally(() => refused.close());
    });
    await logged(program, /certificate was refused/);
  });

  test("to announce itself as plain, a handshake that is rubbish, and versions before 1.2", async () => {
    await using program = await start(probeHandler, ...kinds[0], ...fixture.securedArguments);
    await until(() => program.stderr.includes("\n"), "the line was read");
    assert.match(program.stderr, new RegExp(`Probe on 127\\.0\\.0\\.1:${program.port} with TLS, model`));
    const rubbish = await RawClient.connect(program.port);
    rubbish.send([0x16, 0x03, 0x01, 0x00, 0x05, 1, 0, 0, 1, 9]);
    await rubbish.closed();
    const line = await logged(program, /handshake/);
    assert.match(line, /^warning closed the connection from CLIENT: the TLS handshake failed: [^:/]+$/);
    const speak = (...versions: string[]) =>
      new Program([
        ...["openssl", "s_client", "-connect", `127.0.0.1:${program.port}`, "-CAfile", authority.cert],
        ...["-cipher", "ALL:@SECLEVEL=0", "-verify_return_error", ...versions],
      ]).ended();
    for (const version of ["-tls1", "-tls1_1"]) {
      const { status, stderr } = await speak(version);
      assert.notEqual(status, 0, stderr);
    }
    await until(
      () => program.stderr.match(/the TLS handshake failed: /g)?.length === 3,
      "the log tells of both handshakes too",
    );
    for (const version of ["-tls1_2", "-tls1_3"]) {
      const { status, stderr } = await speak(version);
      assert.equal(status, 0, stderr);
    }
  });

  test("nothing when there is none: a client with TLS is told of in one line", async () => {
    await using program = await start(probeHandler, ...kinds[0]);
    await assert.rejects(connectSocket({ port: program.port, tls: { ca: authority.cert } }));
    assert.match(
      await logged(program, /TLS/),
      /^warning closed the connection from CLIENT: .*a TLS handshake/,
    );
  });

  test("files that are of no use: each with its option, and status 2", async () => {
    const file = (name: string, text: string) => {
      const path = join(certificates.folder, name);
      writeFileSync(path, text);
      return path;
    };
    const empty = file("empty.pem", "");
    const encrypted = join(certificates.folder, "encrypted.pem");
    openssl("ec", "-in", server.key, "-aes128", "-passout", "pass:secret", "-out", encrypted);
    const good = { cert: server.cert, key: server.key };
    type Case = readonly [Partial<Certificate> & { readonly ca?: string }, string];
    const cases: readonly [Case, ...Case[]] = [
      [{ cert: "/nowhere.crt" }, "--tls-cert is /nowhere.crt: there is no such file"],
      [{ key: "/nowhere.key" }, "--tls-key is /nowhere.key: there is no such file"],
      [{ ca: "/nowhere.crt" }, "--tls-ca is /nowhere.crt: there is no such file"],
      [{ cert: certificates.folder }, `--tls-cert is ${certificates.folder}: it is a directory`],
      [{ cert: empty }, `--tls-cert is ${empty}: it holds no certificate in PEM`],
      [{ key: empty }, `--tls-key is ${empty}: it holds no private key in PEM`],
      [{ key: server.cert }, `--tls-key is ${server.cert}: it holds no private key in PEM`],
      [{ ca: server.key }, `--tls-ca is ${server.key}: it holds no certificate in PEM`],
      [{ key: encrypted }, `--tls-key is ${encrypted}: its key is encrypted; expected a passphrase too`],
      [
        { key: client.key },
        `--tls-key is ${client.key}: it is not the key of the certificate in ${server.cert}`,
      ],
    ];
    for (const [changed, says] of cases) {
      const { cert, key, ca } = { ca: undefined, ...good, ...changed };
      const options = { tlsCert: cert, tlsKey: key, ...(ca === undefined ? {} : { tlsCa: ca }) };
      const message = says.replace(/^--tls-(\w)/, (_, first: string) => `tls${first.toUpperCase()}`);
      await assert.rejects(serveProbe({ workers: 0, ...options }), { name: "OptionsError", message });
    }
    const [[changed, says]] = cases;
    const tls = ["--tls-cert", changed.cert!, "--tls-key", good.key];
    const { status, stderr } = await run(probeHandler, "--model", "forking", "--port", "0", ...tls);
    assert.equal(stderr, `thriftserve: ${says}\n`);
    assert.equal(status, 2);
  });
});

async function connectProbe(port: number, tls: ClientTlsOptions): Promise<Client> {
  return await connect(probe, { port, tls });
}
