// The service of a handler module, in all the ways in which it may be named.
import assert from "node:assert/strict";
import { relative } from "node:path";
import { test } from "node:test";
import { handlerSource } from "../../src/handler/source.ts";
import { IdlError } from "../../src/idl/errors.ts";
import { writeModules } from "./modules.ts";

const one = "service One { i32 add(1: i32 a, 2: i32 b) }";
const two = `${one} service Two extends One { void ping() }`;
const methods = "export default { add: (a: number, b: number) => a + b, ping() {} };";

const ways: readonly { readonly says: string; readonly serves: string; readonly thrift?: string }[] = [
  { says: 'new URL("./x.thrift", import.meta.url)', serves: "One", thrift: one },
  { says: 'new URL("./x.thrift#One", import.meta.url)', serves: "One" },
  { says: 'new URL("./x.thrift#Two", import.meta.url)', serves: "Two" },
  { says: 'new URL("./x.thrift#x.Two", import.meta.url)', serves: "Two" },
  { says: 'new URL("./x.thrift#Two", import.meta.url).href', serves: "Two" },
  { says: '"./x.thrift#Two"', serves: "Two" },
  { says: '"x.thrift"', serves: "One", thrift: one },
  { says: '"../FOLDER/x.thrift#Two"', serves: "Two" },
  { says: '"ABSOLUTE/x.thrift#Two"', serves: "Two" },
  { says: '"ABSOLUTE/x.thrift"', serves: "One", thrift: one },
];

for (const { says, serves, thrift = two } of ways) {
  test(`service = ${says} serves ${serves}`, async () => {
    using modules = writeModules({ "x.thrift": thrift, "handler.ts": "" });
    const { folder } = modules;
    const service = says
      .replace("ABSOLUTE", folder)
      .replace("FOLDER", folder.slice(folder.lastIndexOf("/") + 1));
    using written = writeModules({
      "x.thrift": thrift,
      "handler.ts": `export const service = ${service};\n${methods}`,
    });
    const loaded = await written.load();
    assert.equal(loaded.service.name, serves);
    assert.deepEqual(
      loaded.service.functions.map(({ name }) => name),
      serves === "Two" ? ["add", "ping"] : ["add"],
    );
  });
}

test("a path may hold what a URL would have to escape", async () => {
  for (const name of ["100%.thrift", "who?.thrift", "with space.thrift", "grüße.thrift"]) {
    using modules = writeModules({
      [name]: one,
      "handler.ts": `export const service = ${JSON.stringify(`./${name}`)};\n${methods}`,
    });
    assert.equal((await modules.load()).service.name, "One", name);
  }
});

test("--idl names a file relative to the working directory, and goes before what the module exports", async () => {
  using modules = writeModules({
    "x.thrift": two,
    "other.thrift": "service Other { void ping() }",
    "handler.ts": `export const service = "./x.thrift#Two";\n${methods}`,
    "without.ts": methods,
  });
  const below = relative("", modules.folder);
  for (const idl of [
    `${below}/other.thrift`,
    `${modules.folder}/other.thrift#Other`,
    `${below}/other.thrift#`,
  ]) {
    assert.equal((await modules.load({ idl })).service.name, "Other", idl);
    assert.equal((await modules.load({ idl }, "without.ts")).service.name, "Other", idl);
  }
  assert.equal((await modules.load({ idl: `${below}/x.thrift#One` }, "without.ts")).service.name, "One");
});

test("includes are looked for beside the file, then in the include directories", async () => {
  using modules = writeModules({
    "x.thrift": 'include "shared.thrift"\nservice One { shared.Name name() }',
    "lib/shared.thrift": "typedef string Name",
    "handler.ts": 'export const service = "./x.thrift";\nexport default { name: () => "x" };',
  });
  await assert.rejects(modules.load(), IdlError);
  const { service } = await modules.load({ include: [`${modules.folder}/lib`] });
  assert.deepEqual(service.functions[0]?.returns, { kind: "string" });
});

test("what is doubtful in the IDL is told as lines with the place, the first twenty of many", async () => {
  const fields = Array.from({ length: 30 }, (_, index) => `  ${index + 1}: optional i32 a${index}`);
  using modules = writeModules({
    "x.thrift": `include "shared.thrift"\ninclude "none.thrift"\nservice One { void f(\n${fields.join("\n")}\n) }`,
    "shared.thrift": "struct A { i32 a }",
    "handler.ts": 'export const service = "./x.thrift";\nexport default { f() {}, g() {} };',
    "both.ts":
      'import one from "./handler.ts";\nexport const service = "./x.thrift";\nexport const services = { One: one };',
  });
  for (const name of ["handler.ts", "both.ts"]) {
    const { warnings, service } = await modules.load({}, name);
    const told = warnings.map((warning) => warning.replaceAll(`${modules.folder}/`, ""));
    assert.deepEqual(told.slice(0, 3), [
      "shared.thrift:1:16: a has no id and gets -1, which depends on the order of the fields",
      "x.thrift:2:9: cannot find none.thrift; looked for none.thrift",
      "x.thrift:4:19: optional is ignored for an argument",
    ]);
    assert.equal(told[20], "and 12 more warnings about the IDL");
    assert.equal(told.length, 22);
    assert.match(told[21]!, /does not declare; no client can call them: g$/);
    // A worker that is told the service reads no IDL, and has nothing to say of it.
    assert.equal((await modules.load({ service }, name)).warnings.length, 1);
  }
});

const refused: readonly {
  readonly what: string;
  readonly module: string;
  readonly says: string;
  readonly idl?: string;
}[] = [
  {
    what: "no service",
    module: methods,
    says: '<folder>/handler.ts exports no service: add export const service = new URL("./NAME.thrift", import.meta.url), or name the IDL with --idl FILE#Service',
  },
  {
    what: "a service that is a number",
    module: `export const service = 5;\n${methods}`,
    says: "<folder>/handler.ts: service is number; expected the URL or path of a .thrift file, or the text of an IDL",
  },
  {
    what: "a service that is null",
    module: `export const service = null;\n${methods}`,
    says: "<folder>/handler.ts: service is null; expected the URL or path of a .thrift file, or the text of an IDL",
  },
  {
    what: "a service on the web",
    module: `export const service = new URL("https://example.org/x.thrift");\n${methods}`,
    says: "<folder>/handler.ts: service is https://example.org/x.thrift; expected the URL or path of a .thrift file, or the text of an IDL",
  },
  {
    what: "a service that its file does not define",
    module: `export const service = "./x.thrift#Three";\n${methods}`,
    says: "<folder>/handler.ts: x.thrift defines no service Three; it defines One, Two",
  },
  {
    what: "several services and none named",
    module: `export const service = "./x.thrift";\n${methods}`,
    says: "<folder>/handler.ts: x.thrift defines several services (One, Two): name one, as in x.thrift#One",
  },
  {
    what: "a file without services",
    module: `export const service = "./none.thrift";\n${methods}`,
    says: "<folder>/handler.ts: none.thrift defines no service",
  },
  {
    what: "--idl with a service that its file does not define",
    module: methods,
    idl: "x.thrift#three",
    says: "<folder>/handler.ts: x.thrift defines no service three; it defines One, Two",
  },
];

for (const { what, module, says, idl } of refused) {
  test(`${what} is refused with a remedy`, async () => {
    using modules = writeModules({ "x.thrift": two, "none.thrift": "struct S {}", "handler.ts": module });
    const source = idl === undefined ? {} : { idl: `${modules.folder}/${idl}` };
    assert.equal(await modules.refusal(source), says);
  });
}

test("a .thrift file that is not there is an error of the IDL", async () => {
  using modules = writeModules({ "handler.ts": `export const service = "./nowhere.thrift";\n${methods}` });
  await assert.rejects(modules.load(), {
    name: "IdlError",
    message: `${modules.folder}/nowhere.thrift: cannot read the file: there is no such file`,
  });
});

test("a handler is named by a path from the working directory, or by its URL", () => {
  const handlerUrl = (handler: string | URL) => handlerSource(handler, {}).url;
  assert.equal(handlerUrl("/srv/a b.ts"), "file:///srv/a%20b.ts");
  assert.equal(handlerUrl("a.ts"), `file://${process.cwd()}/a.ts`);
  assert.equal(handlerUrl("file:///srv/a.ts"), "file:///srv/a.ts");
  assert.equal(handlerUrl(new URL("file:///srv/a.ts?v=1")), "file:///srv/a.ts?v=1");
});
