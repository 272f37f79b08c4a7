// Encrypted keys, the least version of TLS and its ciphers.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { openssl, withoutOpenssl } from "../fixtures/certificates.ts";
import { Program, probeHandler, run } from "../fixtures/command_line.ts";
import { serveProbe } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { describeUnless } from "../fixtures/unless.ts";

const inline = { workers: 0 } as const;
const withoutCiphers = "deno" in process.versions && "Deno's TLS has no choice of ciphers";

describeUnless(withoutOpenssl, "TLS", () => {
  const fixture = tlsFixture();
  let encrypted: string;
  let passphraseFile: string;

  before(() => {
    const { folder } = fixture.certificates;
    encrypted = join(folder, "encrypted.key");
    passphraseFile = join(folder, "passphrase");
    writeFileSync(passphraseFile, "open sesame\n");
    const how = ["-topk8", "-in", fixture.server.key, "-passout", "pass:open sesame", "-out", encrypted];
    openssl("pkcs8", ...how);
  });

  for (const model of [{ ...inline }, { model: "processpool", workers: 1 }] as ServeOptions[]) {
    test(`${model.model ?? "one event loop"} serves with an encrypted key, whose passphrase is given or in a file`, async () => {
      for (const passphrase of [{ tlsPassphrase: "open sesame" }, { tlsPassphraseFile: passphraseFile }]) {
        const tls = { tlsCert: fixture.server.cert, tlsKey: encrypted, ...passphrase };
        await using serving = await serveProbe({ ...model, ...tls });
        const client = await serving.connect(fixture.trusting);
        assert.equal(await client.call("echo", 7), 7);
        client.close();
      }
    });
  }

  test("refuses another passphrase before it serves, and shows none", async () => {
    const tls = ["--tls-cert", fixture.server.cert, "--tls-key", encrypted, "--tls-passphrase", "hush"];
    const { status, stderr } = await run(probeHandler, "--port", "0", ...tls);
    assert.equal(status, 2, stderr);
    assert.match(stderr, /^thriftserve: --tls-key is \S+: its key cannot be decrypted: /);
    assert.doesNotMatch(stderr, /hush/);
    const shown = await run(probeHandler, "--show-config", ...tls);
    assert.match(shown.stdout, /tls-passphrase +\(not shown\)/);
    assert.doesNotMatch(shown.stdout, /hush/);
  });

  test("of the least version that is told refuses older ones", async () => {
    await using serving = await serveProbe({ ...inline, ...fixture.secured, tlsMinVersion: "1.3" });
    assert.notEqual(await speaks(serving.port, "-tls1_2"), 0);
    assert.equal(await speaks(serving.port, "-tls1_3"), 0);
  });

  test("speaks the ciphers of TLS 1.2 that it is told, and TLS 1.3", { skip: withoutCiphers }, async () => {
    const tlsCiphers = "ECDHE-ECDSA-AES256-GCM-SHA384";
    await using serving = await serveProbe({ ...inline, ...fixture.secured, tlsCiphers });
    assert.notEqual(await speaks(serving.port, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"), 0);
    assert.equal(await speaks(serving.port, "-tls1_2", "-cipher", tlsCiphers), 0);
    assert.equal(await speaks(serving.port, "-tls1_3"), 0);
  });

  test("refuses options that cannot be held to", async () => {
    const cipher = "ECDHE-ECDSA-AES256-GCM-SHA384";
    const cases: readonly [ServeOptions, RegExp][] = [
      [
        { tlsPassphrase: "a", tlsPassphraseFile: "b" },
        /^tlsPassphraseFile cannot be combined with tlsPassphrase$/,
      ],
      [{ tlsCiphers: cipher, tlsMinVersion: "1.3" }, /^tlsCiphers is of no use with tlsMinVersion: "1\.3"/],
      [{ tlsCiphers: "TLS_AES_128_GCM_SHA256" }, /^tlsCiphers is .*expected ciphers of TLS 1\.2/],
      [{ tlsCiphers: `${cipher}, AES` }, /^tlsCiphers is .*colons between/],
      withoutCiphers
        ? [{ tlsCiphers: cipher }, /^tlsCiphers cannot be held to by deno/]
        : [{ tlsCiphers: "NO-SUCH" }, /^tlsCiphers is NO-SUCH; openssl ciphers lists the names/],
    ];
    for (const [options, message] of cases) {
      await assert.rejects(serveProbe({ ...inline, ...fixture.secured, ...options }), {
        name: "OptionsError",
        message,
      });
    }
  });

  /** The status of openssl's client. */
  async function speaks(port: number, ...how: string[]): Promise<number | null> {
    const where = ["-connect", `127.0.0.1:${port}`, "-CAfile", fixture.authority.cert];
    const client = new Program(["openssl", "s_client", ...where, "-verify_return_error", ...how]);
    return (await client.ended()).status;
  }
});
