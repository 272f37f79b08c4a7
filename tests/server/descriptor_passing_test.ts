// Descriptors on their way to a process that may be gone.
import assert from "node:assert/strict";
import { test } from "node:test";

test("what a process that has ended does not take is kept for another", {
  skip:
    process.platform === "linux" && "bun" in process.versions ? false : "only Bun hands descriptors itself",
}, async () => {
  const { DescriptorSender } = await import("../../src/runtime/bun/descriptor_passing.ts");
  const sender = new DescriptorSender();
  try {
    sender.closePeer();
    assert.equal(sender.send(0), "later");
    assert.equal(sender.send(2 ** 30), "no");
  } finally {
    sender.close();
  }
});
