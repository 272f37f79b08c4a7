// Bytes that are stored at any place beside their source, as copies that processors are slow at take a detour.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { putBytes } from "../../src/protocol/bytes.ts";

test("bytes of any length are stored at any place, and nothing before or behind them", () => {
  const source = new Uint8Array(1_060_000).map((_, index) => index * 7 + (index >> 8));
  const target = new Uint8Array(1_070_000);
  for (const length of [0, 1, 2048, 2049, 5000, 65_536, 1_048_575, 1_048_576]) {
    const value = source.subarray(100, 100 + length);
    for (const ahead of [-1, 0, 1, 15, 16, 4097]) {
      for (const room of [0, 31, 32, 1000]) {
        const place = 100 + ahead;
        const written = target.subarray(0, place + length + room).fill(1);
        putBytes(written, place, value, length);
        assert.equal(written[place - 1], 1);
        assert.equal(Buffer.compare(written.subarray(place, place + length), value), 0);
      }
    }
  }
  assert.equal(Buffer.compare(source.subarray(0, 3), Uint8Array.of(0, 7, 14)), 0);
});
