// Connections that Bun lends to threads: a duplicate's number is nobody else's until it was given back.
import assert from "node:assert/strict";
import { closeSync, fstatSync, openSync } from "node:fs";
import { test } from "node:test";
import { openFilesLimit } from "../../src/runtime/open_files.ts";

const skip =
  "bun" in process.versions && process.platform === "linux" ? false : "only Bun's connections are lent";

const isOpen = (descriptor: number): boolean => {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
};

test("a duplicate is kept between two calls, and closed with its connection, or when a thread gives it back after that", {
  skip,
}, async () => {
  const { LentDescriptor } = await import("../../src/runtime/bun/lending/lent.ts");
  const own = openSync("/dev/null", "r");
  const idle = new LentDescriptor();
  const first = idle.lend(own);
  assert.ok(first >= 0 && first !== own && isOpen(first));
  idle.giveBack();
  assert.equal(idle.lend(own), first);
  idle.giveBack();
  idle.close();
  assert.equal(isOpen(first), false);
  assert.equal(idle.lend(own), -1);

  const lent = new LentDescriptor();
  const second = lent.lend(own);
  lent.close();
  closeSync(own);
  assert.ok(isOpen(second), "no other file gets the number while a thread may write by it");
  lent.giveBack();
  assert.equal(isOpen(second), false);
  assert.equal(new LentDescriptor().lend(-1), -1);
});

test("where descriptors become few no connection is lent, and duplicates are closed that no thread has", {
  skip,
}, async () => {
  const { acceptedAs, LentDescriptor } = await import("../../src/runtime/bun/lending/lent.ts");
  const own = openSync("/dev/null", "r");
  const [idle, lent, late] = [new LentDescriptor(), new LentDescriptor(), new LentDescriptor()];
  const numbers = [idle.lend(own), lent.lend(own)];
  idle.giveBack();
  acceptedAs(openFilesLimit()! >> 1);
  assert.deepEqual(numbers.map(isOpen), [false, true]);
  assert.deepEqual([idle.lend(own), late.lend(own)], [-1, -1]);
  lent.giveBack();
  assert.equal(isOpen(numbers[1]!), false);
  acceptedAs(own);
  assert.ok(late.lend(own) >= 0);
  for (const each of [idle, lent, late]) {
    each.giveBack();
    each.close();
  }
  closeSync(own);
});
