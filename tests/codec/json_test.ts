// The JSON protocol's own ways: what is written, the forms in which peers may write it, and what is refused.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { compileCodec } from "../../src/codec/compile.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import type { Type } from "../../src/schema/schema.ts";
import {
  exceptionMessage,
  goldenCodec,
  inputOf,
  newHead,
  readCall,
  skipArguments,
  written,
} from "../fixtures/messages.ts";
import { base, field, list, map, service, set, struct } from "./built.ts";
import { shown } from "./shown.ts";

const i32 = base("i32");
const string = base("string");
const structs = { P: [field(1, "x", i32), field(2, "y", string)] };

/** The argument in a call of `f`, as it stands behind its type's name. */
function textOf(type: Type, value: unknown): string {
  const codec = compileCodec(service({ f: type }, structs), "json");
  const text = new TextDecoder().decode(
    written((output) => codec.functions[0]!.writeCall(output, 7, [value])),
  );
  const match = /^\[1,"f",1,7,\{"1":\{"([a-z0-9]+)":(.*)\}\}\]$/s.exec(text);
  assert.ok(match, text);
  return match[2]!;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(new TextEncoder().encode(text));
}

const names: Partial<Record<Type["kind"], string>> = {
  ...{ bool: "tf", byte: "i8", double: "dbl", string: "str", binary: "str", uuid: "uid" },
  ...{ list: "lst", set: "set", map: "map", struct: "rec" },
};

/** What is read of an argument that is written so. */
function read(type: Type, text: string): unknown {
  const codec = compileCodec(service({ f: type }, structs), "json");
  const input = inputOf(bytesOf(`[1,"f",1,7,{"1":{"${names[type.kind] ?? type.kind}":${text}}}]`));
  const { args } = readCall(codec, input);
  assert.equal(input.position, input.end);
  return args[0];
}

const uuid = "00112233-4455-6677-8899-aabbccddeeff";
const point = { x: 1, y: "a" };

/** Both ways. Numbers in the place of a key are quoted, also as the elements of no container in that place. */
const forms: readonly (readonly [Type, unknown, string])[] = [
  [base("bool"), true, "1"],
  [base("bool"), false, "0"],
  [base("byte"), -128, "-128"],
  [base("i64"), 2n ** 63n - 1n, "9223372036854775807"],
  [base("i64"), -(2n ** 63n), "-9223372036854775808"],
  [base("i64"), 2n ** 53n + 1n, "9007199254740993"],
  [base("double"), 0.1, "0.1"],
  [base("double"), -0, "-0"],
  [base("double"), 5e-324, "5e-324"],
  [base("double"), 1.7976931348623157e308, "1.7976931348623157e+308"],
  [base("double"), Number.NaN, '"NaN"'],
  [base("double"), Number.POSITIVE_INFINITY, '"Infinity"'],
  [base("double"), Number.NEGATIVE_INFINITY, '"-Infinity"'],
  [string, '"\\/\b\f\n\r\t\0\x1f\x7fé世🎉', '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7fé世🎉"'],
  [base("uuid"), uuid, `"${uuid}"`],
  [base("binary"), Uint8Array.of(), '""'],
  [base("binary"), Uint8Array.of(0), '"AA=="'],
  [base("binary"), Uint8Array.of(0xfb, 0xff), '"+/8="'],
  [base("binary"), Uint8Array.of(0xff, 0xff, 0xff, 1), '"////AQ=="'],
  [struct("P"), point, '{"1":{"i32":1},"2":{"str":"a"}}'],
  [list(i32), [], '["i32",0]'],
  [list(struct("P")), [point], '["rec",1,{"1":{"i32":1},"2":{"str":"a"}}]'],
  [set(base("bool")), new Set([true]), '["tf",1,1]'],
  [map(string, i32), new Map(), '["str","i32",0,{}]'],
  [map(i32, i32), new Map([[1, 2], [-3, 4]]), '["i32","i32",2,{"1":2,"-3":4}]'], // biome-ignore format: a table
  [map(base("bool"), string), new Map([[true, "t"]]), '["tf","str",1,{"1":"t"}]'],
  [map(base("i64"), i32), new Map([[2n ** 60n, 1]]), '["i64","i32",1,{"1152921504606846976":1}]'],
  [map(base("double"), i32), new Map([[1.5, 1], [Infinity, 2]]), '["dbl","i32",2,{"1.5":1,"Infinity":2}]'], // biome-ignore format: a table
  [map(base("binary"), i32), new Map([[Uint8Array.of(1), 1]]), '["str","i32",1,{"AQ==":1}]'],
  [map(struct("P"), i32), new Map([[point, 1]]), '["rec","i32",1,{{"1":{"i32":1},"2":{"str":"a"}}:1}]'],
  [map(list(i32), i32), new Map([[[5], 1]]), '["lst","i32",1,{["i32",1,5]:1}]'],
  [
    map(i32, map(i32, i32)),
    new Map([[1, new Map([[2, 3]])]]),
    '["i32","map",1,{"1":["i32","i32",1,{"2":3}]}]',
  ],
];

test("json: every type is written as one of Apache's libraries writes it, and read again", () => {
  for (const [type, value, text] of forms) {
    assert.equal(textOf(type, value), text);
    assert.equal(shown(read(type, text)), shown(value), text);
  }
});

/** What other libraries write, or nobody does but their readers take. */
const otherForms: readonly (readonly [string, Type, string, unknown])[] = [
  ["C++ and Python: 17 digits", base("double"), "0.10000000000000001", 0.1],
  ["Java: an exponent", base("double"), "1.0E10", 1e10],
  ["Python: a bare infinity", base("double"), "-inf", Number.NEGATIVE_INFINITY],
  ["Python: bare", base("double"), "nan", Number.NaN],
  ["Node: bare", base("double"), "Infinity", Number.POSITIVE_INFINITY],
  [
    "Python: an infinity as a key",
    map(base("double"), i32),
    '["dbl","i32",1,{"inf":1}]',
    new Map([[Infinity, 1]]),
  ],
  ["a plus sign and zeros", base("i64"), "+0009223372036854775807", 2n ** 63n - 1n],
  ["a negative zero", i32, "-0", 0],
  [
    "base64 with padding",
    list(base("binary")),
    '["str",3,"AA==","AAE=","AAEC"]',
    [[0], [0, 1], [0, 1, 2]].map((all) => Uint8Array.from(all)),
  ],
  ["PHP: base64 with escaped slashes", base("binary"), '"\\/\\/\\/\\/AQ"', Uint8Array.of(255, 255, 255, 1)],
  ["PHP: everything escaped", string, '"\\u00e9\\u4E16\\ud83c\\uDF89\\/\\u0041"', "é世🎉/A"],
  ["Python: raw control characters", string, '"a\nb\u0001"', "a\nb\u0001"],
  ["an escaped quote and backslash", string, '"\\"\\\\"', '"\\'],
  ["a uuid in capitals", base("uuid"), `"${uuid.toUpperCase()}"`, uuid],
  [
    "Go and Node: white space",
    map(i32, list(i32)),
    ' [ "i32" , "lst",\n1,\t{ "5" : [ "i32", 1, 6 ] } ]\r\n',
    new Map([[5, [6]]]),
  ],
];

test("json: the forms in which other libraries write are read", () => {
  for (const [what, type, text, value] of otherForms)
    assert.equal(shown(read(type, text)), shown(value), what);
});

test("json: strings with escapes anywhere are read as JSON.parse reads them", () => {
  const escaped = fc
    .string({ unit: "binary", maxLength: 200 })
    .map((text) =>
      JSON.stringify(text).replace(
        /[^\x20-\x7e]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      ),
    );
  fc.assert(
    fc.property(escaped, (text) => {
      assert.equal(read(string, text), JSON.parse(text));
    }),
  );
});

test("json: binary values of every length are what Buffer makes of them", () => {
  for (let length = 0; length < 70; length++) {
    const value = Uint8Array.from({ length }, (_, index) => (index * 77 + length) & 255);
    const padded = Buffer.from(value).toString("base64");
    assert.equal(textOf(base("binary"), value), JSON.stringify(padded));
    for (const text of [padded, padded.replace(/=+$/, "")]) {
      assert.deepEqual(read(base("binary"), JSON.stringify(text)), value);
    }
  }
});

const refused: readonly (readonly [Type, string, ProtocolError["kind"], RegExp])[] = [
  [base("byte"), "128", "INVALID_DATA", /expected a number of type byte, found "128/],
  [base("i16"), "-32769", "INVALID_DATA", /expected a number of type i16, found "-32769/],
  [i32, "2147483648", "INVALID_DATA", /expected a number of type i32/],
  [i32, "1.5", "INVALID_DATA", /expected "}", found ".5/],
  [i32, '"1"', "INVALID_DATA", /expected a number, found "\\"1\\"/],
  [i32, "null", "INVALID_DATA", /expected a number, found "null/],
  [i32, "", "INVALID_DATA", /expected a number, found "}/],
  [i32, "-", "INVALID_DATA", /expected a number, found "}/],
  [base("bool"), "true", "INVALID_DATA", /expected a number, found "true/],
  [base("i64"), "9223372036854775808", "INVALID_DATA", /expected a number of type i64/],
  [base("i64"), "-9223372036854775809", "INVALID_DATA", /expected a number of type i64/],
  [base("i64"), "9".repeat(100_000), "INVALID_DATA", /expected a number of type i64, found "9{24}"/],
  [base("double"), '"1.5"', "INVALID_DATA", /expected a number of type double, found "\\"1.5/],
  [base("double"), "1.5.5", "INVALID_DATA", /expected a number of type double, found "1.5.5/],
  [base("double"), "infinite", "INVALID_DATA", /expected a number of type double, found "infinite/],
  [base("double"), "0x10", "INVALID_DATA", /expected a number of type double, found "0x10/],
  [map(base("double"), i32), '["dbl","i32",1,{1.5:1}]', "INVALID_DATA", /expected "\\"", found "1.5/],
  [map(i32, i32), '["i32","i32",1,{1:1}]', "INVALID_DATA", /expected "\\"", found "1:1/],
  [map(i32, i32), '["i32","i32",1,{"1 ":1}]', "INVALID_DATA", /expected "\\"", found " \\":1/],
  [string, "5", "INVALID_DATA", /expected a string, found "5/],
  [string, '"\\x"', "INVALID_DATA", /Test.f argument value has an escape that is none of JSON's/],
  [string, '"\\u00g0"', "INVALID_DATA", /an escape that is none/],
  [string, '"\\u00e"', "INVALID_DATA", /an escape that is none/],
  [string, '"\\ud83c"', "INVALID_TEXT", /Test.f argument value is not valid UTF-8/],
  [string, '"\\ud83c\\u0041"', "INVALID_TEXT", /is not valid UTF-8/],
  [string, '"\\ud83c\\ud83c"', "INVALID_TEXT", /is not valid UTF-8/],
  [string, '"\\udf89\\ud83c"', "INVALID_TEXT", /is not valid UTF-8/],
  [base("binary"), '"A"', "INVALID_DATA", /Test.f argument value is not base64/],
  [base("binary"), '"AA*A"', "INVALID_DATA", /is not base64/],
  [base("binary"), '"AA=A"', "INVALID_DATA", /is not base64/],
  [base("binary"), '"-_-_"', "INVALID_DATA", /is not base64/],
  [base("uuid"), '"0011"', "INVALID_DATA", /Test.f argument value is not a uuid/],
  [list(i32), '["i32",2,1]', "INVALID_DATA", /expected ",", found "]/],
  [list(i32), '["i32",1,1,2]', "INVALID_DATA", /expected "]", found ",2/],
  [list(i32), '["i32",-1]', "NEGATIVE_SIZE", /a length is negative: -1/],
  [list(i32), '["i32",2147483647]', "SIZE_LIMIT", /a length of 2147483647 is more than the message holds/],
  [map(i32, i32), '["i32","i32",2147483647,{}]', "SIZE_LIMIT", /a length of 2147483647/],
  [
    map(list(i32), i32),
    '["lst","i32",1,{["str",1,"a"]:1}]',
    "INVALID_DATA",
    /holds elements of another type/,
  ],
  [list(i32), '["num",1,5]', "INVALID_DATA", /expected a type name, found "num/],
  [list(i32), '["i3",1,5]', "INVALID_DATA", /expected a type name, found "i3/],
  [list(i32), '["i32x",1,5]', "INVALID_DATA", /expected a type name, found "i32x/],
  [struct("P"), "[]", "INVALID_DATA", /expected "{", found "\[]/],
  [struct("P"), '{"x":{"i32":1}}', "INVALID_DATA", /expected a number, found "x/],
  [struct("P"), '{"32768":{"i32":1}}', "INVALID_DATA", /expected a number of type i16, found "32768/],
  [struct("P"), '{"9":{"i32":1,"i32":2}}', "INVALID_DATA", /expected "}", found ",/],
];

test("json: what is not the protocol's is refused with what was found and expected", () => {
  for (const [type, text, kind, message] of refused) {
    assert.throws(
      () => read(type, text),
      (error) => error instanceof ProtocolError && error.kind === kind && message.test(error.message),
      text.slice(0, 80),
    );
  }
});

test("json: hostile lengths and numbers of every place are read or passed over in time by their length", () => {
  // Of the square of its length, each would take hours.
  const size = 2_000_000;
  const long = {
    escapes: [string, `"${"\\n".repeat(size)}"`],
    "escapes far apart": [string, `"${`${"x".repeat(100)}\\n`.repeat(size / 100)}"`],
    strings: [list(string), `["str",${size},${'"",'.repeat(size - 1)}"\\n"]`],
    "backslash at the end": [
      list(string),
      `["str",${size},${'"a",'.repeat(size - 1)}"${"a".repeat(99)}\\n"]`,
    ],
    zeros: [base("i64"), `${"0".repeat(size)}9223372036854775807`],
    digits: [base("double"), "1".repeat(size)],
    spaces: [i32, `${" ".repeat(size)}1`],
    base64: [base("binary"), `"${"\\/".repeat(size)}"`],
  } as const;
  for (const [what, [type, text]] of Object.entries(long)) {
    assert.notEqual(read(type, text), undefined, what);
    const input = inputOf(bytesOf(`{"5":{"${names[type.kind] ?? type.kind}":${text}}}]`));
    skipArguments("json", input);
    assert.equal(input.position, input.end, what);
  }
  for (const [type, text] of [
    [base("i64"), "9".repeat(size)],
    [base("double"), "1e".repeat(size)],
  ] as const) {
    assert.throws(() => read(type, text), ProtocolError);
  }
});

test("json: marks and letters in any order are read or refused, and nothing else is thrown", () => {
  const codec = goldenCodec("json");
  const piece = fc.constantFrom(
    ...[
      '{"1":{"rec":',
      '{"7":{"lst":["i32",1,',
      '"str"',
      '"tf"',
      '["map",',
      '{"',
      "}",
      "]",
      "[",
      "{",
      '"',
      ",",
      ":",
    ],
    ...["\\", "\\u", "d83c", "1", "-", "2147483647", "e", ".", " ", "inf", "\u0000", "é"],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, begun) => {
      const bytes = bytesOf(`${begun ? '[1,"everything",1,1,{"1":{"rec":' : ""}${pieces.join("")}`);
      for (const attempt of [
        () => readCall(codec, inputOf(bytes)),
        () => skipArguments("json", inputOf(bytes)),
        () => codec.readApplicationException(inputOf(bytes)),
      ]) {
        try {
          attempt();
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test("json: names that every object has are fields and keys like any other", () => {
  const odd = ["__proto__", "constructor", "toString"];
  const tested = service(
    { f: struct("Odd") },
    { Odd: odd.map((name, index) => field(index + 1, name, map(string, i32), "optional")) },
  );
  const codec = compileCodec(tested, "json");
  const value = Object.fromEntries(odd.map((name) => [name, new Map([[name, 1]])]));
  const message = written((output) => codec.functions[0]!.writeCall(output, 1, [value]));
  const made = readCall(codec, inputOf(message)).args[0] as object;
  assert.deepEqual(Object.keys(made), odd);
  assert.equal(Object.getPrototypeOf(made), Object.prototype);
  assert.equal(shown(made), shown(value));
  const bare = written((output) => codec.functions[0]!.writeCall(output, 1, [{ toString: undefined, x: 1 }]));
  assert.equal(new TextDecoder().decode(bare), '[1,"f",1,1,{"1":{"rec":{}}}]');
});

test("json: a name with quotes and escapes is read, and given back in a reply", () => {
  const codec = goldenCodec("json");
  const head = newHead();
  codec.readMessageBegin(inputOf(bytesOf('[1,"a\\"\\u00e9\\n",1,-5,{}]')), head);
  assert.deepEqual(head, { name: 'a"é\n', type: 1, seqid: -5, strict: true, index: -1 });
  const reply = exceptionMessage("json", head.name, head.seqid, 1, "no");
  assert.equal(new TextDecoder().decode(reply), '[1,"a\\"é\\n",3,-5,{"1":{"str":"no"},"2":{"i32":1}}]');
});
