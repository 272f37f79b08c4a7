// Oneway calls as a member reads them from a stream, and what it makes of their ends.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressText, parseAddress } from "../../src/client/address/address.ts";
import { sharedCodec } from "../../src/codec/shared.ts";
import {
  applicationExceptionType,
  writeApplicationException,
} from "../../src/protocol/application_exception.ts";
import { messageType, readSentHead } from "../../src/protocol/message.ts";
import { protocolNames } from "../../src/protocol/names.ts";
import { Output } from "../../src/protocol/output.ts";
import { endingOf, pauseAfter } from "../../src/server/nats/streamed/ending.ts";
import { readOneway } from "../../src/server/nats/streamed/reading.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { probe } from "../fixtures/serving.ts";

const settings = settingsOf({});
const indexOf = (name: string) => probe.functions.findIndex((func) => func.name === name);

function written(write: (output: Output) => void): Uint8Array {
  const output = new Output();
  write(output);
  return output.bytes.slice(0, output.position);
}

for (const protocol of protocolNames) {
  const codec = sharedCodec(probe, protocol);
  const call = (name: string) =>
    written((output) => codec.functions[indexOf(name)]!.writeCall(output, 70_000, [1]));

  test(`${protocol}: a oneway message becomes a call that is the same otherwise`, async () => {
    const read = await readOneway(call("tell"), { client_timeout: "5", x: "y" }, settings, probe);
    assert.ok(typeof read !== "string", String(read));
    assert.deepEqual({ ...read.headers }, { x: "y" }); // it may have lain there for longer
    const head = readSentHead({ bytes: read.message, start: 0, end: read.message.length, protocol });
    assert.deepEqual(head, { name: "tell", type: messageType.call, seqid: 70_000, strict: true });
    const original = call("tell");
    const differing = original.filter((byte, index) => byte !== read.message[index]);
    assert.deepEqual([read.message.length, differing.length], [original.length, 1]);
  });

  test(`${protocol}: what is no oneway call says so`, async () => {
    assert.match(String(await readOneway(call("echo"), {}, settings, probe)), /^echo is no oneway call/);
  });

  test(`${protocol}: the end of a call is told by its reply`, () => {
    const exception = (type: number, message: string) => {
      const head = { name: "tell", seqid: 70_000, strict: true };
      return written((output) => writeApplicationException(output, protocol, head, type, message));
    };
    const ending = (reply: Uint8Array | undefined, ex?: string) =>
      endingOf({ wasCut: false, carried: { headers: {}, replyHeaders: ex ? { ex } : {} } }, reply, protocol);
    assert.deepEqual(ending(undefined), { kind: "done" });
    const { UNKNOWN, PROTOCOL_ERROR, INTERNAL_ERROR } = applicationExceptionType;
    const long = "é".repeat(200);
    assert.deepEqual(ending(exception(UNKNOWN, `RangeError\n${long}`)), {
      ...{ kind: "failed", error: "RangeError", reason: long },
    });
    assert.deepEqual(ending(exception(PROTOCOL_ERROR, "truncated")), {
      ...{ kind: "useless", error: "", reason: "truncated" },
    });
    assert.deepEqual(ending(exception(INTERNAL_ERROR, "overloaded: 3 calls wait"), "5"), { kind: "unbegun" });
  });
}

test("a message of binary's old form becomes a strict one", async () => {
  const strict = written((output) =>
    sharedCodec(probe, "binary").functions[indexOf("tell")]!.writeCall(output, 7, [1]),
  );
  const old = Buffer.concat([strict.subarray(4, 12), Buffer.from([messageType.oneway]), strict.subarray(12)]);
  const read = await readOneway(
    Buffer.concat([Buffer.from([0, 0, 0, old.length]), old]),
    {},
    settings,
    probe,
  );
  assert.ok(typeof read !== "string", String(read));
  strict[3] = messageType.call;
  assert.deepEqual(read.message, new Uint8Array(strict));
});

test("pauses between attempts grow, and never by more than a quarter less", () => {
  const longest = [1, 2, 3, 4, 5, 99].map((deliveries) => pauseAfter(deliveries, 0));
  assert.deepEqual(longest, [500, 2000, 8000, 32_000, 60_000, 60_000]);
  assert.equal(pauseAfter(1, 1), 375);
});

test("an address says that oneway calls are kept", () => {
  const address = parseAddress("nats://a/thrift.jobs?jetstream");
  assert.deepEqual(address, {
    scheme: "nats",
    host: "a",
    port: 4222,
    subject: "thrift.jobs",
    jetstream: true,
  });
  assert.equal(addressText(address), "nats://a:4222/thrift.jobs?jetstream");
  assert.throws(
    () => parseAddress("nats://a/thrift.jobs?jetsream"),
    /\?jetsream has no use.*expected \?jetstream/,
  );
});
