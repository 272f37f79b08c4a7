// What the command line says before it serves anything: help, and what is wrong with what it was told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { formatDiagnostics, IdlError } from "../../src/idl/errors.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { models } from "../../src/server/models.ts";
import { allModels } from "../server/serving.ts";
import { modelArguments, probeHandler, root, run } from "./command_line.ts";

test("--help tells of every option and every model on standard output", async () => {
  const { status, stdout, stderr } = await run("--help");
  assert.equal(stderr, "");
  assert.equal(status, 0);
  const source = readFileSync(`${root}src/server/options.ts`, "utf8");
  const options = Array.from(source.matchAll(/^ {2}(\w+)\?:/gm), ([, name]) => name!);
  assert.ok(options.length >= 15, "the options were found in their source");
  for (const option of [...options, "portFile", "help", "version"]) {
    const flag = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    assert.match(stdout, new RegExp(`[ ,]${flag}\\b`), `${flag} is in the help`);
  }
  for (const { name, summary } of Object.values(models)) {
    assert.match(stdout, new RegExp(`^ +${name} +\\S`, "m"));
    assert.ok(stdout.includes(summary), summary);
  }
});

test("-h is --help", async () => {
  const [short, long] = await Promise.all([run("-h"), run("--help")]);
  assert.deepEqual(short, long);
});

test("--version prints the one version that all files of the project have", async () => {
  const { status, stdout } = await run("--version");
  assert.equal(status, 0);
  const version = (file: string) => JSON.parse(readFileSync(`${root}${file}`, "utf8")).version as string;
  assert.equal(stdout, `${version("package.json")}\n`);
  assert.equal(version("deno.json"), version("package.json"));
});

/** Mistakes that are told in one line, and the line. */
const mistakes: readonly { readonly args: readonly string[]; readonly says: string }[] = [
  { args: [], says: "error: missing required argument 'handler'" },
  {
    args: [probeHandler, "more.ts"],
    says: "error: too many arguments. Expected 1 argument but got 2: tests/server/probe.ts, more.ts.",
  },
  {
    args: [probeHandler, "--wrkers", "2"],
    says: "error: unknown option '--wrkers'\n(Did you mean --workers?)",
  },
  { args: [probeHandler, "--port"], says: "error: option '--port <number>' argument missing" },
  {
    args: [probeHandler, "--model", "fork"],
    says: "error: option '--model <name>' argument 'fork' is invalid. Did you mean forking? There are simple, threaded, threadpool, nonblocking, forking, processpool.",
  },
  {
    args: [probeHandler, "--model", "tornado"],
    says: "error: option '--model <name>' argument 'tornado' is invalid. There are simple, threaded, threadpool, nonblocking, forking, processpool.",
  },
  {
    args: [probeHandler, "--protocol", "binari"],
    says: "error: option '--protocol <name>' argument 'binari' is invalid. Did you mean binary? There are auto, binary, compact, json.",
  },
  {
    args: [probeHandler, "--transport", "frame"],
    says: "error: option '--transport <name>' argument 'frame' is invalid. Did you mean framed? There are auto, buffered, framed, header, zlib, http, websocket.",
  },
  {
    args: [probeHandler, "--port", "x"],
    says: "error: option '--port <number>' argument 'x' is invalid. Expected a number.",
  },
  {
    args: [probeHandler, "--port", ""],
    says: "error: option '--port <number>' argument '' is invalid. Expected a number.",
  },
  {
    args: [probeHandler, "--port", "70000"],
    says: "thriftserve: --port is 70000; expected a whole number from 0 to 65535",
  },
  {
    args: [probeHandler, "--port=-1"],
    says: "thriftserve: --port is -1; expected a whole number from 0 to 65535",
  },
  {
    args: [probeHandler, "--backlog", "1.5"],
    says: "thriftserve: --backlog is 1.5; expected a whole number from 1 to 65535",
  },
  {
    args: [probeHandler, "--model", "threadpool", "--workers", "0"],
    says: "thriftserve: --workers is 0; expected a whole number from 1 to 10000",
  },
  {
    args: [probeHandler, "--model", "simple", "--spares", "1"],
    says: "thriftserve: --spares is for the models threaded and forking; the model is simple",
  },
  {
    args: [probeHandler, "--connections-per-worker", "1"],
    says: "thriftserve: --connections-per-worker is for the models threadpool and processpool; the model is nonblocking",
  },
  {
    args: [probeHandler, "--max-frame-size", "0"],
    says: "thriftserve: --max-frame-size is 0; expected a whole number from 1 to 2147483647",
  },
  {
    args: [probeHandler, "--concurrency", "0"],
    says: "thriftserve: --concurrency is 0; expected a whole number of 1 or more",
  },
  {
    args: [probeHandler, "--shutdown-timeout", "-3"],
    says: "thriftserve: --shutdown-timeout is -3; expected a number of seconds",
  },
  {
    args: [probeHandler, "--unix", "/tmp/never.sock", "--port-file", "/tmp/never"],
    says: "thriftserve: --port-file is for TCP; the server is to listen on a Unix socket",
  },
  {
    args: [probeHandler, "--unix-mode", "0660"],
    says: "thriftserve: --unix-mode is for a Unix socket; expected its path too",
  },
  {
    args: [probeHandler, "--unix", "/tmp/never.sock", "--unix-mode", "1777"],
    says: "thriftserve: --unix-mode is 1777; expected permissions from 0 to 777 in octal",
  },
  {
    args: [probeHandler, "--unix", "/tmp/never.sock", "--unix-mode", "rw"],
    says: "error: option '--unix-mode <mode>' argument 'rw' is invalid. Expected octal digits.",
  },
  {
    args: [probeHandler, "--unix", "@never", "--unix-mode", "660"],
    says: "thriftserve: --unix-mode is for a file; the abstract name @never is none",
  },
  {
    args: [probeHandler, "--listen-fd", "2"],
    says: "thriftserve: --listen-fd is 2; expected a whole number from 3 to 65535",
  },
  {
    args: [probeHandler, "--listen-fd", "3", "--port", "9090"],
    says: "thriftserve: --port has no use with a socket that listens already: descriptor 3",
  },
  {
    args: [probeHandler, "--tls-key", "server.key"],
    says: "thriftserve: --tls-key is for TLS; expected a certificate too",
  },
  {
    args: [probeHandler, "--handshake-timeout", "5"],
    says: "thriftserve: --handshake-timeout is for TLS; expected a certificate too",
  },
  {
    args: [probeHandler, "--tls-cert", "server.crt"],
    says: "thriftserve: --tls-cert needs a private key; expected the key's file too",
  },
  {
    args: [probeHandler, "--tls-cert=a", "--tls-key=b", "--tls-require-client"],
    says: "thriftserve: --tls-require-client needs to know who signs clients' certificates; expected that file too",
  },
  {
    args: [
      probeHandler,
      "--tls-cert=a",
      "--tls-key=b",
      "--tls-ca=c",
      "--tls-require-client",
      "--tls-optional",
    ],
    says: "thriftserve: --tls-optional lets clients in without TLS, but clients' certificates are required",
  },
  {
    args: [probeHandler, "--tls-cert=a", "--tls-key=b", "--handshake-timeout", "0"],
    says: "thriftserve: --handshake-timeout is 0; expected seconds, up to 86400",
  },
  { args: ["tests/nowhere.ts"], says: "thriftserve: no such file: tests/nowhere.ts" },
  {
    args: ["tests/nowhere.ts", "--model", "threadpool"],
    says: "thriftserve: no such file: tests/nowhere.ts",
  },
  {
    args: [probeHandler, "--idl", "tests/nowhere.thrift"],
    says: "thriftserve: tests/nowhere.thrift: cannot read the file: there is no such file",
  },
  {
    args: [probeHandler, "--idl", "tests/server/probe.thrift#Prob"],
    says: "thriftserve: tests/server/probe.ts: probe.thrift defines no service Prob; it defines Probe",
  },
];

for (const { args, says } of mistakes) {
  test(`thriftserve ${args.join(" ")}: status 2 and what is wrong`, async () => {
    const { status, stdout, stderr } = await run(...args);
    assert.equal(stderr, `${says}\n`);
    assert.equal(stdout, "");
    assert.equal(status, 2);
  });
}

/** One model for each place that handlers run in. */
const kinds = [
  ["--workers", "0"],
  ["--model", "threadpool"],
  ["--model", "processpool"],
] as const;

for (const kind of kinds) {
  test(`${kind.join(" ")}: all methods that a handler lacks are listed, with status 2`, async () => {
    const { status, stderr } = await run("tests/cli/handlers/lacking.ts", ...kind, "--port", "0");
    assert.equal(
      stderr,
      "thriftserve: tests/cli/handlers/lacking.ts lacks methods of Background: nap, throwLater, rejectLater\n",
    );
    assert.equal(status, 2);
  });

  test(`${kind.join(" ")}: an IDL with errors is reported in full, with status 2, and nothing listens`, async () => {
    const { status, stderr } = await run("tests/cli/handlers/wrong_idl.ts", ...kind, "--port", "0");
    assert.equal(stderr, `thriftserve: ${report("tests/cli/handlers/wrong.thrift")}\n`);
    assert.match(stderr, /wrong\.thrift:2:.*\n.*\n.*\^/);
    assert.match(stderr, /wrong\.thrift:3:3: .*Strin/);
    assert.equal(status, 2);
  });
}

/** What the IDL's checker says, with paths as the command line prints them: it runs in the root folder. */
function report(file: string): string {
  try {
    loadIdl(`${root}${file}`);
  } catch (error) {
    if (!(error instanceof IdlError)) throw error;
    return formatDiagnostics(error.diagnostics.map((diagnostic) => ({ ...diagnostic, file })));
  }
  throw new Error(`${file} has no errors`);
}

for (const model of [...allModels, "the event loop"] as const) {
  test(`${model}: a handler whose init fails is told with its reason, with status 1`, async () => {
    const args = model === "the event loop" ? ["--workers", "0"] : modelArguments(model);
    const { status, stderr } = await run("tests/cli/handlers/failing_init.ts", ...args, "--port", "0");
    assert.match(
      stderr,
      /^thriftserve: init of tests\/cli\/handlers\/failing_init\.ts failed: Error: the model file is not there\n/,
    );
    assert.match(stderr, /failing_init\.ts:9/, "with the place");
    assert.equal(status, 1);
  });
}

for (const kind of kinds) {
  test(`${kind.join(" ")}: a port in use is status 1 and one line`, async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    try {
      const { status, stderr } = await run(probeHandler, ...kind, "--port", String(port));
      assert.equal(
        stderr,
        `thriftserve: cannot listen on 127.0.0.1:${port}: another program listens there\n`,
      );
      assert.equal(status, 1);
    } finally {
      other.close();
    }
  });
}

test("an address that is not ours is status 1 and one line", async () => {
  const { status, stderr } = await run(probeHandler, "--workers", "0", "--host", "192.0.2.1", "--port", "0");
  assert.match(stderr, /^thriftserve: cannot listen on 192\.0\.2\.1:0: .+\n$/);
  assert.equal(status, 1);
});

test("a port file that cannot be written is status 1 and one line, and no process is left", async () => {
  for (const kind of kinds) {
    const { status, stderr } = await run(
      probeHandler,
      ...kind,
      "--port",
      "0",
      "--port-file",
      "/nowhere/port",
    );
    assert.match(stderr, /^thriftserve: cannot write the port file \/nowhere\/port: .*ENOENT.*\n$/);
    assert.equal(status, 1);
  }
});
