// Parts of the page that need no browser: its addresses, its search, and the words of an IDL.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { IdlLoader } from "../../src/idl/load.ts";
import { definitions, entriesOf, methodGroups, methodOf, typedefsOf } from "../../src/page/browse/catalog.ts";
import { wordsOf } from "../../src/page/browse/highlight.ts";
import { filesOf } from "../../src/page/browse/idl_files.ts";
import { search } from "../../src/page/browse/search.ts";
import { usesOf } from "../../src/page/browse/uses.ts";
import { fragmentOf, type Route, routeOf } from "../../src/page/route.ts";
import { idlText } from "../../src/schema/idl_text.ts";
import { type ResolvedService, resolveService } from "../../src/schema/service.ts";
import { root } from "../fixtures/hosts.ts";
import { probe } from "../fixtures/serving.ts";

test("a fragment is read as it was written, and what is none is the overview", () => {
  const routes: Route[] = [
    { view: "overview" },
    { view: "watch" },
    { view: "method", name: "Calculator:add" },
    { view: "method", name: "add", call: '{"a":"100 % ? # / ü"}' },
    { view: "definition", name: "orders/common.Name" },
    { view: "file", name: "common.thrift" },
  ];
  for (const route of routes) assert.deepEqual(routeOf(fragmentOf(route)), route);
  for (const none of ["", "#", "#content", "#/nothing/x", "#/method/", "#/method"])
    assert.deepEqual(routeOf(none), { view: "overview" }, none);
  assert.deepEqual(routeOf("#/method/%E0%A4%A"), { view: "method", name: "%E0%A4%A" });
});

test("a few letters find a method or a type; the beginnings of words count more", () => {
  const entries = entriesOf(probe);
  const titles = (query: string) => search(entries, query).map(({ entry }) => entry.title);
  assert.equal(titles("hl")[0], "Probe.headersLater");
  assert.equal(titles("seen")[0], "Seen");
  assert.equal(titles("SetH")[0], "Probe.setHeader");
  assert.deepEqual(titles("xyz"), []);
  assert.deepEqual(search(entries, "nest")[0]!.letters, [0, 1, 2, 3]);
});

test("methods are listed under their services, by the names that clients send", () => {
  const functions = probe.functions.slice(0, 2);
  const twice = ["One", "Two"].flatMap((prefix) =>
    functions.map((func) => ({ ...func, prefix, bare: prefix === "One" })),
  );
  const groups = methodGroups({ ...probe, functions: twice });
  assert.deepEqual(
    groups.map(({ service, methods }) => [service, methods.map(({ name }) => name)]),
    [
      ["One", ["One:seen", "One:echo"]],
      ["Two", ["Two:seen", "Two:echo"]],
    ],
  );
  assert.equal(methodOf(probe, "echo")?.func.name, "echo");
  assert.equal(methodOf(probe, "ecco"), undefined);
});

test("a type's users are found, in lists too", () => {
  const { methods, definitions: others } = usesOf(probe, "probe.Nest");
  assert.deepEqual(
    methods.map(({ name }) => name),
    ["depth", "hold"],
  );
  assert.deepEqual(others, []);
  assert.deepEqual(definitions(probe).exception, ["probe.Refused"]);
});

test("files are shown as they were read, typedefs and comments too, and otherwise written anew", () => {
  const loader = new IdlLoader();
  const schema = loader.load(join(root, "idl/conformance.thrift"));
  const service: ResolvedService = { ...resolveService(schema), files: loader.filesOf(schema) };
  const [file, ...others] = filesOf(service);
  assert.deepEqual([file!.name, file!.isOriginal], ["conformance.thrift", true]);
  assert.equal(file!.text, readFileSync(join(root, "idl/conformance.thrift"), "utf8"));
  assert.ok(others.every(({ isOriginal }) => isOriginal));
  assert.ok(definitions(service).typedef.includes("conformance.Instant"));
  assert.deepEqual(typedefsOf(service).get("conformance.Instant")!.type, { kind: "i64" });
  const { files: _files, ...unread } = service;
  assert.equal(filesOf(unread)[0]!.isOriginal, false);
  assert.deepEqual(definitions(unread).typedef, []);
});

test("the words of an IDL are all of its text", () => {
  const text = Object.values(idlText(probe.schema).files)[0]!;
  const words = wordsOf(text);
  assert.equal(words.map((word) => word.text).join(""), text);
  const kinds = (kind: string) => words.filter((word) => word.kind === kind).map((word) => word.text);
  assert.ok(kinds("keyword").includes("exception"));
  assert.ok(kinds("name").includes("Nest"));
  assert.ok(kinds("comment")[0]!.startsWith("/** A service whose answers"));
});
