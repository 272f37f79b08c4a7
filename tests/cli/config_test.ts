// Options from the environment and from files: which goes before which, what is shown, and what is wrong with them.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { type GatheredOptions, gatherOptions } from "../../src/cli/options/gathered.ts";
import { commandRows } from "../../src/cli/options/rows.ts";
import { optionsTable } from "../../src/cli/options/show.ts";
import { keyOf } from "../../src/cli/options/source.ts";
import { OptionsError } from "../../src/options/error.ts";
import type { ServeRow } from "../../src/server/options/rows.ts";
import {
  commandLine,
  inherited,
  Program,
  probeHandler,
  runWith,
  startWith,
} from "../fixtures/command_line.ts";
import { probe, until } from "../fixtures/serving.ts";

const folder = mkdtempSync(join(tmpdir(), "thriftserve-config-"));
after(() => rmSync(folder, { recursive: true }));
const handler = join(folder, "handler.ts");
const beside = join(folder, "thriftserve.toml");

/** What is gathered with a file beside the handler that holds `toml`. */
async function gathered(toml: string, variables = {}, given = {}): Promise<GatheredOptions> {
  writeFileSync(beside, toml);
  return await gatherOptions(handler, given, variables);
}

/** The lines of the table, without spaces that only align it. */
function shown(options: GatheredOptions): string[] {
  return optionsTable(handler, options, { options: {} })
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, " | "));
}

test("THRIFTSERVE_MODEL=processpool thriftserve handler.ts --workers 3 --show-config tells what came from where", async () => {
  writeFileSync(beside, 'workers = 5\nport = 0\nmax-frame-size = "1M"\n');
  const variables = { THRIFTSERVE_MODEL: "processpool", THRIFTSERVE_PORT: "9191" };
  const { status, stdout, stderr } = await runWith(variables, handler, "--workers", "3", "--show-config");
  assert.deepEqual([status, stderr], [0, ""]);
  for (const line of [
    /^ +model +processpool +environment THRIFTSERVE_MODEL$/m,
    /^ +workers +3 +command line$/m,
    /^ +port +9191 +environment THRIFTSERVE_PORT$/m,
    /^ +max-frame-size +1048576 bytes +\S*thriftserve\.toml: max-frame-size$/m,
    /^ +spares +- +for threaded and forking$/m,
    /^ +host +127\.0\.0\.1 +default$/m,
    /^config +\S*thriftserve\.toml +beside the handler$/m,
  ]) {
    assert.match(stdout, line);
  }
});

test("--show-config tells what ulimit -n lowers, or why a server could not run", {
  skip: process.platform !== "linux" && "only Linux tells a program of its open files",
}, async () => {
  const within = async (limit: number, ...options: string[]) => {
    const line = [...commandLine, probeHandler, "--show-config", ...options];
    return await new Program(["sh", "-c", `ulimit -n ${limit} && exec "$@"`, "sh", ...line]).ended();
  };
  const forking = await within(128, "--model", "forking", "--max-connections", "5000");
  assert.match(
    forking.stdout,
    /^ +max-connections +at most \d+ +lowered by ulimit -n 128 from 5000 \(command line\)$/m,
  );
  assert.match(forking.stdout, /^ +max-workers +\d+ +lowered by ulimit -n 128 from 1000 \(default\)$/m);
  const enough = await within(128, "--model", "simple", "--max-connections", "5");
  assert.match(enough.stdout, /^ +max-connections +5 +command line$/m);
  const none = await within(48, "--model", "threadpool", "--workers", "40");
  assert.match(
    none.stderr,
    /^thriftserve: ulimit -n is 48: too few open files for .+ with 40 workers; raise it/,
  );
  assert.deepEqual([none.status, none.stdout], [2, ""]);
});

test("THRIFTSERVE_WORKRES=3 thriftserve handler.ts ends with status 2 and names THRIFTSERVE_WORKERS", async () => {
  const { status, stdout, stderr } = await runWith({ THRIFTSERVE_WORKRES: "3" }, probeHandler);
  assert.equal(
    stderr,
    "thriftserve: there is no variable THRIFTSERVE_WORKRES; did you mean THRIFTSERVE_WORKERS? See thriftserve --help\n",
  );
  assert.deepEqual([status, stdout], [2, ""]);
});

test("a server is told by variables and a file, and its worker processes inherit the variables", async () => {
  const file = join(folder, "server.toml");
  writeFileSync(file, 'model = "processpool"\nlog-level = "error"\n');
  const env = { ...inherited(), THRIFTSERVE_WORKERS: "1", THRIFTSERVE_CONFIG: file };
  await using server = await startWith(commandLine, [probeHandler], { env });
  const client = await server.connect(probe);
  assert.equal(await client.call("echo", 7), 7);
  const line = /model processpool, 1 worker process \(.+\), options from .+server\.toml\n$/;
  await until(() => line.test(server.stderr), "it says where its options are from");
});

test("every option can be given in the environment and in a file, by its name on the command line", async () => {
  const rows: Readonly<Record<string, ServeRow>> = commandRows;
  const samples: Readonly<Record<string, unknown>> = {
    admin: "unix:/a",
    allowOrigin: ["https://a.example"],
    proxyProtocol: ["10.0.0.0/8"],
    devices: ["cuda:0"],
    adminToken: "a-token-of-mine",
    tlsCiphers: "ECDHE-RSA-AES256-GCM-SHA384",
  };
  for (const [option, { kind, fallback }] of Object.entries(rows)) {
    const usual = fallback ?? samples[option] ?? (kind.type === "number" ? 128 : "/a");
    const lists: Readonly<Record<string, readonly string[]>> = {
      listen: ["unix:/a", "fd://3"],
      nats: ["nats://a:4222", "nats://b:4222"],
    };
    const list = lists[option] ?? ["/a", "/b"];
    const value = kind.list ? list : usual;
    const text = kind.list
      ? list.join(option in lists ? ", " : delimiter)
      : (kind.show?.(value as number) ?? String(value));
    const variable = `THRIFTSERVE_${keyOf(option).replaceAll("-", "_").toUpperCase()}`;
    const fromVariable = await gathered("", { [variable]: text });
    assert.deepEqual(fromVariable.options, { [option]: value });
    assert.equal(fromVariable.originOf(option), `environment ${variable}`);
    const fromFile = await gathered(`${keyOf(option)} = ${JSON.stringify(kind.textOnly ? text : value)}`);
    assert.deepEqual(fromFile.options, { [option]: value });
    assert.equal(fromFile.originOf(option), `${beside}: ${keyOf(option)}`);
  }
});

test("relative paths in a file start from its folder, sizes and permissions are as on the command line", async () => {
  mkdirSync(join(folder, "etc"), { recursive: true });
  const config = join(folder, "etc", "other.toml");
  writeFileSync(
    config,
    'unix = "run/x.sock"\nunix-mode = "0660"\ninclude = ["idl", "/usr/idl"]\nidl = "x.thrift#X"\nmax-reply-size = "16k"\n',
  );
  const { options, file } = await gathered("port = 1", { THRIFTSERVE_CONFIG: config });
  assert.deepEqual(options, {
    unix: join(folder, "etc/run/x.sock"),
    unixMode: 0o660,
    include: [join(folder, "etc/idl"), "/usr/idl"],
    idl: join(folder, "etc/x.thrift#X"),
    maxReplySize: 16384,
  });
  assert.equal(file, config);
  const abstract = await gathered('unix = "@name"');
  assert.equal(abstract.options.unix, "@name");
});

test("the file is that of the command line, or of the environment, or beside the handler, or none", async () => {
  const config = join(folder, "other.toml");
  writeFileSync(config, "port = 2\n");
  const port = async (given: object, variables: object) =>
    (await gathered("port = 1", variables, given)).options.port;
  assert.equal(await port({}, {}), 1);
  assert.equal(await port({ config }, {}), 2);
  assert.equal(await port({ noConfig: true }, { THRIFTSERVE_CONFIG: config }), undefined);
  assert.equal(await port({ config }, { THRIFTSERVE_NO_CONFIG: "true" }), 2);
  assert.equal(await port({}, { THRIFTSERVE_NO_CONFIG: "1" }), undefined);
});

test("what has no use beside an option that goes before is left out; both in one place are refused", async () => {
  const unix = await gathered("port = 1", {}, { unix: "/x" });
  assert.deepEqual(unix.options, { unix: "/x" });
  assert.ok(shown(unix).includes("port | - | for another way to listen"));
  const forking = await gathered("workers = 1\nspares = 2", { THRIFTSERVE_MODEL: "forking" });
  assert.deepEqual(forking.options, { model: "forking", spares: 2 });
  for (const [toml, given, says] of [
    [
      "unix = '/x'\nport = 1",
      {},
      `${beside}:2: port is for TCP; the server is to listen on a Unix socket: unix = "/x"`,
    ],
    [
      "model = 'forking'",
      { workers: 1 },
      "--workers applies to threadpool, nonblocking and processpool; the model is forking, which takes --max-workers",
    ],
    [
      "transport = 'header'",
      { protocol: "json" },
      `--protocol is json, which transport = "header" in ${beside} does not carry; it holds binary or compact`,
    ],
  ] as const) {
    const options = await gathered(toml, {}, given);
    assert.throws(
      () => optionsTable(handler, options, { options: {} }),
      (error) => error instanceof OptionsError && options.told(error) === says,
    );
  }
});

/** What a file holds, and what is said of it, behind its path. */
const mistakenFiles: readonly (readonly [toml: string, says: string])[] = [
  ["port = 1\npotr = 1", ":2: potr is no option; did you mean port?"],
  ["maxFrameSize = 3", ":1: maxFrameSize is no option; did you mean max-frame-size?"],
  ["[limits]\nmax-depth = 3", ":1: limits is no option; options stand in no table: port = 9090"],
  ["threads = 3", ':1: threads is no option; threads are model = "threadpool" with workers'],
  [
    'handler = "x.ts"',
    ":1: handler is no option; it stands by itself before the options: thriftserve handler.ts",
  ],
  ["# none\n\nport = ", ":3:8: invalid value"],
  ["port = 1\nport = 2", ":2:1: trying to redefine an already defined table or value"],
  ['port = "x"', ':1: port is "x"; expected a whole number from 0 to 65535'],
  ["workers = 1.5", ":1: workers is 1.5; expected a whole number from 0 to 10000"],
  [
    "unix-mode = 660",
    ":1: unix-mode is 660, a number; expected permissions from 0 to 777 in octal, in quotes",
  ],
  ["tls-optional = 'yes'", ':1: tls-optional is "yes", a string; expected true or false'],
  ['idle-timeout = "1h"', ':1: idle-timeout is "1h"; expected a number of seconds; 1h is 3600'],
];

test("a mistake in a file is told with its path, its line, the key, the value and what was expected", async () => {
  for (const [toml, says] of mistakenFiles) await assert.rejects(gathered(toml), { message: beside + says });
  for (const [given, says] of [
    [{ config: "nowhere.toml" }, "--config is nowhere.toml: there is no such file"],
    [{ config: folder }, `--config is ${folder}: it is a directory`],
  ] as const) {
    await assert.rejects(gathered("", {}, given), { message: says });
  }
});

/** A variable, its text, and what is said of it. */
const mistakenVariables: readonly (readonly [variable: string, text: string, says: string])[] = [
  [
    "THRIFTSERVE_WORKER",
    "3",
    "there is no variable THRIFTSERVE_WORKER; did you mean THRIFTSERVE_WORKERS? See thriftserve --help",
  ],
  [
    "THRIFTSERVE_HANDLER",
    "x.ts",
    "there is no variable THRIFTSERVE_HANDLER; it stands by itself before the options: thriftserve handler.ts; see thriftserve --help",
  ],
  ["THRIFTSERVE_PORT", "", 'THRIFTSERVE_PORT is ""; expected a whole number from 0 to 65535'],
  ["THRIFTSERVE_TLS_OPTIONAL", "yes", 'THRIFTSERVE_TLS_OPTIONAL is "yes"; expected true or false'],
  [
    "THRIFTSERVE_PROTOCOL",
    "http",
    'THRIFTSERVE_PROTOCOL is "http"; expected one of auto, binary, compact, json; http is a transport: THRIFTSERVE_TRANSPORT=http',
  ],
];

test("a mistake in a variable is told with its name, its value and what was expected", async () => {
  for (const [variable, text, message] of mistakenVariables) {
    await assert.rejects(gathered("", { [variable]: text }), { message });
  }
});

test("the variables that Kubernetes makes of a service named thriftserve are none of ours", async () => {
  const { options } = await gathered("", {
    THRIFTSERVE_PORT: "tcp://10.0.0.1:9090",
    THRIFTSERVE_SERVICE_HOST: "10.0.0.1",
    THRIFTSERVE_SERVICE_PORT: "9090",
    THRIFTSERVE_SERVICE_PORT_THRIFT: "9090",
    THRIFTSERVE_PORT_9090_TCP: "tcp://10.0.0.1:9090",
    THRIFTSERVE_PORT_9090_TCP_ADDR: "10.0.0.1",
    OTHER_PORT: "x",
  });
  assert.deepEqual(options, {});
});
