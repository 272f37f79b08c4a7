// Tensors in results, as the page shows them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadIdl } from "../../src/idl/load.ts";
import { tensorsIn } from "../../src/page/call/tensors.ts";
import type { Type } from "../../src/schema/schema.ts";
import { tensor } from "../../src/tensor/tensor.ts";
import { toJson } from "../../src/value_json/to_json.ts";
import { root } from "../fixtures/hosts.ts";

const schema = loadIdl(join(root, "idl/tensor.thrift"));
const one: Type = { kind: "struct", name: Object.keys(schema.structs)[0]! };
const many: Type = { kind: "map", key: { kind: "string" }, value: { kind: "list", element: one } };

test("a tensor is shown by its type, its shape and its first elements", () => {
  const floats = toJson(schema, one, tensor(Float32Array.of(0.1, 2, -3, 4, 5, 6), [2, 3]));
  assert.deepEqual(tensorsIn(schema, one, floats), [
    { place: "", type: "FLOAT", shape: [2, 3], first: ["0.1", "2", "-3", "4", "5", "6"], isCut: false },
  ]);
  const value = new Map([["a b", [tensor(new BigInt64Array(100).fill(-(2n ** 63n)))]]]);
  const [found] = tensorsIn(schema, many, toJson(schema, many, value));
  assert.deepEqual([found!.place, found!.shape, found!.isCut], ['["a b"][0]', [100], true]);
  assert.deepEqual([...new Set(found!.first as string[])], ["-9223372036854775808"]);
});

test("of many tensors the first are shown, and of one that does not hold together why", () => {
  const list: Type = { kind: "list", element: one };
  const value = Array.from({ length: 100 }, () => tensor(Uint8Array.of(1)));
  assert.equal(tensorsIn(schema, list, toJson(schema, list, value)).length, 20);
  const [short] = tensorsIn(schema, one, { type: "DOUBLE", shape: [2], data: "" });
  assert.match((short!.first as Error).message, /^expected 16 bytes for \[2\] of DOUBLE, got 0/);
  assert.deepEqual(tensorsIn(schema, undefined, null), []);
  assert.deepEqual(tensorsIn(schema, one, null), []);
});
