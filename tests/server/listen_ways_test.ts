// Addresses of one server that differ in what their clients speak: TLS here, none there; one protocol or one transport.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect } from "../../src/client/client.ts";
import type { ConnectOptions } from "../../src/client/options.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { serve } from "../../src/server/serve.ts";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { start } from "../fixtures/command_line.ts";
import { oneWorker, probe, probeHandler, until } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { describeUnless } from "../fixtures/unless.ts";

const folder = mkdtempSync(join(tmpdir(), "thriftserve-ways-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const unix = join(folder, "socket");

async function echo(options: ConnectOptions): Promise<unknown> {
  const client = await connect(probe, { connectTimeout: 0, ...options });
  return await client.call("echo", 4).finally(() => client.close());
}

describeUnless(withoutOpenssl, "ways of addresses", () => {
  const fixture = tlsFixture();
  const { trusting } = fixture;
  const listen = [
    "tcp://127.0.0.1:0",
    `unix:${unix}?tls=off&protocol=compact`,
    "tcp://127.0.0.1:0?transport=framed",
  ];

  // In the server's process, in threads, in processes: the other models are told of a connection as these.
  for (const model of ["nonblocking", "threadpool", "processpool"] as const) {
    test(`${model} serves TLS, and no TLS but compact, and framed alone, each where it is asked for`, async () => {
      const usual = { model, ...oneWorker(model), logLevel: "fatal", shutdownTimeout: 5 } as const;
      await using server = await serve(probeHandler, { ...usual, ...fixture.secured, listen });
      const [first, , third] = server.addresses.map((address) => ("port" in address ? address.port : 0));
      assert.equal(await echo({ port: first, ...trusting }), 4);
      assert.equal(await echo({ unix, protocol: "compact" }), 4);
      assert.equal(await echo({ port: third, transport: "framed", ...trusting }), 4);
      assert.equal(await echo({ port: first, transport: "buffered", ...trusting }), 4);
      await assert.rejects(echo({ port: first }), "TLS is asked for");
      await assert.rejects(echo({ unix, protocol: "binary" }), "compact is asked for");
      await assert.rejects(echo({ port: third, transport: "buffered", ...trusting }), "framed is asked for");
    });
  }

  test("connections keep their address's ways when other workers go on with them", async () => {
    const usual = { model: "processpool", workers: 1, logLevel: "fatal", shutdownTimeout: 5 } as const;
    await using server = await serve(probeHandler, {
      ...{ ...usual, protocol: "binary", listen: ["tcp://127.0.0.1:0", "tcp://127.0.0.1:0?protocol=auto"] },
    });
    const port = "port" in server.addresses[1]! ? server.addresses[1].port : 0;
    const client = await connect(probe, { port, protocol: "compact", connectTimeout: 0 });
    assert.equal(await client.call("echo", 1), 1);
    await server.reload();
    assert.equal(await client.call("echo", 2), 2);
    client.close();
  });

  test("the command line tells which address has TLS", async () => {
    const places = ["--listen", "tcp://127.0.0.1:0", "--listen", "unix:@ways?tls=off"].map((word) =>
      word.replace("@ways", unix),
    );
    await using server = await start(
      "tests/fixtures/probe.ts",
      "--workers",
      "0",
      ...fixture.securedArguments,
      ...places,
    );
    await until(() => server.stderr.includes("\n"), "it tells");
    assert.match(server.stderr, /on 127\.0\.0\.1:\d+ with TLS, \S+\/socket, model /);
  });
});

test("ways that cannot be are refused with what to write", () => {
  for (const [options, message] of [
    [{ listen: ["tcp://h:1?tls=off"] }, /^listen has tls=off of tcp:\/\/h:1: none has TLS without tlsCert$/],
    [
      { listen: ["tcp://h:1?tls=on"] },
      /: tls is on; expected one of off, optional, required; an address has TLS/,
    ],
    [{ listen: ["tcp://h:1?cert=c"] }, /^listen has cert of tcp:\/\/h:1 without a key: /],
    [{ listen: ["tcp://h:1?key=k"] }, /^listen has key of tcp:\/\/h:1 without a cert: /],
    [{ listen: ["tcp://h:1?ca=a"] }, /^listen has ca of tcp:\/\/h:1, which has no TLS: .+ or tlsCert$/],
    [{ listen: ["tcp://h:1?tls=off&ca=a"] }, /^listen has tls=off of tcp:\/\/h:1, and ca beside it$/],
    [
      { listen: ["tcp://h:1?cert=c&key=k&require-client=on"] },
      /^listen has require-client of .+ who signs clients' certificates: expected its ca, or tlsCa$/,
    ],
    [
      { listen: ["tcp://h:1?cert=c&key=k&ca=a&require-client=on&tls=optional"] },
      /^listen lets clients in without TLS of tcp:\/\/h:1, but/,
    ],
    [{ listen: ["tcp://h:1?cert=c&key=k"], tlsKey: "k" }, /^tlsKey is for TLS; expected a certificate too$/],
    [
      { listen: ["tcp://h:1?passphrase-file=p"], tlsCert: "c", tlsKey: "k" },
      /which is for a cert and key of its own$/,
    ],
    [
      { listen: ["tcp://h:1?protocol=binry"] },
      /: protocol is binry; expected one of auto, .+; did you mean binary\?$/,
    ],
    [
      { listen: ["tcp://h:1?protocol=json"], transport: "header" },
      /json over header, which holds binary or compact$/,
    ],
    [{ listen: ["tcp://h:1?mode=600"] }, /: there is no parameter mode but of a Unix socket's file$/],
    [
      { listen: ["tcp://h:1?transprt=http"] },
      /: there is no parameter transprt, but tls, cert, .+, transport; did you mean transport\?$/,
    ],
    [{ listen: ["tcp://h:1?tls-cert=x"] }, /there is no parameter tls-cert: write cert$/],
    [{ listen: ["unix:/x?mode=600&mode=600"] }, /: mode is given twice$/],
  ] as const) {
    assert.throws(() => settingsOf(options as unknown as ServeOptions), { name: "OptionsError", message });
  }
});
