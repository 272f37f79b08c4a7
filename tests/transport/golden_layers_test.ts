// The bytes that Apache's Python clients send through THeaderTransport and TZlibTransport are understood.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { whyMissing } from "../fixtures/apache_python.ts";
import { cut, joined, sameMessages } from "./feeding.ts";
import { connected, echoCall, found, goldens, goldenText } from "./golden_layers.ts";

test("the golden bytes are what Apache's library sends", { skip: whyMissing() }, () => {
  const script = fileURLToPath(new URL("./golden_layers.py", import.meta.url).href);
  const { stdout, stderr } = spawnSync("/usr/bin/python3", [script], { encoding: "utf8" });
  assert.equal(stdout, goldenText, stderr);
});

for (const { name, protocol, sent } of goldens) {
  const calls = sent.map((_, index) => echoCall(protocol, 5 + index));
  const headers = name.includes("headers") ? { trace: "abc", ключ: "значение" } : {};

  test(`${name}: each call is there as soon as it was flushed, with its headers`, async () => {
    const transport = await connected();
    for (const [index, piece] of sent.entries()) {
      const calls = found(transport, [piece]);
      assert.deepEqual(calls, [
        { message: echoCall(protocol, 5 + index), protocol, headers, envelope: calls[0]?.envelope },
      ]);
      assert.equal(transport.current.pending, 0);
    }
  });

  test(`${name}: the same calls in chunks of every size`, async () => {
    const all = joined(sent);
    for (let size = 1; size <= all.length; size++) {
      const messages = found(await connected(), cut(all, [size])).map(({ message }) => message);
      sameMessages(messages, calls);
    }
  });
}
