// A server that cannot start: serve() rejects with an error of the class that is documented, and with its cause.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  connect,
  HandlerError,
  IdlError,
  InitError,
  type ServeOptions,
  serve,
  WorkerStartError,
} from "../../mod.ts";
import { writeModules } from "../handler/modules.ts";

const good = "service Good { i32 one() }";
const handler = 'export const service = "./good.thrift";\nexport default { one: () => 1 };\n';

const broken = [
  {
    handler: 'export const service = "./good.thrift";\nexport default {};',
    idl: good,
    expected: HandlerError,
  },
  { handler, idl: "service Good { i33 one() }", expected: IdlError },
  {
    handler: `${handler}export function init() { throw new Error("no model"); }`,
    idl: good,
    expected: InitError,
  },
];

for (const options of [
  { workers: 0 },
  { model: "threadpool", workers: 1 },
  { model: "processpool", workers: 1 },
] as const satisfies ServeOptions[]) {
  test(`${JSON.stringify(options)}: a start that fails tells the worker's own error`, async () => {
    for (const { handler, idl, expected } of broken) {
      using modules = writeModules({ "handler.ts": handler, "good.thrift": idl });
      const error = await serve(`${modules.folder}/handler.ts`, { ...options, port: 0 }).then(
        () => assert.fail("it has started"),
        (thrown: Error) => thrown,
      );
      const inWorker = "model" in options;
      assert.equal(error instanceof WorkerStartError, inWorker);
      const own = inWorker ? error.cause : error;
      assert.ok(own instanceof expected, `${own} is no ${expected.name}`);
      assert.equal(own.name, expected.name);
      assert.equal(error.message, own.message);
      if (own instanceof IdlError) assert.equal(own.diagnostics[0]!.line, 1);
    }
  });
}

test("a start that takes longer than it may is a failed one, whatever it does", async () => {
  const init = (body: string) => `${handler}export async function init() { ${body} }`;
  const waits = init("await new Promise(() => {});");
  const loops = init("for (;;) {}");
  const imports = `await new Promise((resolve) => setTimeout(resolve, 3600_000));\n${handler}`;
  const starts: [ServeOptions, string][] = [
    [{ workers: 0 }, waits],
    [{ model: "threadpool", workers: 1 }, waits],
    [{ model: "processpool", workers: 1 }, loops],
    [{ model: "forking" }, imports],
  ];
  const failing = starts.map(async ([options, text]) => {
    using modules = writeModules({ "handler.ts": text, "good.thrift": good });
    const file = `${modules.folder}/handler.ts`;
    const error = await serve(file, { ...options, port: 0, initTimeout: 0.5, logLevel: "fatal" }).then(
      () => assert.fail("it has started"),
      (thrown: Error) => thrown,
    );
    assert.match(
      error.message,
      /^(init|import) of .*handler\.ts had not ended after 0\.5 s, the initTimeout$/,
    );
    assert.ok((error instanceof WorkerStartError ? error.cause : error) instanceof InitError);
  });
  await Promise.all(failing);
});

test("server and client end with the block that they are used in", async () => {
  using modules = writeModules({ "handler.ts": handler, "good.thrift": good });
  let closed: Promise<void>;
  {
    await using server = await serve(`${modules.folder}/handler.ts`, { workers: 0, port: 0 });
    assert.ok("port" in server.address);
    await using client = await connect(`${modules.folder}/good.thrift`, server.address);
    assert.equal(await client.call("one"), 1);
    closed = server.closed;
  }
  await closed;
});
