// A module that cannot be imported is told with the file, the place, the line and what to do, on every runtime.
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeModules } from "./modules.ts";

const runtime = ["bun", "deno"].find((name) => name in process.versions) ?? "node";

/** Of the runtimes, of ours, and of what imports a module on Bun. */
const foreign = /node:|ext:|\/src\/(handler|runtime)\/|thriftserve\.js|BuildMessage/;

/** What is expected below the first line: a place, the line with its mark, and what to do. */
function expected(place: string, line: string, mark: string): RegExp {
  const [, number] = place.split(":");
  return new RegExp(
    `^${escaped(place)}: .*\\n  ${number} \\| ${escaped(line)}\\n +\\| ${escaped(mark)}(?=\\n|$)`,
    "m",
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");
}

async function refusal(files: Record<string, string>): Promise<string> {
  using modules = writeModules(files);
  const message = await modules.refusal();
  assert.match(message, /^cannot import <folder>\/handler\.ts:/);
  assert.doesNotMatch(message, foreign);
  assert.ok(message.length < 100_000, "it is bounded");
  return message;
}

test("an error of syntax is told with its place, its line and a mark", async () => {
  const message = await refusal({ "handler.ts": "// @ts-nocheck\nconst a = 1;\n  let b: number = ;\n" });
  assert.match(message, expected("<folder>/handler.ts:3:19", "  let b: number = ;", "                  ^"));
});

test("so is one in a file that the module imports, of TypeScript or JavaScript", async () => {
  for (const name of ["part.ts", "part.mjs", "part.cjs"]) {
    const message = await refusal({
      "handler.ts": `import "./${name}";\nexport default {};`,
      [name]: "// @ts-nocheck\nvar a = = 2;\n",
    });
    assert.match(message, expected(`<folder>/${name}:2:9`, "var a = = 2;", "        ^"));
  }
});

test("the column counts characters, behind tabs and others than ASCII too", async () => {
  const message = await refusal({ "handler.ts": "// @ts-nocheck\n\tconst ż = 'é🦆' = 1 +;\n" });
  const column = runtime === "bun" ? 22 : Number(/handler\.ts:2:(\d+)/.exec(message)?.[1]);
  assert.match(message, new RegExp(`handler\\.ts:2:${column}: `));
  assert.ok(message.includes("\n  2 | \tconst ż = 'é🦆' = 1 +;\n"), message);
});

test("JSON that is none is named", async () => {
  const message = await refusal({
    "handler.ts": 'import data from "./data.json" with { type: "json" };\nexport default data;',
    "data.json": '{ "a": }',
  });
  assert.match(message, /\n<folder>\/data\.json: .*Unexpected token/);
});

test("causes, and errors in one, are told too", async () => {
  const message = await refusal({
    "handler.ts":
      'throw new AggregateError([new Error("one"), "two"], "both", { cause: new RangeError("why") });',
  });
  assert.match(message, /AggregateError: both\n(.*\n)*caused by RangeError: why\n(.*\n)*- one\n- two$/);
});

test("several errors are told all, where the runtime finds them all", {
  skip: runtime !== "bun",
}, async () => {
  const message = await refusal({ "handler.ts": "// @ts-nocheck\nlet x = 1;\nlet x = 2;\nconst y;\n" });
  assert.match(message, expected("<folder>/handler.ts:3:5", "let x = 2;", "    ^"));
  assert.match(message, expected("<folder>/handler.ts:4:7", "const y;", "      ^"));
});

test("a module that is not there is told with the line that imports it", async () => {
  const message = await refusal({
    "handler.ts": 'import "./part.ts";\nexport default {};',
    "part.ts": 'import "node:fs";\nimport "./nowhere.ts";\n',
  });
  assert.match(message, /^<folder>\/part\.ts:2:\d+: .*nowhere\.ts/m);
  assert.match(message, /\n {2}2 \| import "\.\/nowhere\.ts";\n/);
});

test("a package that is not there is told with the line, and how to install it", async () => {
  const message = await refusal({
    "handler.ts": 'import { x } from "@some/package/part.js";\nexport default { x };',
  });
  assert.match(message, /^<folder>\/handler\.ts:1:\d+: .*@some\/package/m);
  assert.match(message, /npm install @some\/package there/);
});

test("an export that is not there is told with the line that imports it", async () => {
  const message = await refusal({
    "handler.ts": '// @ts-nocheck\nimport { none } from "./part.ts";\nexport default { none };',
    "part.ts": "export const some = 1;",
  });
  assert.match(message, /^<folder>\/handler\.ts:2:\d+: .*none/m);
  assert.match(message, /\n {2}2 \| import \{ none \} from "\.\/part\.ts";\n/);
});

test("what the module throws is told with its own functions only", async () => {
  const message = await refusal({
    "handler.ts": 'import { load } from "./part.ts";\nload();\n',
    "part.ts": 'export function load() {\n  throw new RangeError("no GPU here");\n}\n',
  });
  const [first, second, third, ...rest] = message.split("\n");
  assert.equal(first, "cannot import <folder>/handler.ts: RangeError: no GPU here");
  assert.match(second!, /at load \(.*part\.ts:2:\d+\)/);
  assert.match(third!, /handler\.ts:2:1/);
  assert.deepEqual(rest, []);
});

test("whatever is thrown, it is told", async () => {
  for (const thrown of [
    "null",
    "Object.create(null)",
    "new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } })",
    "{ get message() { throw 1; }, get position() { throw 2; } }",
    "Symbol()",
    'new Error("x".repeat(5e7))',
    'new AggregateError([new Error("x".repeat(5e7))])',
    "5",
  ]) {
    await refusal({ "handler.ts": `throw ${thrown};` });
  }
});

const remedies: readonly {
  readonly what: string;
  readonly files: Record<string, string>;
  readonly on: readonly string[];
  readonly says: RegExp;
}[] = [
  {
    what: "an enum",
    files: { "handler.ts": "// @ts-nocheck\nenum Colour { Red }\nexport default { Colour };" },
    on: ["node"],
    says: /handler\.ts:2:1: [\s\S]*serve this by Bun, Deno or the executable, or compile it first/,
  },
  {
    what: "a decorator",
    files: {
      "handler.ts":
        "// @ts-nocheck\nconst as = (value: unknown) => value;\nclass A {\n  @as run() {}\n}\nexport default new A();",
    },
    on: ["node"],
    says: /handler\.ts:4:3: [\s\S]*serve this by Bun, Deno or the executable, or compile it first/,
  },
  {
    what: "JSX",
    files: { "handler.ts": 'import "./view.tsx";\n', "view.tsx": "export const View = () => null;" },
    on: ["node"],
    says: /handler\.ts:1:9: [\s\S]*Node imports no \.tsx: serve it by Bun or the executable/,
  },
  {
    what: "an import without the end of the file's name",
    files: { "handler.ts": '// @ts-nocheck\nimport "./part";\n', "part.ts": "" },
    on: ["node", "deno"],
    says: /handler\.ts:2:\d+: [\s\S]*Write the file's whole name, "\.\/part\.ts"/,
  },
  {
    what: "an import by the name that the file has when it is compiled",
    files: { "handler.ts": '// @ts-nocheck\nimport "./part.js";\n', "part.ts": "" },
    on: ["node", "deno"],
    says: /handler\.ts:2:\d+: [\s\S]*Write the file's whole name, "\.\/part\.ts"/,
  },
  {
    what: "an import of a folder",
    files: { "handler.ts": '// @ts-nocheck\nimport "./parts";\n', "parts/index.ts": "" },
    on: ["node", "deno"],
    says: /handler\.ts:2:\d+: [\s\S]*Write the file's whole name, "\.\/parts\/index\.ts"/,
  },
  {
    what: "JSON without its type",
    files: {
      "handler.ts": '// @ts-nocheck\nimport data from "./data.json";\nexport default data;',
      "data.json": "{}",
    },
    on: ["node", "deno"],
    says: /handler\.ts:2:\d+: [\s\S]*with \{ type: "json" \}/,
  },
  {
    what: "text",
    files: {
      "handler.ts": '// @ts-nocheck\nimport text from "./note.txt";\nexport default { text };',
      "note.txt": "note",
    },
    on: ["node", "deno"],
    says: /handler\.ts:2:\d+: [\s\S]*readFileSync\(new URL\("\.\/note\.txt", import\.meta\.url\), "utf8"\)/,
  },
  {
    what: "a type that is imported as a value",
    files: {
      "handler.ts": '// @ts-nocheck\nimport { Some } from "./types.ts";\nexport default {} as Some;',
      "types.ts": "export interface Some {}",
    },
    on: ["node"],
    says: /handler\.ts:2:10: [\s\S]*If it is a type: import type/,
  },
  {
    what: "a module in a package of CommonJS",
    files: {
      "handler.ts": "// @ts-nocheck\nexport default {};",
      "package.json": '{ "type": "commonjs" }',
    },
    on: ["node"],
    says: /handler\.ts:2:1: [\s\S]*write "type": "module" in the package\.json .*, or name it handler\.mts\.$/,
  },
  {
    what: "a module that is named as CommonJS",
    files: {
      "handler.ts": 'import "./part.cjs";\nexport default {};',
      "part.cjs": 'import "./other.cjs";\nexport const some = 1;',
    },
    on: ["node"],
    says: /part\.cjs:1:1: [\s\S]*Its ending says that it is CommonJS: name it part\.mjs\.$/,
  },
  {
    what: "a name that a module of CommonJS does not export",
    files: {
      "handler.ts": '// @ts-nocheck\nimport { some } from "./part.cjs";\nexport default { some };',
      "part.cjs": 'module.exports = { ["so" + "me"]: 1 };',
    },
    on: ["node"],
    says: /handler\.ts:2:10: Named export 'some' not found\..* named exports\.?\n {2}2 \| import/,
  },
  {
    what: "a module that only Bun has",
    files: { "handler.ts": '// @ts-nocheck\nimport { Database } from "bun:sqlite";\nnew Database();' },
    on: ["node", "deno"],
    says: /handler\.ts:2:\d+: [\s\S]*Only Bun and the executable have bun: modules/,
  },
  {
    what: "an import from a registry",
    files: { "handler.ts": '// @ts-nocheck\nimport ms from "npm:ms@2";\nexport default { ms };' },
    on: ["node", "bun"],
    says: /handler\.ts:2:\d+: [\s\S]*Only Deno imports from registries and URLs/,
  },
];

for (const { what, files, on, says } of remedies) {
  const skip = on.includes(runtime) ? false : `${runtime} imports ${what}`;
  test(`${what} is refused with what to do`, { skip }, async () => {
    assert.match(await refusal(files), says);
  });
}
