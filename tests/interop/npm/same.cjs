// Deep equality of what Apache's npm library gives and takes.
const assert = require("node:assert/strict");
const Int64 = require("node-int64");

/** Fields that hold sets: arrays in JavaScript's generated code, in an order that does not matter. */
const sets = ["numbers", "names"];

/** Deep equality: 0 is not -0; Int64s by their eight bytes; a struct is a struct of the same kind. */
function same(actual, expected) {
  assert.deepEqual(plain(actual), plain(expected));
}

function plain(value) {
  if (value instanceof Int64) return `i64 ${value.toOctetString()}`;
  if (Buffer.isBuffer(value)) return `binary ${value.toString("hex")}`;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const fields = Object.entries(value).map(([name, field]) => {
    const sorted = sets.includes(name) && Array.isArray(field) ? field.toSorted() : field;
    return [name, plain(sorted)];
  });
  return { kind: value.constructor, fields: Object.fromEntries(fields) };
}

module.exports = { same };
