// A reply that is larger than the limit is not sent: its caller is told so, wherever calls run and in every protocol, and
// lives on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { protocolNames } from "../../src/protocol/names.ts";
import { Output } from "../../src/protocol/output.ts";
import { keptProbe } from "../fixtures/kept_server.ts";
import { places, serveProbe } from "../fixtures/serving.ts";

const limit = 500_000;

/** The client gets an INTERNAL_ERROR that names the method, the size and the limit. */
function tooLarge(method: string) {
  return (error: unknown) => {
    const { type, message } = error as { type: number; message: string };
    assert.equal(type, 6);
    assert.match(
      message,
      new RegExp(`^Probe.${method}: a message of \\d+ bytes at least; maxReplySize is ${limit}$`),
    );
    return true;
  };
}

for (const [place, options] of Object.entries(places)) {
  test(`a reply past the limit is refused to its caller, who goes on: ${place}`, async () => {
    await using serving = await serveProbe({ ...options, maxReplySize: limit });
    for (const protocol of protocolNames) {
      const client = await serving.connect({ protocol });
      const fits = limit - (protocol === "json" ? limit / 4 + 100 : 100);
      for (const size of protocol === "binary" ? [limit, 40_000_000] : [limit]) {
        await assert.rejects(client.call("blob", size), tooLarge("blob"));
        assert.equal(((await client.call("blob", fits)) as Uint8Array).length, fits);
      }
      client.close();
    }
  });
}

const keptServer = keptProbe();

for (const workers of [0, 1]) {
  for (const transport of ["buffered", "framed", "header", "zlib"] as const) {
    test(`the largest reply that may be goes through, and one byte more does not: ${transport}, ${workers} workers`, async () => {
      await using serving = await keptServer({ workers, maxReplySize: limit });
      const client = await serving.connect({ transport });
      // Strict binary: 12 bytes and the name, the field's 3, the length's 4, and the end.
      const largest = limit - (12 + "text".length + 3 + 4 + 1);
      assert.equal(((await client.call("text", "x".repeat(largest))) as string).length, largest);
      await assert.rejects(client.call("text", "x".repeat(largest + 1)), tooLarge("text"));
      await assert.rejects(client.call("text", "世".repeat(largest / 2)), tooLarge("text"));
      assert.equal(await client.call("text", "again"), "again");
    });
  }
}

test("a reply is told to be too large before there is memory for it", () => {
  const output = new Output(64, { maxDepth: 64, maxReplySize: 1000 });
  output.start = 0;
  assert.throws(
    () => output.reserve(2 ** 40, 2 ** 39),
    /a message of 549755813888 bytes at least; maxReplySize is 1000/,
  );
  assert.equal(output.bytes.length, 64);
  const any = new Output(64, { maxDepth: 64, maxReplySize: 0 });
  assert.throws(() => any.reserve(2 ** 60), {
    name: "SizeError",
    message: /^there is no memory for a message of \d+ bytes$/,
  });
  any.start = 0;
  assert.throws(() => any.reserve(2 ** 31, 2 ** 31), /; no message can have more than 2147418112/);
});
