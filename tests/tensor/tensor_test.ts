// Typed arrays become tensors of idl/tensor.thrift and come back, through a server too, and what does not fit is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadIdl } from "../../src/idl/load.ts";
import { serveInMemory } from "../../src/server/memory/serve_in_memory.ts";
import { elementNames, typeNamed } from "../../src/tensor/element_types.ts";
import {
  type ElementArray,
  type ElementName,
  type Tensor,
  TensorError,
  tensor,
  typedArray,
} from "../../tensor.ts";

const doubling = new URL("./doubling.thrift", import.meta.url);

const arrays: Readonly<Record<ElementName, ElementArray>> = {
  FLOAT: Float32Array.of(1.5, -2, 3),
  UINT8: Uint8Array.of(1, 255, 3),
  INT8: Int8Array.of(1, -2, 3),
  UINT16: Uint16Array.of(1, 65_535, 3),
  INT16: Int16Array.of(1, -2, 3),
  INT32: Int32Array.of(1, -2, 3),
  INT64: BigInt64Array.of(1n, -2n, 3n),
  BOOL: Uint8Array.of(1, 0, 1),
  FLOAT16: Float16Array.of(1.5, -2, 3),
  DOUBLE: Float64Array.of(1.5, -2, 3),
  UINT32: Uint32Array.of(1, 4_294_967_295, 3),
  UINT64: BigUint64Array.of(1n, 2n ** 64n - 1n, 3n),
};

for (const [name, array] of Object.entries(arrays) as [ElementName, ElementArray][]) {
  test(`elements of ${name} come back, without a copy`, () => {
    const made = name === "BOOL" ? tensor(array, [3], name) : tensor(array);
    const back = typedArray(made, name);
    assert.deepEqual(back, array);
    assert.equal(back.buffer, array.buffer);
  });
}

test("the numbers of the types are those of idl/tensor.thrift", () => {
  const { enums } = loadIdl(fileURLToPath(doubling));
  const listed = enums["tensor.ElementType"]?.values.map(({ name, value }) => [name, value]);
  assert.deepEqual(
    elementNames.map((name) => [name, typeNamed(name)?.number]),
    listed,
  );
});

test("a view begins where the elements of a part of an array do", () => {
  const part = Float32Array.of(1, 2, 3, 4, 5, 6).subarray(2);
  const made = tensor(part, [2, 2]);
  assert.deepEqual([made.type, made.shape, made.data.length], [1, [2, 2], 16]);
  assert.deepEqual(typedArray(made), Float32Array.of(3, 4, 5, 6));
});

test("elements that lie at no multiple of their size are copied, a Buffer's too", () => {
  const bytes = Buffer.alloc(13);
  bytes.writeFloatLE(1.5, 1);
  bytes.writeFloatLE(-2, 5);
  const back = typedArray({ type: 1, shape: [2], data: bytes.subarray(1, 9) }, "FLOAT");
  assert.deepEqual(back, Float32Array.of(1.5, -2));
});

test("a canvas's bytes, a single number and none are tensors", () => {
  assert.equal(tensor(Uint8ClampedArray.of(1, 2)).type, 2);
  assert.deepEqual(typedArray(tensor(Float32Array.of(7), [])), Float32Array.of(7));
  assert.deepEqual(typedArray(tensor(new Float32Array(0), [0, 28])), new Float32Array(0));
});

test("what does not fit is refused", () => {
  const pair = tensor(Float32Array.of(1, 2));
  for (const [refused, message] of [
    [() => tensor(Float32Array.of(1, 2), [3]), "2 elements are not [3]"],
    [() => tensor(Float32Array.of(1, 2), [-1, -2]), "expected lengths of dimensions, got -1"],
    [() => tensor(Float32Array.of(1, 2), [2], "FLOAT16"), "elements of 4 bytes are not FLOAT16"],
    [() => typedArray(pair, "UINT8"), "expected a tensor of UINT8, got FLOAT"],
    [() => typedArray({ ...pair, shape: [3] }), "expected 12 bytes for [3] of FLOAT, got 8"],
    [() => typedArray({ ...pair, shape: [2.5] }), "expected lengths of dimensions, got 2.5"],
    [() => typedArray({ ...pair, type: 8 }), `expected a tensor's type, ${elementNames.join(", ")}, got 8`],
  ] as const) {
    assert.throws(refused, (error) => error instanceof TensorError && error.message === message);
  }
});

test("a handler gets tensors and gives them", async () => {
  const twice = (values: Tensor) =>
    tensor(
      typedArray(values, "FLOAT").map((one) => 2 * one),
      values.shape,
    );
  await using server = await serveInMemory({ service: doubling, default: { twice } });
  await using client = await server.connect<{ twice(values: Tensor): Promise<Tensor> }>();
  const back = await client.twice(tensor(Float32Array.of(1, 2, 3, 4), [2, 2]));
  assert.deepEqual([back.shape, typedArray(back, "FLOAT")], [[2, 2], Float32Array.of(2, 4, 6, 8)]);
  await assert.rejects(client.twice(tensor(Uint8Array.of(1))), /expected a tensor of FLOAT, got UINT8/);
});
