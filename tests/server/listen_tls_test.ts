// Addresses of one server with TLS of their own: another certificate each, and other clients' certificates.
import assert from "node:assert/strict";
import { copyFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { type ClientTlsOptions, connect, type ServeOptions, serve } from "../../mod.ts";
import { listenAddresses } from "../../src/server/options/listening/kind.ts";
import { type Certificate, withoutOpenssl } from "../fixtures/certificates.ts";
import { oneWorker, probe, probeHandler, until } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { describeUnless } from "../fixtures/unless.ts";

describeUnless(withoutOpenssl, "TLS of addresses", () => {
  const fixture = tlsFixture();
  const { certificates } = fixture;
  const made = () => {
    const partners = certificates.authority("partners");
    return {
      ...{ partners, partner: certificates.client("partner", partners) },
      inner: certificates.server("inner", partners),
      own: fixture.client,
    };
  };
  let cached: ReturnType<typeof made> | undefined;
  const those = () => {
    cached ??= made();
    return cached;
  };

  async function started(options: ServeOptions) {
    const server = await serve(probeHandler, { logLevel: "fatal", shutdownTimeout: 5, ...options });
    const ports = server.addresses.map((address) => ("port" in address ? address.port : 0));
    return { ports, [Symbol.asyncDispose]: () => server.close() };
  }

  async function echo(port: number | undefined, tls: ClientTlsOptions | false): Promise<unknown> {
    const client = await connect(probe, { port, connectTimeout: 0, ...(tls && { tls }) });
    return await client.call("echo", 4).finally(() => client.close());
  }

  for (const model of ["nonblocking", "threadpool", "forking", "processpool"] as const) {
    test(`${model}: each address has its own certificate, and its own of clients`, async () => {
      const { partners, partner, inner, own } = those();
      const { cert, key } = inner;
      await using server = await started({
        ...{ model, ...oneWorker(model), ...fixture.secured },
        listen: [
          "tcp://127.0.0.1:0",
          `tcp://127.0.0.1:0?cert=${cert}&key=${key}&ca=${partners.cert}&require-client=on`,
          `tcp://127.0.0.1:0?tls=optional&ca=${fixture.authority.cert}`,
          "tcp://127.0.0.1:0?tls=off",
        ],
      });
      const [first, second, third, fourth] = server.ports;
      const ofAll = { ca: fixture.authority.cert };
      const ofPartners = { ca: partners.cert };
      assert.equal(await echo(second, { ...ofPartners, ...partner }), 4);
      assert.equal(await echo(third, { ...ofAll, ...own }), 4);
      assert.equal(await echo(fourth, false), 4);
      await assert.rejects(echo(second, { ...ofPartners, ...own }), "a partner's certificate is asked for");
      if (model === "forking") return; // a process for each of them, which is told as much as these were
      assert.equal(await echo(first, ofAll), 4);
      await assert.rejects(echo(first, false), "TLS is asked for");
      await assert.rejects(echo(second, ofPartners), "a certificate is asked for");
      await assert.rejects(echo(second, { ...ofAll, ...partner }), "it shows a certificate of its own");
      assert.equal(await echo(third, false), 4);
      await assert.rejects(
        echo(third, { ...ofAll, ...partner }),
        "its own clients' certificates are asked for",
      );
    });
  }

  test("each is renewed by itself, in processes too", async () => {
    const { inner } = those();
    const file = (kind: string) => join(certificates.folder, `renewed place.${kind}`);
    const put = (from: Certificate) => {
      for (const kind of ["cert", "key"] as const) {
        copyFileSync(from[kind], file("new"));
        renameSync(file("new"), file(kind));
      }
    };
    put(fixture.server);
    const path = (kind: string) => file(kind).replaceAll(" ", "%20");
    await using server = await started({
      ...{ model: "processpool", workers: 1, ...fixture.secured },
      listen: ["tcp://127.0.0.1:0", `tcp://127.0.0.1:0?cert=${path("cert")}&key=${path("key")}`],
    });
    const before = await serial(server.ports[0]!);
    assert.equal(await serial(server.ports[1]!), before);
    put(inner);
    await until(async () => (await serial(server.ports[1]!)) !== before, "the new one is shown");
    assert.equal(await serial(server.ports[0]!), before);
  });

  test("a file of an address that cannot be used is named with it", async () => {
    const { cert, key } = fixture.server;
    for (const [listen, message] of [
      [
        `tcp://h:1?cert=/none.pem&key=${key}`,
        "listen has tcp://h:1, whose cert is /none.pem: there is no such file",
      ],
      [
        `tcp://h:1?cert=${cert}&key=${key}&ca=${key}`,
        `listen has tcp://h:1, whose ca is ${key}: it holds no certificate in PEM`,
      ],
    ] as const) {
      await assert.rejects(serve(probeHandler, { listen: [listen] }), { name: "OptionsError", message });
    }
  });
});

test("paths of an address in a file of options start from its folder", () => {
  const given = ["unix:a.sock?cert=../c.pem&key=/k.pem", "tcp://h:1?tls=off&ca=a+b/c.pem&protocol=json"];
  assert.deepEqual(listenAddresses.from!("/etc/x", given), [
    "unix:/etc/x/a.sock?cert=/etc/c.pem&key=/k.pem",
    "tcp://h:1?tls=off&ca=/etc/x/a+b/c.pem&protocol=json",
  ]);
});

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
