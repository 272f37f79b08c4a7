// Properties that are no fields of the IDL are found, and named with the field that was probably meant.
import assert from "node:assert/strict";
import { test } from "node:test";
import { misspelt } from "../../src/client/misspelt.ts";
import { compileCodec } from "../../src/codec/compile.ts";
import { Output, type PropertyWatch } from "../../src/protocol/output.ts";
import { nearest } from "../../src/words/nearest.ts";
import { functionOf, protocols } from "../fixtures/messages.ts";
import { base, field, list, map, service, struct } from "./built.ts";

const string = base("string");
const tested = service(
  {
    answer: struct("Answer"),
    answers: map(string, list(struct("Answer"))),
    input: struct("Input"),
  },
  {
    Answer: [field(1, "label", string, "optional"), field(2, "topK", base("i32"), "optional")],
    Input: [field(1, "text", string), field(2, "tokens", string)],
  },
  ["Input"],
);

/** What is told of the results of a function. */
function toldOf(
  protocol: (typeof protocols)[number],
  name: string,
  results: readonly unknown[],
  always = false,
) {
  const told: string[] = [];
  const watch: PropertyWatch = {
    always,
    unknown(place, of, property, near) {
      told.push(`${place}: ${of}.${property}${near === undefined ? "" : ` is ${near}`}`);
      return false;
    },
  };
  const codec = compileCodec(tested, protocol);
  const output = new Output(64, undefined, watch);
  for (const result of results) functionOf(codec, name).writeReply(output, 1, result);
  return told;
}

for (const protocol of protocols) {
  test(`${protocol}: a property that is no field is told with its place, its struct and the nearest field`, () => {
    assert.deepEqual(toldOf(protocol, "answer", [{ labell: "x", topk: 5, other: 1 }]), [
      "Test.answer result: Answer.labell is label",
      "Test.answer result: Answer.topk is topK",
      "Test.answer result: Answer.other",
    ]);
    assert.deepEqual(toldOf(protocol, "answers", [{ a: [{ label: "x" }, { lable: "x" }] }]), [
      "Test.answers result: Answer.lable is label",
    ]);
    class Model {
      label = "x";
      #hidden = 1;
      get topK() {
        return this.#hidden;
      }
      toJSON() {}
    }
    assert.deepEqual(
      toldOf(protocol, "answer", [new Model(), Object.create({ labell: 1 }), new Error("x")]),
      [],
    );
  });

  test(`${protocol}: the first values of a struct are looked at, and then one in a thousand`, () => {
    const results = Array.from({ length: 5000 }, () => ({ labell: "x" }));
    const { length } = toldOf(protocol, "answer", results);
    assert.ok(length >= 18 && length <= 22, `${length} looks`);
    assert.equal(toldOf(protocol, "answer", results, true).length, 5000);
  });

  test(`${protocol}: a look at a value changes nothing of what is written, whatever the value does`, () => {
    const traps = {
      ownKeys() {
        throw new Error("ownKeys");
      },
      has() {
        throw new Error("has");
      },
      getOwnPropertyDescriptor() {
        throw new Error("descriptor");
      },
    };
    const values = Object.keys(traps).map((name) => {
      const trap = { [name]: traps[name as keyof typeof traps] };
      return new Proxy({ label: "x", other: 1 }, trap);
    });
    const codec = compileCodec(tested, protocol);
    const written = (value: unknown, watch?: PropertyWatch) => {
      const output = new Output(64, undefined, watch);
      functionOf(codec, "answer").writeReply(output, 1, value);
      return output.bytes.slice(0, output.position);
    };
    const watch: PropertyWatch = { always: true, unknown: () => false };
    for (const value of values) assert.deepEqual(written(value, watch), written({ label: "x" }));
    let reads = 0;
    const counted = {
      get label() {
        reads++;
        return "x";
      },
      get labell(): string {
        throw new Error("read");
      },
    };
    assert.deepEqual(written(counted, watch), written({ label: "x" }));
    assert.equal(reads, 1);
  });

  test(`${protocol}: a union without its field says what it has instead`, () => {
    const write = (value: unknown) => () => toldOf(protocol, "input", [value]);
    const expected = "Test.input result: expected Input to have one field set, got";
    assert.throws(write({ texxt: "x" }), {
      message: `${expected} 0; it has no field texxt, did you mean text?`,
    });
    assert.throws(write({ a: 1, token: "x" }), {
      message: `${expected} 0; it has no field token, did you mean tokens?`,
    });
    assert.throws(write({ "a b": 1 }), { message: `${expected} 0; it has no field "a b"` });
    assert.throws(write({}), { message: `${expected} 0` });
    assert.throws(write({ text: "x", tokens: "y" }), { message: `${expected} 2` });
  });

  test(`${protocol}: a client refuses what looks like a field that was left out, and takes richer objects`, () => {
    const codec = compileCodec(tested, protocol);
    const call = (value: unknown) =>
      functionOf(codec, "answer").writeCall(new Output(64, undefined, misspelt), 1, [value]);
    for (let round = 0; round < 100; round++) {
      assert.throws(() => call({ label: "x", topk: 5 }), {
        name: "ValueError",
        message: "Test.answer argument value: Answer has no field topk; did you mean topK?",
      });
    }
    call({ label: "x", topK: 5, topk: 6 });
    call({ label: "x", id: 7, created: new Date(), _cache: {} });
  });
}

test("the nearest name is one that was probably meant", () => {
  const names = ["label", "topK", "min", "id", "user_name", "DARK_BLUE"];
  const expected: Readonly<Record<string, string | undefined>> = {
    ...{ labell: "label", lable: "label", labels: "label", Label: "label", topk: "topK", top_k: "topK" },
    ...{ userName: "user_name", usrname: "user_name", darkBlue: "DARK_BLUE", ID: "id" },
    ...{ max: undefined, ie: undefined, other: undefined, "": undefined, [`${"x".repeat(1e6)}`]: undefined },
  };
  for (const [name, near] of Object.entries(expected))
    assert.equal(nearest(name, names), near, name.slice(0, 20));
});
