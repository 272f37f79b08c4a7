// The parts of the page's form that need no browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadIdl } from "../../src/idl/load.ts";
import { exampleFields } from "../../src/page/call/example.ts";
import { readHeaders } from "../../src/page/call/header_lines.ts";
import { writeJson } from "../../src/page/call/json_text.ts";
import { firstProblem, problemAt } from "../../src/page/call/problems.ts";
import { bytesJson, bytesText, jsonOfText, textOfJson } from "../../src/page/call/texts.ts";
import { resolveService } from "../../src/schema/service.ts";
import { fieldsFromJson } from "../../src/value_json/from_json.ts";
import { parseJson } from "../../src/value_json/parse.ts";
import { probe } from "../fixtures/serving.ts";

const conformance = resolveService(loadIdl(new URL("../../idl/conformance.thrift", import.meta.url)));

test("the examples of every method fit it", () => {
  for (const { schema, functions } of [conformance, probe]) {
    for (const func of functions) {
      for (const extent of ["least", "all"] as const) {
        const example = exampleFields(schema, func.arguments, extent);
        fieldsFromJson(schema, func.arguments, example, { of: func.name, place: "" });
        assert.equal(firstProblem(schema, func, parseJson(writeJson(example))), undefined, func.name);
      }
    }
  }
});

test("what is written in a field is the JSON that it means, or is refused as it was written", () => {
  assert.equal(jsonOfText("i32", " -7 "), -7);
  assert.equal(jsonOfText("i32", "12x"), "12x");
  assert.equal(jsonOfText("i64", "9223372036854775807"), "9223372036854775807");
  assert.equal(jsonOfText("double", "1e3"), 1000);
  assert.equal(jsonOfText("double", "-0"), "-0");
  assert.equal(jsonOfText("double", "NaN"), "NaN");
  assert.equal(jsonOfText("double", ""), "");
  assert.equal(jsonOfText("string", " ü😀 "), " ü😀 ");
  assert.equal(textOfJson(9223372036854775807n), "9223372036854775807");
  assert.equal(textOfJson([1n, "a"]), '[1,"a"]');
  assert.match(problemAt(probe.schema, { kind: "i32" }, "12x", "n")!, /^expected a whole number of 32 bits/);
});

test("bytes are written as text, in hexadecimal and in base64", () => {
  for (const form of ["text", "hex", "base64"] as const) {
    const json = "w7zwn5iA";
    assert.equal(bytesJson(bytesText(json, form)!, form), json, form);
  }
  assert.equal(bytesText("w7w=", "hex"), "c3 bc");
  assert.equal(bytesJson("C3BC", "hex"), "w7w=");
  assert.equal(bytesText("/w==", "text"), undefined);
  assert.match(problemAt(probe.schema, { kind: "binary" }, bytesJson("c3b", "hex"), "b")!, /base64/);
});

test("the first thing that is wrong is told with its place; at a place only what is wrong there", () => {
  const need = probe.functions.find(({ name }) => name === "need")!;
  assert.equal(firstProblem(probe.schema, need, { strict: { number: "x" } })?.place, "strict.number");
  assert.match(firstProblem(probe.schema, need, [])!.message, /^the arguments: expected an object/);
  const { type } = need.arguments[0]!;
  assert.equal(problemAt(probe.schema, type, { number: "x" }, "strict"), undefined);
  assert.match(problemAt(probe.schema, type, 7, "strict")!, /expected an object with the fields of Strict/);
});

test("headers are read from lines, and one that is none is named", () => {
  assert.deepEqual(readHeaders("a: b\n\n x-c:d:e \n"), { a: "b", "x-c": "d:e" });
  assert.throws(() => readHeaders("no header"), /^Error: no header: expected a line such as name: value$/);
});

test("JSON keeps the digits of whole numbers, and strings that look like them", () => {
  const value = { a: 9223372036854775807n, b: "9223372036854775807", c: "1n" };
  const text = writeJson(value, 0);
  assert.match(text, /"a":9223372036854775807,"b":"9223372036854775807"/);
  assert.deepEqual(parseJson(text), value);
});
