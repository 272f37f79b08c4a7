// Handlers are told the certificate that a client has shown, wherever its connection lives and its calls run.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { service } from "../../examples/certified/handler.ts";
import { type ClientTlsOptions, connect, type ServeOptions, serve } from "../../mod.ts";
import { ClientCertificate } from "../../src/certificates/client_certificate.ts";
import { type Certificate, openssl, withoutOpenssl } from "../fixtures/certificates.ts";
import { places } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { describeUnless } from "../fixtures/unless.ts";

const example = new URL("../../examples/certified/handler.ts", import.meta.url);

describeUnless(withoutOpenssl, "a client's certificate", () => {
  const fixture = tlsFixture();
  const made = new Map<string, Certificate>();

  const certified = (name: string): { tls: ClientTlsOptions } => {
    if (!made.has(name)) made.set(name, fixture.certificates.client(name, fixture.authority));
    return { tls: { ...fixture.trusting.tls, ...made.get(name)! } };
  };

  async function accounts(options: ServeOptions) {
    const secured = { ...fixture.secured, tlsCa: fixture.authority.cert };
    const server = await serve(example, {
      port: 0,
      logLevel: "fatal",
      shutdownTimeout: 5,
      ...secured,
      ...options,
    });
    const { port } = server.address as { port: number };
    return {
      as: (who: { tls: ClientTlsOptions }) => connect(service, { port, connectTimeout: 0, ...who }),
      [Symbol.asyncDispose]: () => server.close(),
    };
  }

  const ways: Readonly<Record<string, ServeOptions>> = {
    ...places,
    forking: { model: "forking", spares: 1 },
    "processpool with a time for calls": { model: "processpool", workers: 1, callTimeout: 60 },
  };
  for (const [way, options] of Object.entries(ways)) {
    test(`${way}: around lets certain subjects call, and nobody else`, async () => {
      await using server = await accounts(options);
      {
        await using client = await server.as(certified("orders"));
        assert.equal(await client.call("caller"), "CN=orders");
        // Larger than what is shared with threads.
        assert.equal(await client.call("book", "x".repeat(400_000), 0n), 0n);
        assert.equal(await client.call("caller"), "CN=orders");
      }
      {
        await using other = await server.as(certified("stranger"));
        const refused = { name: "Refused", why: "CN=stranger may not call" };
        await assert.rejects(other.call("caller"), refused);
        await assert.rejects(other.call("book", "x".repeat(400_000), 0n), refused);
      }
      await using nobody = await server.as(fixture.trusting);
      await assert.rejects(nobody.call("caller"), { name: "Refused", why: "no certificate" });
    });
  }

  test("is read as OpenSSL reads it", () => {
    const { cert, key } = fixture.authority;
    const path = (name: string) => `${fixture.certificates.folder}/${name}`;
    const subject = '/C=DE/O=Orders, Inc/OU=a/OU=b+UID=u7/CN= Jörg "x" #\n/emailAddress=a@b.c';
    const names =
      "DNS:a.example,DNS:*.b.example,email:a@b.c,URI:spiffe://c/ns/o,IP:10.0.0.1,IP:fe80::1,RID:1.2.3";
    openssl(
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-utf8"],
      ...["-keyout", path("odd.key"), "-out", path("odd.crt"), "-CA", cert, "-CAkey", key],
      ...["-subj", subject, "-addext", `subjectAltName=${names}`],
    );
    const shown = (...what: string[]) =>
      openssl("x509", "-in", path("odd.crt"), "-noout", "-nameopt", "RFC2253,-esc_msb,utf8", ...what)
        .trim()
        .replace(/^[^=]+=/, "");
    const certificate = new ClientCertificate(new X509Certificate(readFileSync(path("odd.crt"))).raw);
    assert.equal(certificate.subjectText, shown("-subject"));
    assert.deepEqual(certificate.subject, {
      ...{ C: ["DE"], O: ["Orders, Inc"], OU: ["a", "b"], UID: ["u7"], CN: [' Jörg "x" #\n'] },
      ...{ emailAddress: ["a@b.c"] },
    });
    assert.equal(certificate.issuerText, shown("-issuer"));
    assert.deepEqual(certificate.issuer, { CN: ["authority"] });
    assert.deepEqual(certificate.alternativeNames, {
      dns: ["a.example", "*.b.example"],
      email: ["a@b.c"],
      uri: ["spiffe://c/ns/o"],
      ip: ["10.0.0.1", "fe80::1"],
    });
    assert.equal(certificate.serialNumber, shown("-serial"));
    assert.equal(certificate.fingerprint, shown("-fingerprint", "-sha256"));
  });

  test("that is cut off anywhere is refused, and hangs nobody", () => {
    const whole = new X509Certificate(readFileSync(fixture.client.cert)).raw;
    for (let length = 0; length < whole.length; length++) {
      assert.throws(() => new ClientCertificate(whole.subarray(0, length)).subject, RangeError);
    }
  });
});
