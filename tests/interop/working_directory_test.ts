// The directory that the executable is started in is none of its business: nothing there is run, loaded or takes the
// place of what the handler means.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { modelArguments, root, startWith } from "../fixtures/command_line.ts";
import { allModels } from "../fixtures/serving.ts";

const executable = join(root, "dist/thriftserve");
const missing =
  existsSync(executable) || process.env.CI ? false : `${executable} is not there: npm run build`;

/** Runs when anybody looks at it, and is then the module that was looked for. */
const intruder = `
  import { writeFileSync } from "node:fs";
  writeFileSync(new URL("./ran", import.meta.url), import.meta.url);
  globalThis.intruded = true;
  export const which = "the working directory's";`;

const everything = { "*": ["./intruder.ts"], "#own": ["./intruder.ts"], which: ["./intruder.ts"] };
const hostile = {
  "intruder.ts": intruder,
  "bunfig.toml": 'preload = ["./intruder.ts"]',
  ".env": "INTRUDED=yes",
  ".env.local": "INTRUDED=yes",
  "package.json": JSON.stringify({
    type: "commonjs",
    imports: { "#own": "./intruder.ts" },
    browser: { "node:fs": "./intruder.ts" },
    exports: { ".": "./intruder.ts" },
  }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      baseUrl: ".",
      paths: everything,
      jsx: "react",
      jsxFactory: "intruder",
      experimentalDecorators: true,
      useDefineForClassFields: false,
    },
  }),
  "node_modules/which/package.json": '{ "main": "../../intruder.ts" }',
};
/** Half of them cannot even be read. */
const spoiled = {
  "bunfig.toml": "preload = [",
  ".env": "=",
  "package.json": "{",
  "tsconfig.json": "{{{",
};

const handler = `
  import { createElement } from "./jsx.tsx";
  export const service = new URL("./looker.thrift", import.meta.url);
  let fields = "defined";
  class Setter { set field(value) { fields = "assigned"; } }
  class Setting extends Setter { field = 1; }
  new Setting();
  let decorated;
  const decorate = (...given) => { decorated = given.length; };
  class Decorated { @decorate method() {} }
  const imported = (name) => import(name).then((module) => module.which ?? "node's own", (error) => "not found");
  export default {
    look: async () => ({
      environment: String(process.env.INTRUDED),
      intruded: String(globalThis.intruded),
      fields,
      decorated: String(decorated),
      jsx: createElement(),
      which: await imported("which"),
      own: await imported("#own"),
      builtin: await imported("node:fs"),
    }),
  };`;

const files = {
  ...prefixed("hostile", hostile),
  ...prefixed("spoiled", spoiled),
  "handler/handler.ts": handler,
  "handler/jsx.tsx": "export const createElement = () => <b>x</b>;",
  "handler/node_modules/react/package.json": '{ "name": "react" }',
  "handler/node_modules/react/jsx-runtime.js": "export const jsx = (name) => name;",
  "handler/node_modules/react/jsx-dev-runtime.js": "export const jsxDEV = (name) => name;",
  "handler/looker.thrift": "service Looker { map<string, string> look() }",
};

function prefixed(folder: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
}

describe("the executable, in a directory of somebody else's", { skip: missing }, () => {
  let folder = "";

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-directory-"));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function look(directory: string, model: readonly string[]): Promise<unknown> {
    const args = ["../handler/handler.ts", ...model];
    await using server = await startWith([executable], args, { env: {}, cwd: join(folder, directory) });
    const client = await connect(join(folder, "handler/looker.thrift"), { port: server.port });
    try {
      return Object.fromEntries((await client.call("look")) as Map<string, string>);
    } finally {
      client.close();
    }
  }

  const models = [...allModels.map(modelArguments), ["--workers", "0"]];
  for (const model of models) {
    test(`${model.join(" ")} runs and loads nothing of it`, async () => {
      assert.deepEqual(await look("hostile", model), {
        environment: "undefined",
        intruded: "undefined",
        fields: "defined",
        decorated: "2",
        jsx: "b",
        which: "not found",
        own: "not found",
        builtin: "node's own",
      });
      assert.equal(existsSync(join(folder, "hostile/ran")), false, "code of the working directory ran");
    });
  }

  test("does not mind that files there cannot be read", async () => {
    const seen = (await look("spoiled", ["--model", "processpool", "--workers", "1"])) as {
      intruded: string;
    };
    assert.equal(seen.intruded, "undefined");
  });
});
