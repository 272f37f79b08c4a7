// Calls with faults of every kind, at random, from many clients that leave as they like: each is answered once, and rightly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Client, connect, type ServeOptions, serve } from "../../mod.ts";
import { Random } from "../fixtures/random.ts";
import { service } from "./faulty.ts";

/** For each model; a million were made by hand, with `BATCHED_CALLS=1000000`. */
const calls = Number(process.env.BATCHED_CALLS ?? 600);
const clients = 24;

for (const options of [
  { model: "nonblocking", workers: 2 },
  { model: "nonblocking", workers: 1, concurrency: 3, pipeline: 2 },
  { model: "processpool", workers: 1 },
  { model: "processpool", workers: 1, callTimeout: 60 },
] satisfies ServeOptions[]) {
  test(`${JSON.stringify(options)}: calls with random faults are each answered once`, async () => {
    const random = new Random(7);
    const handler = new URL("./faulty.ts", import.meta.url);
    await using server = await serve(handler, { port: 0, logLevel: "fatal", shutdownTimeout: 5, ...options });
    const { port } = server.address as { port: number };
    const open = () => connect(service, { port, transport: "header", retries: 0, connectTimeout: 0 });
    const outcomes = new Map<string, number>();
    let next = 0;
    const caller = async () => {
      let client = await open();
      while (next < calls) {
        const own = Array.from({ length: 1 + random.below(3) }, () => oneCall(client, next++, random));
        if (random.chance(2)) {
          client.close();
          client = await open();
        }
        for (const outcome of await Promise.all(own)) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      client.close();
    };
    await Promise.all(Array.from({ length: clients }, caller));
    assert.equal(
      [...outcomes.values()].reduce((sum, count) => sum + count),
      next,
    );
    assert.ok(outcomes.get("right")! > next / 3, JSON.stringify([...outcomes]));
    const client = await open();
    for (let look = 0; look < 8; look++) {
      const [twice, mixed] = (await client.call("ran")) as number[];
      assert.deepEqual([twice, mixed], [0, 0]);
    }
    client.close();
  });
}

/** Makes a call, and looks whether the answer is right. @returns what it was. */
async function oneCall(client: Client, number: number, random: Random): Promise<string> {
  const kind = ["", "", "", "", "", "error", "refused", "short", "thrown", "alone"][random.below(10)]!;
  const caller = random.chance(5)
    ? client.with({ headers: { client_timeout: String(1 + random.below(4)) } })
    : client;
  try {
    if (kind === "alone") {
      assert.equal(await caller.call("alone", number), number);
      return "right";
    }
    const seen = (await caller.call("run", number, kind)) as { readonly doubled: number };
    assert.deepEqual([seen.doubled, kind], [number * 2, ""]);
    return "right";
  } catch (error) {
    const { name, message, why } = error as Error & { readonly why?: string };
    if (name === "ConnectionClosedError") return "left";
    if (/^(deadline|cancelled): /.test(message)) return "late";
    const expected = {
      error: `not ${number}`,
      refused: String(number),
      short: /^Gathering.run was called with a batch of \d+ and gave 0 results/,
      thrown: "all of them",
    }[kind];
    if (expected instanceof RegExp) assert.match(message, expected);
    else assert.equal(why ?? message, expected, `${kind}: ${name}: ${message}`);
    return kind;
  }
}
