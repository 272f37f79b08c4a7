// The command line before it serves anything: help, and mistakes in its options.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { IdlError } from "../../src/idl/errors.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { formatDiagnostics } from "../../src/words/diagnostics.ts";
import { commandLine, leanArguments, Program, probeHandler, root, run } from "../fixtures/command_line.ts";
import { allModels } from "../fixtures/serving.ts";
import { keptShell } from "../fixtures/shell.ts";

const shell = keptShell();

test("--version prints the one version that all files of the project have", async () => {
  const { status, stdout } = await run("--version");
  assert.equal(status, 0);
  const version = (file: string) => JSON.parse(readFileSync(`${root}${file}`, "utf8")).version as string;
  assert.equal(stdout, `${version("package.json")}\n`);
  assert.equal(version("deno.json"), version("package.json"));
});

/** Of what is found out by a server that listens already: those of several runtimes are tried at a time. */
const anyPort = ["--port", "0"];

/** Mistakes that are told in one line, and the line. */
const mistakes: readonly { readonly args: readonly string[]; readonly says: string }[] = [
  {
    args: [probeHandler, "more.ts"],
    says: "thriftserve: one handler is served, but tests/fixtures/probe.ts and more.ts are given: a module can list several services, see docs/handlers.md; see thriftserve --help",
  },
  {
    args: [probeHandler, "--wrkers", "2"],
    says: "thriftserve: there is no option --wrkers; did you mean --workers? See thriftserve --help",
  },
  { args: [probeHandler, "--port"], says: "thriftserve: --port lacks its value; see thriftserve --help" },
  {
    args: [probeHandler, "--model", "fork"],
    says: 'thriftserve: --model is "fork"; expected one of simple, threaded, threadpool, nonblocking, forking, processpool; did you mean forking?',
  },
  {
    args: [probeHandler, "--model", "tornado"],
    says: 'thriftserve: --model is "tornado"; expected one of simple, threaded, threadpool, nonblocking, forking, processpool; calls on one event loop are --model nonblocking and --workers 0',
  },
  {
    args: [probeHandler, "--protocol", "binari"],
    says: 'thriftserve: --protocol is "binari"; expected one of auto, binary, compact, json; did you mean binary?',
  },
  {
    args: [probeHandler, "--transport", "frame"],
    says: 'thriftserve: --transport is "frame"; expected one of auto, buffered, framed, header, zlib, http, websocket; did you mean framed?',
  },
  {
    args: [probeHandler, "--port", "x"],
    says: 'thriftserve: --port is "x"; expected a whole number from 0 to 65535',
  },
  {
    args: [probeHandler, "--port", ""],
    says: 'thriftserve: --port is ""; expected a whole number from 0 to 65535',
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
    says: 'thriftserve: --backlog is "1.5"; expected a whole number from 1 to 65535',
  },
  {
    args: [probeHandler, "--model", "threadpool", "--workers", "0"],
    says: "thriftserve: --workers is 0; expected a whole number from 1 to 10000",
  },
  {
    args: [probeHandler, "--model", "simple", "--spares", "1"],
    says: "thriftserve: --spares applies to threaded and forking; the model is simple",
  },
  {
    args: [probeHandler, "--connections-per-worker", "1"],
    says: "thriftserve: --connections-per-worker applies to threadpool and processpool; the model is nonblocking",
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
    says: 'thriftserve: --unix-mode is "rw"; expected permissions from 0 to 777 in octal',
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
    says: "thriftserve: --port cannot be combined with --listen-fd 3",
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
  {
    args: [probeHandler, "--protocol", "http"],
    says: 'thriftserve: --protocol is "http"; expected one of auto, binary, compact, json; http is a transport: --transport http',
  },
  {
    args: [probeHandler, "--transport", "tcp"],
    says: 'thriftserve: --transport is "tcp"; expected one of auto, buffered, framed, header, zlib, http, websocket; tcp is what messages travel over, whatever their transport: see --host and --port',
  },
  {
    args: [probeHandler, "--protocol", "json", "--transport", "header"],
    says: "thriftserve: --protocol is json, which --transport header does not carry; it holds binary or compact",
  },
  {
    args: [probeHandler, "--model", "TThreadPoolServer"],
    says: 'thriftserve: --model is "TThreadPoolServer"; expected one of simple, threaded, threadpool, nonblocking, forking, processpool; that is threadpool here',
  },
  {
    args: [probeHandler, "--model", "forking", "--workers", "4"],
    says: "thriftserve: --workers applies to threadpool, nonblocking and processpool; the model is forking, which takes --max-workers",
  },
  {
    args: [probeHandler, "--port", "1e3"],
    says: 'thriftserve: --port is "1e3"; expected a whole number from 0 to 65535',
  },
  {
    args: [probeHandler, "--max-connections", " 9090"],
    says: 'thriftserve: --max-connections is " 9090"; expected a whole number of 0 or more',
  },
  {
    args: [probeHandler, "--max-frame-size", "16MB"],
    says: 'thriftserve: --max-frame-size is "16MB"; expected a whole number from 1 to 2147483647; 16M is 16777216 bytes; write 16000000 for powers of 1000',
  },
  {
    args: [probeHandler, "--max-frame-size", "4G"],
    says: "thriftserve: --max-frame-size is 4294967296; expected a whole number from 1 to 2147483647",
  },
  {
    args: [probeHandler, "--idle-timeout", "1h"],
    says: 'thriftserve: --idle-timeout is "1h"; expected a number of seconds; 1h is 3600',
  },
  {
    args: [probeHandler, "--workers", "auto"],
    says: 'thriftserve: --workers is "auto"; expected a whole number from 0 to 10000; without --workers it is the number of cores',
  },
  {
    args: [probeHandler, "--unix", "/tmp/never.sock", "--port", "0"],
    says: "thriftserve: --port is for TCP; the server is to listen on a Unix socket: --unix /tmp/never.sock",
  },
  {
    args: [probeHandler, "--unix", "--port", "0"],
    says: "thriftserve: --unix lacks its value: --port follows, an option; see thriftserve --help",
  },
  {
    args: [probeHandler, "--listen", "unix:/tmp/never.sock", "--listen", "tcp://[::1]:0", "--port", "0"],
    says: "thriftserve: --port cannot be combined with --listen, which says it for each address: tcp://HOST:PORT",
  },
  {
    args: [probeHandler, "--listen", "unix:/tmp/never.sock?mod=0660"],
    says: 'thriftserve: --listen is "unix:/tmp/never.sock?mod=0660"; expected tcp://HOST:PORT, unix:PATH, unix:@NAME or fd://NUMBER; there is no parameter mod, but mode, tls, cert, key, passphrase-file, ca, require-client, protocol, transport; did you mean mode?',
  },
  {
    args: [probeHandler, "--bind", "0.0.0.0:9090"],
    says: "thriftserve: there is no option --bind; --host and --port, or --unix, say where to listen; --listen in several places; see thriftserve --help",
  },
  {
    args: [probeHandler, "-w4"],
    says: "thriftserve: there is no option -w4; did you mean --workers? See thriftserve --help",
  },
  {
    args: [probeHandler, "--maxFrameSize=3"],
    says: "thriftserve: there is no option --maxFrameSize; did you mean --max-frame-size? See thriftserve --help",
  },
  {
    args: [probeHandler, "--host", "0.0.0.0:9090"],
    says: 'thriftserve: --host is "0.0.0.0:9090"; expected the name or address of this machine to listen on; the port is --port 9090',
  },
  {
    args: ["x.thrift", probeHandler],
    says: "thriftserve: the IDL is named with an option: tests/fixtures/probe.ts --idl x.thrift; see thriftserve --help",
  },
  {
    args: [probeHandler, "--tls-optional=yes"],
    says: "thriftserve: --tls-optional takes no value: it is given or not; see thriftserve --help",
  },
  {
    args: ["--tls-optional", "yes", probeHandler],
    says: "thriftserve: --tls-optional takes no value, but yes follows; see thriftserve --help",
  },
  {
    args: ["start", "x.ts"],
    says: "thriftserve: start is no command of thriftserve, which serves what it is given: thriftserve x.ts; see thriftserve --help",
  },
  { args: ["serve", "x.ts", ...anyPort], says: "thriftserve: no such file: x.ts" },
  {
    args: ["serve"],
    says: "thriftserve: no handler is given: thriftserve HANDLER [options]; see thriftserve --help",
  },
  {
    args: ["serv", "x.ts"],
    says: "thriftserve: there is no command serv, nor such a file; did you mean serve? See thriftserve --help",
  },
  {
    args: [probeHandler, "tests/fixtures/probe.thrift#Probe"],
    says: "thriftserve: the IDL is named with an option: --idl tests/fixtures/probe.thrift#Probe; see thriftserve --help",
  },
  { args: ["tests/nowhere.ts", ...anyPort], says: "thriftserve: no such file: tests/nowhere.ts" },
  {
    args: ["tests/nowhere.ts", "--model", "threadpool", ...anyPort],
    says: "thriftserve: no such file: tests/nowhere.ts",
  },
  {
    args: [probeHandler, "--idl", "tests/nowhere.thrift", ...anyPort],
    says: "thriftserve: tests/nowhere.thrift: cannot read the file: there is no such file",
  },
  {
    args: [probeHandler, "--idl", "tests/fixtures/probe.thrift#Prob", ...anyPort],
    says: "thriftserve: tests/fixtures/probe.ts: probe.thrift defines no service Prob; it defines Probe",
  },
];

for (const [index, { args, says }] of mistakes.entries()) {
  test(`thriftserve ${args.join(" ")}: status 2 and what is wrong`, async () => {
    const { status, stdout, stderr } = await (index === 0 ? run : shell.run)(...args);
    assert.equal(stderr, `${says}\n`);
    assert.equal(stdout, "");
    assert.equal(status, 2);
  });
}

/** One model for each place that handlers run in. */
const kinds = [["--workers", "0"], leanArguments("threadpool"), leanArguments("processpool")];

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

for (const kind of kinds) {
  test(`${kind.join(" ")}: a handler that ends the process while it is imported is named`, async () => {
    const { status, stderr } = await run("tests/cli/handlers/exiting.ts", ...kind, "--port", "0");
    const who = (kind as readonly string[]).includes("0") ? "the process" : "worker \\d";
    assert.match(
      stderr,
      new RegExp(
        `^thriftserve: ${who} ended while it imported tests/cli/handlers/exiting\\.ts or ran its init: exit code 7\\n$`,
      ),
    );
    assert.notEqual(status, 0);
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
    const args = model === "the event loop" ? ["--workers", "0"] : leanArguments(model);
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

test("a port in use is told before any worker spends its time on init", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const arguments_ = ["tests/log/handlers/talkative.ts", "--workers", "1", "--port", String(port)];
  const program = new Program([...commandLine, ...arguments_], {
    env: { ...process.env, INIT_TAKES: "60000" },
  });
  try {
    assert.match((await program.ended()).stderr, /another program listens there\n$/);
  } finally {
    program.kill();
    other.close();
  }
});

test("an address that is not ours is status 1 and one line", async () => {
  const { status, stderr } = await run(probeHandler, "--workers", "0", "--host", "192.0.2.1", "--port", "0");
  assert.equal(
    stderr,
    "thriftserve: cannot listen on 192.0.2.1:0: this machine has no address 192.0.2.1; 0.0.0.0 stands for all that it has\n",
  );
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
