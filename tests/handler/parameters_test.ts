// The context comes after all arguments: what is told at the start when a method cannot get what it expects.
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeModules } from "./modules.ts";

const thrift = `
  struct Entry { 1: string log, 2: list<string> headers }
  service S {
    i32 run(1: string s, 2: map<string, string> o, 3: bool verbose)
    void put(1: string key, 2: Entry entry)
    oneway void tell(1: i32 n)
    void none()
  }`;

async function warningsOf(methods: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const usual = { run: "run: () => 1", put: "put() {}", tell: "tell() {}", none: "none() {}" };
  const body = Object.values({ ...usual, ...methods }).join(",\n");
  using modules = writeModules({
    "s.thrift": thrift,
    "handler.ts": `// @ts-nocheck\nexport const service = "./s.thrift";\nexport default {\n${body}\n};\n`,
  });
  const { warnings } = await modules.load();
  return warnings.map((warning) => warning.replaceAll(modules.folder, "<folder>"));
}

const uses = (member: string) =>
  `<folder>/handler.ts: S.run has 3 arguments: its method uses ${member} of the call's context where it is given verbose; the context comes after the arguments`;

test("a method that uses an argument as the call's context is told of: the IDL has gained an argument", async () => {
  for (const [run, member] of [
    ["run(s, o, call) { call.log.info('x'); return 1; }", "log"],
    ["async run(s, o, context) { return context?.signal.aborted; }", "signal"],
    ["run: (s, o, c) => { throw new c.exceptions.X(); }", "exceptions"],
    ["run: async function (s, o = {}, call) { call\n.setHeader(1, 2); }", "setHeader"],
    ["run: (s, o, { peer, method }) => peer", "peer"],
    ["run: (s, o, { log: mine }) => mine", "log"],
  ] as const) {
    assert.deepEqual(await warningsOf({ run }), [uses(member)], run);
  }
});

test("a method that takes more parameters than there can be is told of: the IDL has lost an argument", async () => {
  assert.deepEqual(await warningsOf({ tell: "tell(n, m, call) {}", none: "none: (a, call) => {}" }), [
    "<folder>/handler.ts: S.tell has 1 argument, so that its method is called with (n, call); it takes 3 parameters",
    "<folder>/handler.ts: S.none has no arguments, so that its method is called with (call); it takes 2 parameters",
  ]);
});

test("methods that are right are not told of, however they are written", async () => {
  const right: readonly Readonly<Record<string, string>>[] = [
    { run: "run(s, o, verbose, call) { call.log.info('x'); }" },
    { run: "run(s, o, verbose, { log, exceptions }) {}" },
    { run: "run(...all) { all[3].log.info('x') }" },
    { run: "run(s, o, verbose = (call) => call.log, ...rest) { rest[0].log; }" },
    { run: "run(s, o, { length }) {}" },
    { run: "run(s, o, call) { other.call.log; }" },
    { run: "run(s, o, context) { return context ? 1 : 2; }" },
    { run: "run: ((s, o, call) => call.log).bind(null)" },
    { run: "run: Math.max" },
    { run: "run() { return this.none.length; }" },
    { run: 'run(s, o = "a, b) {", call) { call.log; }' },
    { put: "put(key, entry) { entry.log + entry.headers; }" },
    { put: "put(key, { log, headers }, { peer }) {}" },
    { tell: "async *tell(n, { signal }) {}" },
    { none: "none: call => call.log.info('x')" },
    { none: "none: async ({ log }) => log" },
  ];
  for (const methods of right) assert.deepEqual(await warningsOf(methods), [], JSON.stringify(methods));
});
