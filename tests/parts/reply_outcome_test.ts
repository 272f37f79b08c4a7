// The outcome of a call, told from its reply's bytes alone, in every protocol.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { writeApplicationException } from "../../src/protocol/application_exception.ts";
import { protocolNames } from "../../src/protocol/names.ts";
import { Output } from "../../src/protocol/output.ts";
import { replyOutcome } from "../../src/protocol/reply_outcome.ts";
import { resolveService } from "../../src/schema/service.ts";
import { load } from "../fixtures/temporary_files.ts";

const service = resolveService(
  load(`exception E { 1: string why }
    service S { i32 add() throws (1: E e, 300: E far, E negative) void nothing() string text() }`),
);

for (const protocol of protocolNames) {
  test(`${protocol} replies tell how their calls ended`, () => {
    const codec = compileCodec(service, protocol);
    const outcomeOf = (write: (output: Output) => void) => {
      const output = new Output();
      output.position = 7; // replies stand behind others
      write(output);
      return replyOutcome({ bytes: output.bytes, start: 7, end: output.position, protocol });
    };
    const [add, nothing, text] = codec.functions;
    for (const strict of [true, false]) {
      const reply = (field: number | undefined) => ({ kind: "reply", field });
      assert.deepEqual(
        outcomeOf((to) => add!.writeReply(to, 70_000, 5, strict)),
        reply(0),
      );
      assert.deepEqual(
        outcomeOf((to) => text!.writeReply(to, 1, '{"2":1}]', strict)),
        reply(0),
      );
      assert.deepEqual(
        outcomeOf((to) => nothing!.writeReply(to, 1, undefined, strict)),
        reply(undefined),
      );
      for (const [index, id] of [1, 300, -1].entries()) {
        const thrown = { why: "x" };
        assert.deepEqual(
          outcomeOf((to) => add!.writeException(to, 1, index, thrown, strict)),
          reply(id),
        );
      }
      const head = { name: 'odd "name\\', seqid: -1, strict };
      for (const type of [0, 6, 10]) {
        assert.deepEqual(
          outcomeOf((to) => writeApplicationException(to, protocol, head, type, '"i32":3}}]')),
          { kind: "exception", type },
        );
      }
    }
  });
}
