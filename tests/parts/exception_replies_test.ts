// Replies to calls that are not run: of whatever service, Apache's Python reads them in each form that a call may have.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { WriteReply } from "../../src/processor/processor.ts";
import { applicationExceptionType } from "../../src/protocol/application_exception.ts";
import { readMessageHead } from "../../src/protocol/message.ts";
import { Output } from "../../src/protocol/output.ts";
import type { Caller } from "../../src/server/calls/executor.ts";
import { answerWithException, exceptionReply, turnAway } from "../../src/server/calls/turn_away.ts";
import type { RefusalReason } from "../../src/server/refusals.ts";
import { createTransport } from "../../src/transport/create_transport.ts";
import type { Envelope } from "../../src/transport/envelope.ts";
import { headerBlock } from "../../src/transport/header/format.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { whyMissing } from "../fixtures/apache_python.ts";
import { exceptionMessage, hex, unhex } from "../fixtures/messages.ts";
import { answers, framed, i32, joined, usual } from "../transport/feeding.ts";

const skip = whyMissing() ?? false;
const { INTERNAL_ERROR } = applicationExceptionType;
const reason = 'overloaded: 3 calls wait, "naïve" \\ 世界 🎉';

/** Calls of `add`, and of `Calculator:grüße`, with the sequence id 300 and an argument that nobody reads. */
const calls = {
  binary: unhex("8001000100000003616464" + "0000012c" + "08000100000005" + "00"),
  old: unhex("00000003616464" + "01" + "0000012c" + "08000100000005" + "00"),
  compact: unhex("8221" + "ac02" + "1243616c63756c61746f723a6772c3bcc39f65" + "150a" + "00"),
  json: new TextEncoder().encode('[1,"Calculator:gr\\u00fc\\u00dfe",1,300,{"1":{"i32":5}}]'),
} as const;

type Form = keyof typeof calls;
const protocolOf = (form: Form) => (form === "old" ? "binary" : form);
const nameOf = (form: Form) => (form === "compact" || form === "json" ? "grüße" : "add");

/** A caller that a transport has found a message for. */
class TransportCaller implements Caller {
  readonly id = 1;
  readonly peer = "memory";
  readonly signal = new AbortController().signal;
  readonly closed = false;
  readonly output = new Output(1);
  readonly message: Transport;
  readonly counted: RefusalReason[] = [];

  constructor(message: Transport) {
    this.message = message;
  }

  beginReply(envelope: Envelope | undefined): number {
    return this.message.beginReply(this.output, envelope);
  }

  endReply(mark: number, envelope: Envelope | undefined): void {
    this.message.endReply(this.output, mark, envelope);
  }

  refused(why: RefusalReason): void {
    this.counted.push(why);
  }

  get replies(): Uint8Array {
    return this.output.bytes.subarray(0, this.output.position);
  }

  answer(write: WriteReply): void {
    write(this.output);
  }

  flush = () => {};
  proceed = () => {};
  abandon = () => {};
}

/** The caller whose bytes these are. */
function callerOf(form: Form, transport: "buffered" | "framed" | "header", bytes: Uint8Array) {
  const created = createTransport({ protocol: protocolOf(form), transport }, usual);
  created.push(bytes);
  assert.ok(created.next(answers));
  return new TransportCaller(created);
}

function headerFrame(form: Form): Uint8Array {
  const block = headerBlock(form === "compact" ? 2 : 0, {});
  return framed(joined([[0x0f, 0xff, 0, 0], i32(300), [0, block.length / 4], block, calls[form]]));
}

const forms = Object.keys(calls) as Form[];
const callers = [
  ...forms.map((form) => ({ form, transport: "buffered", caller: callerOf(form, "buffered", calls[form]) })),
  ...forms.map((form) => ({
    form,
    transport: "framed",
    caller: callerOf(form, "framed", framed(calls[form])),
  })),
  ...(["binary", "compact"] as const).map((form) => ({
    form,
    transport: "header",
    caller: callerOf(form, "header", headerFrame(form)),
  })),
];

test("Apache's Python reads why a call was not run, in every protocol and transport", { skip }, () => {
  const lines = callers.map(({ form, transport, caller }) => {
    turnAway(caller, { kind: "maxQueuedCalls", reason });
    assert.deepEqual(caller.counted, [{ kind: "maxQueuedCalls", reason }]);
    return `${form} ${transport} ${hex(caller.replies)}\n`;
  });
  const reader = fileURLToPath(new URL("exception_reader.py", import.meta.url));
  const python = spawnSync("/usr/bin/python3", [reader], { input: lines.join(""), encoding: "utf8" });
  assert.equal(python.status, 0, python.stderr);
  assert.deepEqual(
    python.stdout.trimEnd().split("\n").map((line) => JSON.parse(line)), // biome-ignore format: a line
    callers.map(({ form }) => [nameOf(form), 3, 300, INTERNAL_ERROR, reason]),
  );
});

for (const form of forms) {
  test(`${form}: the reply is the exception's bytes, and none for a oneway message`, () => {
    const caller = callerOf(form, "buffered", calls[form]);
    assert.ok(answerWithException(caller, INTERNAL_ERROR, reason));
    const strict = form !== "old";
    const expected = exceptionMessage(protocolOf(form), nameOf(form), 300, INTERNAL_ERROR, reason, strict);
    assert.equal(hex(caller.replies), hex(expected));
    const text = hex(calls[form]);
    const [call, oneway] = onewayIn[form];
    const message = unhex(text.replace(call, oneway));
    assert.equal(readMessageHead(whole(form, message))?.type, 4);
    const unanswered = callerOf(form, "framed", framed(message));
    assert.ok(answerWithException(unanswered, INTERNAL_ERROR, reason));
    assert.equal(unanswered.replies.length, 0);
  });

  test(`${form}: a message that ends in its beginning gets no reply`, () => {
    const headSize = calls[form].length - argumentsSize[form];
    for (let length = 0; length < headSize; length++) {
      const cut = whole(form, calls[form].subarray(0, length));
      assert.equal(exceptionReply(cut, INTERNAL_ERROR, String), undefined, `${length} bytes`);
    }
    const beginning = whole(form, calls[form].subarray(0, headSize));
    assert.notEqual(exceptionReply(beginning, INTERNAL_ERROR, String), undefined);
  });
}

function whole(form: Form, bytes: Uint8Array) {
  return { bytes, start: 0, end: bytes.length, protocol: protocolOf(form) };
}

/** The bytes of a call's type, and of a oneway message's. */
const onewayIn = {
  binary: ["80010001", "80010004"],
  old: ["61646401", "61646404"],
  compact: ["8221", "8281"],
  json: [hex(new TextEncoder().encode(",1,300")), hex(new TextEncoder().encode(",4,300"))],
} as const;

/** Bytes behind the beginning. */
const argumentsSize = { binary: 8, old: 8, compact: 3, json: '{"1":{"i32":5}}]'.length } as const;

test("json: a beginning with a list or an object in it cannot be read, and is not parsed however deep that is", () => {
  const nested = "[".repeat(1_000_000) + "]".repeat(1_000_000);
  const messages = [`[1,"add",${nested},300,{}]`, `[${nested},"add",1,300,{}]`, '[1,{"add":1},1,300,{}]'].map(
    (text) => new TextEncoder().encode(text),
  );
  const parsing = timeOf(() => JSON.parse(nested));
  const reading = timeOf(() => {
    for (const bytes of messages) assert.equal(readMessageHead(whole("json", bytes)), undefined);
  });
  assert.ok(reading < parsing / 4, `reading took ${reading} ms, parsing ${parsing} ms`);
});

function timeOf(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

test("an exception that cannot be written leaves nothing in the output that others write to", () => {
  const output = new Output();
  output.position = 40;
  const failing = {
    message: { ...whole("binary", Uint8Array.from(calls.binary)), envelope: undefined },
    output,
    beginReply: () => {
      output.position += 4;
      return 40;
    },
    endReply: () => {
      throw new RangeError("no memory");
    },
  } as unknown as Caller;
  assert.throws(() => answerWithException(failing, 6, "no"), /no memory/);
  assert.equal(output.position, 40);
});

test("a message whose memory a handler has given away has no beginning", () => {
  const bytes = Uint8Array.from(calls.binary);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  const { length: end } = calls.binary;
  assert.equal(readMessageHead({ bytes, start: 0, end, protocol: "binary" }), undefined);
});
