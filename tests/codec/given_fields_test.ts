// The fields of errors that are sent: those that were set, and nothing that JavaScript puts there by itself.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { exceptionClasses } from "../../src/processor/exceptions.ts";
import { type ResolvedService, resolveService } from "../../src/schema/service.ts";
import { functionOf, inputOf, newHead, protocols, written } from "../fixtures/messages.ts";
import { load } from "../fixtures/temporary_files.ts";

const schema = load(`
  exception Remote { 1: string name 2: string message 3: string stack 4: i32 line 5: i32 column 6: string sourceURL }
  struct Place { 1: string file 2: i32 line 3: i32 column 4: string stack 5: string message }
  service S { list<Remote> all() throws (1: Remote remote) Place place() }
`);
const service: ResolvedService = resolveService(schema);
const Remote = exceptionClasses(schema).named.Remote!;

class ByAccessor extends Error {
  get line() {
    return 3;
  }
}

class Named extends Error {
  override name = "set as a field of the class";
}

const revived = Object.assign(new Remote(), { stack: "of the other side" });

/** Errors, and which fields of theirs are sent. */
const errors: readonly { readonly what: string; readonly error: object; readonly sent: object }[] = [
  { what: "an exception of which nothing was set", error: new Remote(), sent: {} },
  { what: "one with some", error: new Remote({ name: "n", line: 4 }), sent: { name: "n", line: 4 } },
  { what: "one whose stack was set", error: revived, sent: { stack: "of the other side" } },
  { what: "any error without a message", error: new Error(), sent: {} },
  { what: "any error with one", error: new TypeError("no"), sent: { message: "no" } },
  {
    what: "an error with fields of its own",
    error: Object.assign(new Error("m"), { line: 770, column: 5 }),
    sent: { message: "m", line: 770, column: 5 },
  },
  { what: "an error whose class has an accessor for what engines set", error: new ByAccessor(), sent: {} },
  { what: "an error whose name was set", error: new Named(), sent: { name: "set as a field of the class" } },
  { what: "an object that is no error", error: { stack: "s", line: 1 }, sent: { stack: "s", line: 1 } },
];

for (const protocol of protocols) {
  describe(protocol, () => {
    const codec = compileCodec(service, protocol);
    const all = functionOf(codec, "all");

    for (const { what, error, sent } of errors) {
      test(`${what} is sent with what was set, as an exception and inside of a result`, () => {
        const thrown = read(written((output) => all.writeException(output, 1, 0, error)));
        assert.deepEqual({ ...(thrown as { exception: object }).exception }, filled(sent));
        const result = read(written((output) => all.writeReply(output, 1, [error])));
        assert.deepEqual({ ...(result as { result: object[] }).result[0] }, filled(sent));
      });
    }

    test("a struct that an error is given for has nothing of the engine's either", () => {
      const place = functionOf(codec, "place");
      const error = Object.assign(new Error("why"), { file: "f" });
      const reply = read(
        written((output) => place.writeReply(output, 1, error)),
        "place",
      ) as { result: object };
      const { file, line, column, stack, message } = reply.result as Record<string, unknown>;
      assert.deepEqual([file, line, column, stack, message], ["f", undefined, undefined, undefined, "why"]);
    });

    function read(bytes: Uint8Array, name = "all"): unknown {
      const input = inputOf(bytes);
      codec.readMessageBegin(input, newHead());
      return functionOf(codec, name).readReply(input);
    }
  });
}

/** Every field of Remote, as a reader gives them. */
function filled(sent: object): object {
  const names = ["name", "message", "stack", "line", "column", "sourceURL"];
  return Object.fromEntries(names.map((name) => [name, (sent as Record<string, unknown>)[name]]));
}
