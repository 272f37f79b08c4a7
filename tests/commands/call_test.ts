// `thriftserve call` against servers of the calculator: arguments, results, exceptions and exit statuses.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { argumentsOf } from "../../src/cli/commands/call/arguments.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { Server } from "../../src/server/options/options.ts";
import { serve } from "../../src/server/serve.ts";
import { Certificates, withoutOpenssl } from "../fixtures/certificates.ts";
import { run as inItsOwnProcess, root } from "../fixtures/command_line.ts";
import { keptShell } from "../fixtures/shell.ts";

const { run } = keptShell();

const idl = ["--idl", "examples/calculator/calculator.thrift"];

const calculator = resolveService(
  loadIdl(new URL("../../examples/calculator/calculator.thrift", import.meta.url)),
);
const values = (name: string, ...given: string[]) =>
  argumentsOf(calculator.schema, calculator.functions.find((func) => func.name === name)!, given);

const misfits: readonly [given: readonly [name: string, ...given: string[]], says: string][] = [
  [["add", "num1=x"], 'num1: expected a whole number of 32 bits, got "x"'],
  [["add", "num=1"], "num: add has no argument num; did you mean num1?"],
  [["add", "num1=1", "num1=2"], "num1 is given twice"],
  [["add", "[1, 2, 3]"], "add takes 2 arguments, and 3 are given: num1, num2"],
  [["add", "[1, 2]", "num1=1"], "num1=1 follows all the arguments, which [1, 2] has"],
  [["add", "@/nowhere/file"], "/nowhere/file: cannot read the file: there is no such file"],
  [["calculate", "work={}", "work.op=ADD"], "work.num1: missing; Work requires it"],
  [["calculate", "work.num1=1"], "work.num2: missing; Work requires it"],
  [["calculate", "[1, 2]"], "work: expected an object with the fields of Work, got 2"],
];

test("arguments that do not fit the IDL are refused with their place", () => {
  for (const [given, message] of misfits) assert.throws(() => values(...given), { name: "Mistake", message });
});

test("arguments keep their text where their type is text, and are JSON otherwise", () => {
  const work = ["work.num1=1e3", "work.num2=Infinity", "work.op=2", "work.comment=[1] = x"];
  assert.deepEqual(values("calculate", "logid:=7", ...work), [
    7,
    { num1: 1000, num2: Number.POSITIVE_INFINITY, op: 2, comment: "[1] = x" },
  ]);
  assert.deepEqual(values("add", "num2=5"), [undefined, 5]);
});

describe("thriftserve call", () => {
  let server: Server;
  let address = "";
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-call-"));
  before(async () => {
    server = await serve(join(root, "examples/calculator/handler.ts"), {
      port: 0,
      workers: 0,
      logLevel: "fatal",
    });
    address = `127.0.0.1:${(server.address as { port: number }).port}`;
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const call = (...args: string[]) => run("call", address, ...args, ...idl);

  test("arguments are given by name, by the way into a struct, as JSON and from a file", async () => {
    const file = join(folder, "arguments.json");
    writeFileSync(file, '{"num1": 40, "num2": 2}');
    const answers = await Promise.all([
      call("add", "num1=40", "num2=2"),
      call("Calculator.add", '{"num1": 40, "num2": 2}'),
      call("add", "[40, 2]"),
      call("add", `@${file}`),
      call("calculate", "logid=1", "work.num1=84", "work.num2:=2", "work.op=DIVIDE"),
    ]);
    for (const answer of answers)
      assert.deepEqual([answer.stdout, answer.stderr, answer.status], ["42\n", "", 0]);
  });

  test("results are JSON that call takes again; nothing is null", async () => {
    const work = { num1: 1, num2: 2, op: "ADD", comment: "first" };
    await call("calculate", "logid=7", `work=${JSON.stringify(work)}`);
    const [history, nothing] = await Promise.all([call("history", "logid=7"), call("ping")]);
    assert.deepEqual(JSON.parse(history.stdout), [work]);
    assert.equal(nothing.stdout, "null\n");
  });

  test("an exception that is declared is printed, with status 3", async () => {
    const work = '[1, {"num1": 1, "num2": 0, "op": "DIVIDE"}]';
    const ended = await inItsOwnProcess("call", address, "calculate", work, ...idl);
    const { stdout, stderr, status } = ended;
    assert.deepEqual(JSON.parse(stdout), {
      InvalidOperation: { whatOp: "DIVIDE", why: "cannot divide by 0" },
    });
    assert.deepEqual([stderr, status], ["", 3]);
  });

  test("an error of the client's own is none of the IDL's of that name", async () => {
    const late = join(folder, "late.thrift");
    writeFileSync(
      late,
      "exception TimeoutError { 1: string why } service Late { void wait() throws (1: TimeoutError late) }",
    );
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = silent.address() as { port: number };
      const answer = await run("call", `127.0.0.1:${port}`, "wait", "--timeout", "0.3", "--idl", late);
      const says = "thriftserve: Late.wait had no reply within 0.3 s\n";
      assert.deepEqual([answer.stdout, answer.stderr, answer.status], ["", says, 1]);
    } finally {
      await new Promise((resolve) => silent.close(resolve));
    }
  });

  test("any dialect is spoken", async () => {
    const answers = await Promise.all([
      call("add", "[1, 2]", "--protocol", "compact", "--transport", "header", "-H", "user=me"),
      call("add", "[1, 2]", "--protocol", "json", "--transport", "buffered"),
      run("call", `http://${address}/`, "add", "[1, 2]", ...idl),
      run("call", `ws://${address}/`, "add", "[1, 2]", ...idl),
    ]);
    for (const { stdout, stderr } of answers) assert.deepEqual([stdout, stderr], ["3\n", ""]);
  });

  test("a Unix socket is called, and many calls are summed up", {
    skip: process.platform === "win32",
  }, async () => {
    const unix = join(folder, "socket");
    const there = await serve(join(root, "examples/calculator/handler.ts"), {
      unix,
      workers: 0,
      logLevel: "fatal",
    });
    try {
      const { stdout, status } = await run(
        "call",
        `unix:${unix}`,
        "add",
        "[1, 2]",
        "-n",
        "50",
        "-c",
        "5",
        ...idl,
      );
      const { calls, failed, milliseconds } = JSON.parse(stdout);
      assert.deepEqual([calls, failed, status], [50, 0, 0]);
      assert.ok(milliseconds.least <= milliseconds.median && milliseconds.median <= milliseconds.most);
    } finally {
      await there.close();
    }
  });

  test("TLS is spoken with a server whose authority is named", { skip: withoutOpenssl }, async () => {
    const certificates = new Certificates();
    try {
      const authority = certificates.authority("authority");
      const { cert, key } = certificates.server("server", authority);
      const tls = { tlsCert: cert, tlsKey: key, port: 0, workers: 0, logLevel: "fatal" } as const;
      const there = await serve(join(root, "examples/calculator/handler.ts"), tls);
      try {
        const url = `tls://localhost:${(there.address as { port: number }).port}`;
        const [trusted, unknown] = await Promise.all([
          run("call", url, "add", "[1, 2]", "--tls-ca", authority.cert, ...idl),
          run("call", url, "add", "[1, 2]", ...idl),
        ]);
        assert.deepEqual([trusted.stdout, trusted.stderr, trusted.status], ["3\n", "", 0]);
        assert.equal(unknown.status, 1);
      } finally {
        await there.close();
      }
    } finally {
      certificates.remove();
    }
  });

  test("an argument that does not fit is told with its place, and status 2", async () => {
    const { stdout, stderr, status } = await call("calculate", "logid=1", "work.num1=1", "work.opp=ADD");
    const says = "work.opp: work has no field opp; did you mean op?";
    assert.deepEqual([stdout, stderr, status], ["", `thriftserve: ${says}\n`, 2]);
  });

  test("no more calls are asked for than their times can be kept of", async () => {
    const { stderr, status } = await call("ping", "--repeat", "999999999999");
    const says = "thriftserve: --repeat is 999999999999; expected a whole number from 1 to 10000000\n";
    assert.deepEqual([stderr, status], [says, 2]);
  });

  test("a server that is not there is status 1, a wrong address, no IDL and no such function are 2", async () => {
    const [nobody, wrong, none, handler, misspelt] = await Promise.all([
      run("call", `unix:${join(folder, "nobody")}`, "ping", ...idl),
      run("call", "tpc://here", "ping", ...idl),
      run("call", address, "ping"),
      run("call", address, "ping", "--idl", "tests/commands/nowhere/handler.ts"),
      call("Calculator.ad"),
    ]);
    assert.deepEqual(
      [nobody, wrong, none, handler, misspelt].map(({ status }) => status),
      [1, 2, 2, 2, 2],
    );
    assert.equal(misspelt.stderr, "thriftserve: Calculator has no function ad; did you mean add?\n");
    assert.match(
      wrong.stderr,
      /^thriftserve: the address is "tpc:\/\/here"; there is no scheme tpc; did you mean tcp\?/,
    );
    const says = "thriftserve: --idl is tests/commands/nowhere/handler.ts; expected a .thrift file\n";
    assert.equal(handler.stderr, says, "it is not even looked for");
    assert.match(
      none.stderr,
      /^thriftserve: --idl is not given, and .* does not tell its IDL \(.*--status\n$/,
    );
  });
});
