// A transport finds the messages that were sent, byte for byte, however they were cut on their way.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Output } from "../../src/protocol/output.ts";
import { createTransport } from "../../src/transport/create_transport.ts";
import {
  answers,
  cut,
  dialects,
  joined,
  messagesIn,
  messagesOf,
  named,
  type Sent,
  sameBytes,
  sameMessages,
  sentCall,
  usual,
} from "./feeding.ts";

for (const dialect of dialects) {
  test(`${named(dialect)}: a generated message is found wherever it is cut in two`, () => {
    fc.assert(
      fc.property(sentCall(dialect).filter(short), ({ message, bytes }) => {
        for (let at = 0; at <= bytes.length; at++) {
          const transport = createTransport(dialect, usual);
          transport.push(bytes.slice(0, at));
          assert.equal(transport.next(answers), at === bytes.length, `${at} of ${bytes.length} bytes`);
          if (at === bytes.length) continue;
          assert.equal(transport.pending, at);
          transport.push(bytes.slice(at));
          assert.equal(transport.next(answers), true);
          sameBytes(transport.bytes.subarray(transport.start, transport.end), message);
          assert.equal(transport.next(answers), false);
          assert.equal(transport.pending, 0);
        }
      }),
      { numRuns: 40 },
    );
  });

  test(`${named(dialect)}: generated messages are found in any chunks, several in one too`, () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 2000 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.array(sentCall(dialect), { minLength: 1, maxLength: 6 }), sizes, (calls, sizes) => {
        const bytes = joined(calls.map((call) => call.bytes));
        const messages = calls.map(({ message }) => message);
        sameMessages(messagesIn(dialect, [bytes]), messages);
        sameMessages(messagesIn(dialect, cut(bytes, sizes)), messages);
        sameMessages(messagesIn(dialect, cut(bytes, [1])), messages);
      }),
      { numRuns: 40 },
    );
  });

  test(`${named(dialect)}: a message that was found stays as it is while more bytes come`, () => {
    fc.assert(
      fc.property(fc.array(sentCall(dialect), { minLength: 2, maxLength: 5 }), (calls) => {
        const transport = createTransport(dialect, usual);
        const found: Uint8Array[] = [];
        for (const chunk of cut(joined(calls.map((call) => call.bytes)), [7, 100])) {
          transport.push(chunk);
          while (transport.next(answers))
            found.push(transport.bytes.subarray(transport.start, transport.end));
        }
        sameMessages(
          found,
          calls.map(({ message }) => message),
        );
      }),
      { numRuns: 20 },
    );
  });

  test(`${named(dialect)}: what it puts around a reply, a client takes off again`, () => {
    fc.assert(
      fc.property(fc.array(sentCall(dialect), { minLength: 1, maxLength: 3 }), (calls) => {
        const transport = createTransport(dialect, usual);
        const output = new Output(1);
        for (const { message } of calls) {
          const mark = transport.beginReply(output, undefined);
          output.reserve(message.length);
          output.bytes.set(message, output.position);
          output.position += message.length;
          transport.endReply(output, mark, undefined);
        }
        const bytes = output.bytes.slice(0, output.position);
        sameBytes(bytes, joined(calls.map((call) => call.bytes)));
        const client = createTransport(dialect, usual);
        sameMessages(
          messagesOf(client, [bytes]),
          calls.map(({ message }) => message),
        );
      }),
      { numRuns: 20 },
    );
  });

  test(`${named(dialect)}: a oneway call leaves nothing where its reply would have been`, () => {
    const transport = createTransport(dialect, usual);
    const output = new Output(16);
    output.position = 3;
    transport.endReply(output, transport.beginReply(output, undefined), undefined);
    assert.equal(output.position, 3);
  });
}

/** Short enough to be cut in two at each of its bytes in little time. */
function short({ bytes }: Sent): boolean {
  return bytes.length <= 3000;
}
