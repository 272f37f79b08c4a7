// The files of a new project, but for those that are generated from its IDL.

/**
 * @param name the package's.
 * @param version of thriftserve.
 * @returns their texts, by their paths below the project's folder.
 */
export function projectFiles(name: string, version: string): Readonly<Record<string, string>> {
  return {
    "greeter.thrift": idl,
    "handler.ts": handler,
    "handler_test.ts": handlerTest,
    "package.json": `${JSON.stringify(manifest(name, version), null, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(compilerSettings, null, 2)}\n`,
    ".gitignore": "node_modules/\n/greeter\n",
    "README.md": readme(name),
  };
}

const idl = `/** Thrown for a name without a letter. */
exception NoName {
  1: string why
}

service Greeter {
  /** Greets somebody, as often as is asked for. */
  list<string> greet(1: string name, 2: i32 times = 1) throws (1: NoName noName)
}
`;

const handler = `// The functions of greeter.thrift: plain values in, plain values out.
import { type GreeterHandler, NoName } from "./generated/greeter.ts";

export { Greeter as service } from "./generated/greeter.ts";

let greeting = "";

/** Runs once in each worker, before it takes calls: the place to load a model, or to connect to a database. */
export function init() {
  greeting = "Hello";
}

export default {
  greet(name, times) {
    if (!/\\p{Letter}/u.test(name)) throw new NoName({ why: \`"\${name}" has no letter\` });
    return Array.from({ length: times }, () => \`\${greeting}, \${name}!\`);
  },
} satisfies GreeterHandler;
`;

const handlerTest = `// Calls the handler as clients do, but in memory: no port is opened.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serveInMemory } from "thriftserve";
import type { GreeterClient } from "./generated/greeter.ts";
import * as handler from "./handler.ts";

test("greets as often as is asked for", async () => {
  await using server = await serveInMemory(handler);
  const greeter = await server.connect<GreeterClient>();
  assert.deepEqual(await greeter.greet("Ada"), ["Hello, Ada!"]);
  assert.deepEqual(await greeter.greet("Ada", 2), ["Hello, Ada!", "Hello, Ada!"]);
});

test("refuses a name without a letter", async () => {
  await using server = await serveInMemory(handler);
  const greeter = await server.connect<GreeterClient>();
  await assert.rejects(greeter.greet("?"), { name: "NoName", why: '"?" has no letter' });
});
`;

function manifest(name: string, version: string): object {
  return {
    name,
    version: "0.0.0",
    private: true,
    type: "module",
    scripts: {
      start: "thriftserve handler.ts",
      "start:bun": "bunx --bun thriftserve handler.ts",
      "start:deno": "deno run -A npm:thriftserve handler.ts",
      test: "node --test",
      "test:bun": "bun test",
      "test:deno": "deno test -A",
      gen: "thriftserve gen greeter.thrift -o generated",
      check: "thriftserve gen greeter.thrift -o generated --check && thriftserve check handler.ts && tsc",
      build: "thriftserve build handler.ts -o greeter",
    },
    dependencies: { thriftserve: `^${version}` },
    devDependencies: { "@types/node": ">=24", typescript: ">=5.9" },
  };
}

/** What all three runtimes can run as it is. */
const compilerSettings = {
  compilerOptions: {
    target: "esnext",
    module: "nodenext",
    lib: ["esnext"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  },
};

function readme(name: string): string {
  return `# ${name}

A Thrift service: \`greeter.thrift\` says what it does, \`handler.ts\` does it.

    thriftserve handler.ts                                      # serves it on 127.0.0.1:9090
    thriftserve handler.ts --model processpool --workers 4      # in four processes
    thriftserve list handler.ts                                 # what it serves
    thriftserve build handler.ts -o greeter                     # one executable, with all of it inside

After a change of the IDL:

    thriftserve gen greeter.thrift -o generated                 # the types that handler.ts is held to
    thriftserve check handler.ts                                # whether the handler has what the IDL asks for

With \`npm install\`, which brings \`thriftserve\` too:

| | Node 24 | Bun | Deno |
|---|---|---|---|
| serve | \`npm start\` | \`npm run start:bun\` | \`npm run start:deno\` |
| test | \`npm test\` | \`npm run test:bun\` | \`npm run test:deno\` |

\`npm run check\` also checks the types. Clients are any that Apache Thrift generates from \`greeter.thrift\`.
`;
}
