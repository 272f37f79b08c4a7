// Counts that have to be written are, before more calls than connections are missing, and soon where no more come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CountWriter } from "../../src/server/counting/count_writer.ts";
import { until } from "../fixtures/serving.ts";

function writerWith(connections: number) {
  const written = { times: 0 };
  return {
    written,
    writer: new CountWriter(
      () => written.times++,
      () => connections,
    ),
  };
}

test("calls that come fast are written together, as many as there are connections", () => {
  for (const [connections, together] of [
    [0, 1],
    [1, 1],
    [4, 4],
    [500, 16],
  ] as const) {
    const { written, writer } = writerWith(connections);
    writer.changed(100); // alone
    assert.equal(written.times, 1);
    for (let call = 1; call <= 3 * together; call++) {
      writer.changed(100.5);
      assert.equal(
        written.times,
        1 + Math.floor(call / together),
        `call ${call} of ${connections} connections`,
      );
    }
  }
});

test("a call that comes alone is written at once, and what is left of many soon", async () => {
  const { written, writer } = writerWith(4);
  for (const now of [100, 102, 104]) writer.changed(now);
  assert.equal(written.times, 3);
  for (const times of [4, 5]) {
    writer.changed(104.5);
    writer.changed(104.5);
    assert.equal(written.times, times - 1);
    await until(() => written.times === times, "the rest is written");
  }
  writer.flush();
  assert.equal(written.times, 5, "there was nothing more");
});
