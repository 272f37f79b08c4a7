// The classes that a handler throws declared exceptions with, and which one of them was thrown.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadIdl } from "../../src/idl/load.ts";
import { exceptionClasses } from "../../src/processor/exceptions.ts";
import { matchException } from "../../src/processor/match_exception.ts";
import { load, withFiles } from "../fixtures/temporary_files.ts";

const schema = load(`
  exception NotFound { 1: string key 2: string message }
  exception Refused { 1: string why }
  exception Undeclared { 1: string why }
  struct Struct { 1: string why }
  service S { void find() throws (1: NotFound notFound, 2: Refused refused) void quiet() }
`);
const classes = exceptionClasses(schema);
const [find, quiet] = schema.services["x.S"]!.functions;
const { NotFound, Refused, Undeclared } = classes.named;

test("there is a class for every exception, and for nothing else", () => {
  assert.deepEqual(Object.keys(classes.named).sort(), ["NotFound", "Refused", "Undeclared"]);
  assert.equal(classes.named.toString, undefined);
  assert.equal(classes.named.constructor, undefined);
});

test("an exception is an Error with its name, its fields and a stack", () => {
  const thrown = new NotFound!({ key: "k", message: "no k" }) as Error & { key?: unknown };
  assert.ok(thrown instanceof Error);
  assert.ok(thrown instanceof NotFound!);
  assert.equal(thrown.name, "NotFound");
  assert.equal(NotFound!.name, "NotFound");
  assert.equal(thrown.key, "k");
  assert.equal(thrown.message, "no k");
  assert.match(String(thrown.stack), /exceptions_test/);
});

test("without a message of its own its message is its name", () => {
  assert.equal(new Refused!({ why: "so" }).message, "Refused");
  assert.equal(new Refused!().message, "Refused");
});

test("a field may have the name of an accessor", () => {
  const thrown = new Refused!({ ["__proto__"]: "not a prototype", name: "not a class" });
  assert.ok(thrown instanceof Refused!);
  assert.equal(Object.getOwnPropertyDescriptor(thrown, "__proto__")?.value, "not a prototype");
});

class OtherRefused extends Error {
  override name = "Refused";
}

/** A class of the same name, as generated code would have it. */
const generated = { Refused: class Refused extends Error {} }.Refused;

const thrown: readonly { readonly what: string; readonly value: unknown; readonly index: number }[] = [
  { what: "an instance of the first class", value: new NotFound!(), index: 0 },
  { what: "an instance of the second class", value: new Refused!(), index: 1 },
  { what: "an object with its name", value: { name: "Refused", why: "so" }, index: 1 },
  { what: "an error with its name", value: new OtherRefused(), index: 1 },
  { what: "an instance of another class of that name", value: new generated(), index: 1 },
  { what: "an exception that is not declared", value: new Undeclared!(), index: -1 },
  { what: "a struct's name", value: { name: "Struct" }, index: -1 },
  { what: "any error", value: new TypeError("x"), index: -1 },
  { what: "an object without a prototype", value: Object.create(null), index: -1 },
  { what: "text", value: "Refused", index: -1 },
  { what: "null", value: null, index: -1 },
  { what: "undefined", value: undefined, index: -1 },
];

for (const { what, value, index } of thrown) {
  test(`${what} is ${index < 0 ? "no declared exception" : `the declared exception ${index}`}`, () => {
    assert.equal(matchException(find!, classes, value), index);
    assert.equal(matchException(quiet!, classes, value), -1);
  });
}

const files = {
  "x.thrift": `
    include "a.thrift"
    include "b.thrift"
    exception NotFound { 1: string what }
    exception Remote { 1: string name 2: string message }
    service S { void f() throws (1: NotFound notFound, 2: Remote remote, 3: a.Err first, 4: b.Err second) }`,
  "a.thrift": "exception Err { 1: string text }",
  "b.thrift": "exception Err { 1: i32 code 2: string why }",
};
const two = withFiles(files, (folder) => loadIdl(join(folder, "x.thrift")));
const known = exceptionClasses(two);
const [f] = two.services["x.S"]!.functions;

/** What is thrown, and the number of the exception that it is. */
const among: readonly { readonly what: string; readonly value: unknown; readonly index: number }[] = [
  {
    what: "a class before a field called name",
    value: new known.named.Remote!({ name: "NotFound" }),
    index: 1,
  },
  { what: "the class that fits by its fields", value: new known.named.Err!({ code: 5 }), index: 3 },
  { what: "another that does", value: new known.named.Err!({ text: "x" }), index: 2 },
  { what: "the first where both do", value: new known.named.Err!(), index: 2 },
  { what: "a class by its whole name", value: new known.named["b.Err"]!(), index: 3 },
  { what: "an object by its whole name", value: { name: "b.Err", text: "x" }, index: 3 },
  { what: "an object by its fields", value: { name: "Err", code: 5 }, index: 3 },
  {
    what: "the object's class before its name",
    value: new (class Remote extends Error {
      override name = "NotFound";
    })(),
    index: 1,
  },
];

for (const { what, value, index } of among) {
  test(`of several that it may be it is ${what}`, () =>
    assert.equal(matchException(f!, known, value), index));
}

test("what cannot even be looked at is none of them", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwing = Object.defineProperty(new Error("x"), "name", {
    get() {
      throw new Error("the name throws");
    },
  });
  for (const value of [proxy, throwing]) assert.equal(matchException(f!, known, value), -1);
});
