// The connections of a client, without a server.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Channel } from "../../src/client/connection/channel.ts";
import { Pool } from "../../src/client/pool/pool.ts";

test("while one more connection cannot be had, calls try for it no more often than the waits between attempts let them", async () => {
  const busy: Channel = {
    address: "only",
    load: 1,
    begun: 1,
    ended: undefined,
    send: () => {},
    forget: () => false,
    retire: () => {},
    close: () => {},
    hold: () => {},
  };
  let tried = 0;
  const pool = new Pool({
    addresses: ["only"],
    connections: 2,
    idleTimeout: 0,
    retryDelay: 3600,
    maxRetryDelay: 3600,
    open: async () => {
      if (++tried > 1) throw new Error("no more");
      return busy;
    },
  });
  await pool.start();
  for (let call = 0; call < 10; call++) {
    assert.equal(pool.take(), busy);
    await new Promise(setImmediate);
  }
  assert.equal(tried, 2);
  pool.close();
});
