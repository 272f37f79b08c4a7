// Any bytes give messages, a ProtocolError, or a wait for more. Never anything else, and never for long.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { createTransport } from "../../src/transport/create_transport.ts";
import type { DialectOptions } from "../../src/transport/dialect.ts";
import { detectDialect } from "../../src/transport/first_bytes.ts";
import { HeaderTransport } from "../../src/transport/header/transport.ts";
import type { Transport } from "../../src/transport/transport.ts";
import {
  answers,
  binaryCall,
  compactCall,
  cut,
  dialects,
  joined,
  jsonCall,
  letters,
  named,
  sentCall,
  usual,
} from "./feeding.ts";

const limits = { ...usual, maxFrameSize: 100_000, maxMessageSize: 100_000, maxHeaderSize: 1000 };
const options: readonly DialectOptions[] = [{ protocol: "auto", transport: "auto" }, ...dialects];

/** What a connection does with bytes. @returns the messages' lengths and, last, what ended it, if anything did. */
function outcome(bytes: Uint8Array, option: DialectOptions, sizes: readonly number[]): unknown[] {
  const found: unknown[] = [];
  try {
    const spoken = detectDialect(bytes, option);
    if (spoken === undefined || spoken.transport === "zlib" || spoken.inFrames) return found; // zlib_test.ts
    const transport: Transport =
      spoken.protocol === undefined ? new HeaderTransport("auto", limits) : createTransport(spoken, limits);
    let at = 0;
    for (const chunk of cut(bytes, sizes)) {
      transport.push(chunk);
      while (transport.next(answers)) {
        const { start, end, refusal } = transport;
        if (refusal !== undefined) throw refusal;
        assert.ok(end > start, "a message of no bytes");
        at += end - start;
        assert.ok(at <= bytes.length, "more messages than bytes");
        found.push(end - start);
      }
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    found.push(error.kind);
  }
  return found;
}

function sameInAnyChunks(bytes: Uint8Array): void {
  for (const option of options) {
    const inOne = outcome(bytes, option, [bytes.length]);
    assert.deepEqual(outcome(bytes, option, [1]), inOne);
    assert.deepEqual(outcome(bytes, option, [3, 50, 1]), inOne);
  }
}

const noise = fc.uint8Array({ minLength: 1, maxLength: 300 });

test("noise is refused or waited on, the same in any chunks", () => {
  fc.assert(fc.property(noise, sameInAnyChunks), { numRuns: 500 });
});

test("noise behind a message's beginning is refused, waited on or passed over, the same in any chunks", () => {
  const begin = fc.constantFrom(binaryCall(), compactCall(), jsonCall());
  const marks = fc.array(fc.constantFrom(...letters('{}[]":,\\a1')), { maxLength: 200 });
  // Few different bytes: more of them are types and short lengths.
  const likely = fc.array(
    fc.constantFrom(0, 1, 2, 3, 8, 11, 12, 13, 14, 15, 0x18, 0x19, 0x1b, 0x1c, 0xfc, 255),
    {
      maxLength: 200,
    },
  );
  fc.assert(
    fc.property(begin, fc.oneof(noise, likely, marks), (begin, rest) =>
      sameInAnyChunks(joined([begin, rest])),
    ),
    { numRuns: 1000 },
  );
});

for (const dialect of dialects) {
  test(`${named(dialect)}: messages with bytes changed, the same in any chunks`, () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      to: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 0x7f, 0x80, 0xff)),
    });
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sentCall(dialect), changes, ({ bytes }, changes) => {
        const changed = bytes.slice();
        for (const { at, to } of changes)
          changed[Math.min(Math.floor(at * bytes.length), bytes.length - 1)] = to;
        sameInAnyChunks(changed);
      }),
      { numRuns: 100 },
    );
  });
}
