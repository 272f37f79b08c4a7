// The programs that README, documents and docstrings show do what they are shown for, and none of them is left out.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { generate } from "../../src/gen/gen.ts";
import { writeModules } from "../../src/gen/write.ts";
import { Certificates, withoutOpenssl } from "../fixtures/certificates.ts";
import { hosts, root, startServer } from "../fixtures/hosts.ts";
import { codeBlock, leftOut } from "./code_blocks.ts";
import { missingPeers, python } from "./peers.ts";

const run = promisify(execFile);
const node = join(root, "node_modules/node/bin/node");
const bun = join(root, "node_modules/bun/bin/bun.exe");

/** Below the root, where the package's own name resolves. */
mkdirSync(join(root, ".test"), { recursive: true });
const folder = mkdtempSync(join(root, ".test", "examples-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const idl = codeBlock("README.md", "service Calculator", "thrift");
const handler = codeBlock("README.md", "DivisionByZero");
const serves = codeBlock("README.md", "await serve(");
const calls = ["README.md", "docs/client.md"].map((document) => codeBlock(document, "await connect<"));
write("calculator.thrift", idl);
write("handler.ts", handler);

test("the program that serves prints where it does, and ends", async () => {
  assert.match(await runs(serves, root), /^\{ host: '127\.0\.0\.1', port: \d+ \}\n$/);
});

test("the README's handler serves the README's IDL to the programs that call it, and to curl", async () => {
  await serving("handler.ts", [], async (port) => {
    for (const program of calls) assert.equal(await runs(on(port, program), root), "3\n");
    assert.equal(await runs(on(port, older), root), "this server has no ping yet\n");
    assert.equal(await runs(on(port, settings), root), "Calculator.add: ok\n3\n");
    assert.equal(await runs(on(port, inPage), root), "3\n");
    if (!existsSync("/usr/bin/curl")) return;
    assert.equal(await shell(on(port, posts)), '[1,"add",2,1,{"0":{"i32":5}}]');
    assert.equal(await shell(on(port, probes)), "ok\n");
  });
});
const inPage = codeBlock("docs/client.md", "thriftserve/client");

const inPython = codeBlock("README.md", "Calculator.Client(", "python");
test("the README's client in Python calls the README's handler", { skip: missingPeers }, async () => {
  await run("/usr/bin/thrift", ["--gen", "py", "calculator.thrift"], { cwd: folder });
  await serving("handler.ts", [], async (port) => {
    write("call.py", on(port, inPython));
    const env = { ...process.env, PYTHONPATH: "gen-py" };
    const { stdout } = await run(python, ["call.py"], { cwd: folder, env });
    assert.equal(stdout, "3\n");
  });
});

const settings = codeBlock("docs/client.md", "onCall(");
const inMemory = codeBlock("docs/client.md", "serveInMemory(");
test("a handler is tested without sockets", async () => {
  assert.equal(await runs(inMemory), "3\n");
});

const older = codeBlock("docs/client.md", "applicationExceptionType");
const posts = codeBlock("docs/http.md", "application/x-thrift", "sh");
const probes = codeBlock("docs/http.md", "readyz", "sh");

const listed = codeBlock("docs/handlers.md", "export const services");
test("a module that lists services serves each under its name", async () => {
  write("listed/handler.ts", listed);
  write("listed/calculator.thrift", "service Calculator { i32 add(1: i32 a, 2: i32 b) }");
  write("listed/notes.thrift", "service Notes { string first() }");
  write(
    "listed/notes.ts",
    'export const service = "./notes.thrift";\nexport default { first: () => "one" };',
  );
  await serving("listed/handler.ts", [], async (port) => {
    const program = `import { connect } from "thriftserve";
      const options = { port: ${port}, multiplexed: true };
      await using calculator = await connect("listed/calculator.thrift", options);
      await using notes = await connect("listed/notes.thrift", options);
      console.log(await calculator.call("add", 1, 2), await notes.call("first"));`;
    assert.equal(await runs(program), "3 one\n");
  });
});

const gathering = codeBlock("docs/batching.md", "export const batch");
test("a method that takes a list of calls answers each", async () => {
  const idl = "service Calculator { i32 add(1: i32 a, 2: i32 b) i32 predict(1: binary image) }";
  write("batching.ts", `${gathering.replace("default {", "default { add: (a, b) => a + b,")}`);
  write("digits.thrift", idl);
  await serving("batching.ts", [], async (port) => {
    assert.equal(await runs(on(port, calls[0]!), root), "3\n");
  });
});

const surrounding = codeBlock("docs/handlers.md", "Around = async");
test("a module's around is called in place of its methods", async () => {
  const service = "export const service = `service Calculator { i32 add(1: i32 a, 2: i32 b) }`;";
  write("around.ts", `${surrounding}\n${service}\nexport default { add: (a, b) => a + b };`);
  await serving("around.ts", [], async (port) => {
    assert.equal(await runs(on(port, calls[0]!), root), "3\n");
  });
});

const warming = codeBlock("docs/handlers.md", "warmup: Warmup");
test("a module's warm-up makes its calls before a client's", async () => {
  const service = "export const service = `service Calculator { i32 add(1: i32 a, 2: i32 b) }`;";
  const counting = "let sum = 0;\nexport default { add: (a, b) => (sum += a + b) };";
  write("warm.ts", `${warming}\n${service}\n${counting}`);
  await serving("warm.ts", ["--workers", "1"], async (port) => {
    assert.equal(await runs(on(port, calls[0]!), root), "48\n");
  });
});

const sharing = codeBlock("docs/handlers.md", "export const share");
test("a module's share reaches each worker's init", async () => {
  const service = "export const service = `service Calculator { i32 add(1: i32 a, 2: i32 b) }`;";
  const given = "export default { add: (a, b) => (a + b) * weights.length * weights[7]! * 2e-6 };";
  write("sharing.ts", `${sharing}\n${service}\n${given}`);
  await serving("sharing.ts", ["--model", "processpool", "--workers", "2"], async (port) => {
    assert.equal(await runs(on(port, calls[0]!), root), "3\n");
  });
});

const typedHandler = codeBlock("docs/typescript.md", "satisfies CalculatorHandler");
const typedClient = codeBlock("docs/typescript.md", "connect(Calculator");
test("a handler and a client of generated code need no IDL", async () => {
  writeModules(generate([join(folder, "calculator.thrift")]), join(folder, "generated"));
  write("typed.ts", typedHandler);
  await serving("typed.ts", [], async (port) => {
    assert.equal(await runs(on(port, typedClient)), "7 was to be divided by zero\n");
  });
});

const inText = codeBlock("docs/typescript.md", "idl(");
const inTextClient = codeBlock("docs/typescript.md", "./parcels.ts");
const plainText = codeBlock("docs/typescript.md", "= `service Calculator");
test("handlers whose IDL stands in them are served, with and without a call of the library", async () => {
  write("parcels.ts", inText);
  write("plain_text.ts", plainText);
  await serving("parcels.ts", [], async (port) => {
    assert.equal(await runs(on(port, inTextClient)), "7n 5\n");
  });
  await serving("plain_text.ts", [], async (port) => {
    assert.equal(await runs(on(port, calls[0]!), root), "3\n");
  });
});

const denoiser = codeBlock("docs/tensors.md", "service Denoiser", "thrift");
const denoises = codeBlock("docs/tensors.md", "typedArray(");
const pair = codeBlock("src/tensor/tensor.ts", "[2, 3]");
test("a handler takes tensors and gives them", async () => {
  for (const name of ["denoiser.ts", "denoiser.thrift", "tensor.thrift"]) {
    const text = { "denoiser.ts": denoises, "denoiser.thrift": denoiser }[name];
    write(`tensors/${name}`, text ?? readFileSync(join(root, "idl", name), "utf8"));
  }
  await serving("tensors/denoiser.ts", [], async (port) => {
    const program = `import { connect } from "thriftserve";
      ${pair}
      await using client = await connect("tensors/denoiser.thrift", { port: ${port} });
      const { shape, data } = await client.call("denoise", pair);
      console.log(shape.join(), data.length);`;
    assert.equal(await runs(program), "24 6\n2,3 24\n");
  });
});

const secured = codeBlock("docs/sockets.md", "client.crt");
const securedPython = codeBlock("docs/sockets.md", "TSSLSocket", "python");
test("clients with a certificate of their own are served", { skip: withoutOpenssl }, async () => {
  const certificates = new Certificates();
  const authority = certificates.authority("ca");
  const { cert, key } = certificates.server("server", authority);
  certificates.client("client", authority);
  for (const name of ["ca.crt", "client.crt", "client.key"]) {
    copyFileSync(join(certificates.folder, name), join(folder, name));
  }
  const secure = ["--tls-cert", cert, "--tls-key", key, "--tls-ca", authority.cert, "--tls-require-client"];
  await serving("handler.ts", secure, async (port) => {
    const program = secured.replace('"calculator.internal"', `"localhost", port: ${port}`);
    const call = 'console.log(await calculator.call("add", 1, 2));\ncalculator.close();';
    assert.equal(await runs(`${program}${call}`), "3\n");
    if (missingPeers !== undefined) return;
    const opens = securedPython.replace('"calculator.internal", 9090', `"localhost", ${port}`);
    write(
      "secured.py",
      `import ssl\nfrom thrift.transport import TSSLSocket\n${opens}socket.open()\nprint("open")`,
    );
    const { stdout } = await run(python, ["secured.py"], { cwd: folder });
    assert.equal(stdout, "open\n");
  });
  certificates.remove();
});

const moved = codeBlock("docs/moving.md", "gen-nodejs", "js");
test("a handler for the npm package thrift is served as it is", { skip: missingPeers }, async () => {
  write("moved/handler.cjs", moved);
  write("moved/calculator.thrift", idl);
  const generate = ["--gen", "js:node,es6", "-o", ".", "calculator.thrift"];
  await run("/usr/bin/thrift", generate, { cwd: join(folder, "moved") });
  write("moved/gen-nodejs/package.json", '{ "type": "commonjs" }');
  await serving("moved/handler.cjs", [], async (port) => {
    const program = `import { connect } from "thriftserve";
      await using calculator = await connect("moved/calculator.thrift", { port: ${port} });
      console.log(await calculator.call("divide", 7, 2));
      await calculator.call("divide", 7, 0).catch((error) => console.log(error.name, error.dividend));`;
    assert.equal(await runs(program), "3\nDivisionByZero 7\n");
  });
});

const logs = codeBlock("docs/logging.md", "configure(");
test("a program that has configured LogTape gets the records of handlers", async () => {
  write("logs/calculator.thrift", "service Calculator { i32 add(1: i32 a, 2: i32 b) }");
  write(
    "logs/handler.ts",
    `export const service = "./calculator.thrift";
    export default { add: (a, b, call) => { call.log.info("adds {a}", { a }); return a + b; } };`,
  );
  const program = `import { connect } from "thriftserve";
    ${logs.replace("workers: 0", "workers: 0, port: 0")}
    await using calculator = await connect("calculator.thrift", server.address);
    await calculator.call("add", 1, 2);
    await server.close();`;
  assert.match(await runs(program, join(folder, "logs")), / INF thriftserve·Calculator adds 1\n/);
});

const compiled = codeBlock("docs/build.md", "./handler.js");
test("a program that serves is compiled together with its handler", async () => {
  const alone = join(folder, "compiled");
  write("compiled/handler.ts", handler);
  write("compiled/calculator.thrift", idl);
  const call = `import { connect } from "thriftserve";
    const calculator = await connect(new URL("./calculator.thrift", import.meta.url), server.address);
    console.log(await calculator.call("add", 1, 2));
    calculator.close();
    await server.close();`;
  write(
    "compiled/app.ts",
    `${compiled.replace("port: 9090", "port: 0, ...JSON.parse(process.argv[2])")}${call}`,
  );
  const command = "build --compile app.ts handler.ts --asset calculator.thrift --outfile app";
  assert.ok(readFileSync(join(root, "docs/build.md"), "utf8").includes(`bun ${command}\n`));
  await run(bun, command.split(" "), { cwd: alone });
  for (const name of ["app.ts", "handler.ts", "calculator.thrift"]) rmSync(join(alone, name));
  for (const model of ["processpool", "threadpool"]) {
    const options = JSON.stringify({ model, workers: 1 });
    const { stdout } = await run("./app", [options], { cwd: alone, env: {}, timeout: 20_000 });
    assert.match(stdout, /\n3\n$/);
  }
});

test("no example is left out", () => {
  assert.deepEqual(leftOut(), []);
});

/** Runs a program in a folder. @returns what it printed. */
async function runs(program: string, cwd = folder): Promise<string> {
  const file = join(folder, "program.ts");
  writeFileSync(file, program);
  const { stdout } = await run(node, [file], { cwd, timeout: 20_000 });
  return stdout;
}

async function shell(command: string): Promise<string> {
  const { stdout } = await run("sh", ["-c", command], { cwd: folder, timeout: 20_000 });
  return stdout;
}

async function serving(
  module: string,
  options: readonly string[],
  use: (port: string) => Promise<void>,
): Promise<void> {
  const server = await startServer(hosts[0]!, [join(folder, module), ...options]);
  try {
    await use(server.address.slice(server.address.lastIndexOf(":") + 1));
    await server.close();
  } finally {
    server.kill();
  }
}

/** The example with the port that it is to call. */
function on(port: string, example: string): string {
  assert.ok(example.includes("9090"), example);
  return example.replace("9090", port);
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
