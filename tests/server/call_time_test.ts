// The time that a client or a handler gives a call: it is not begun when that is over, and answered when it is over
// while the call waits for a promise.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { deadlineOf } from "../../src/transport/deadline.ts";
import { places, probe, serveProbe } from "../fixtures/serving.ts";

const header = { transport: "header" } as const;
const expired = { name: "ApplicationError", type: 6 };

for (const [place, options] of Object.entries(places)) {
  test(`${place}: a call that waits longer than its client does has its signal aborted and is answered`, async () => {
    await using serving = await serveProbe({ ...options, concurrency: 4 });
    const codes: (string | undefined)[] = [];
    const client = await serving.connect({ ...header, onHeaders: ({ ex }) => void codes.push(ex) });
    await client.call("echo", 1); // its codec is there from now on
    codes.length = 0;
    for (const name of ["client_timeout", "Deadline-Budget", "DEADLINE-BUDGET"]) {
      const message = "deadline: Probe.wait took longer than its client waits";
      await assert.rejects(client.with({ headers: { [name]: "50" } }).call("wait"), { ...expired, message });
    }
    assert.deepEqual(codes.slice(0, 3), ["2", "2", "2"]);
    assert.equal(await client.with({ headers: { client_timeout: "60000" } }).call("echo", 1), 1);
    assert.equal(await client.call("aborted"), 3);
  });
}

test("a call whose deadline has passed while it waited is not run, over THeader and HTTP", async () => {
  for (const options of [places.inline, places.nonblocking, places.processpool]) {
    await using serving = await serveProbe(options);
    const holder = await serving.connect();
    const overHttp = await connect(probe, {
      address: `http://127.0.0.1:${serving.port}/`,
    });
    const codes: (string | undefined)[] = [];
    const onHeaders = ({ ex }: Readonly<Record<string, string>>) => void codes.push(ex);
    const overHeader = await serving.connect({ ...header, onHeaders });
    const telling = await serving.connect(header);
    const held = holder.call("nap", 700);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const late = telling.with({ headers: { client_timeout: "100" } }).call("tellLater", 1, 0);
    const waited = overHeader.with({ headers: { queue_timeout: "100" } }).call("echo", 2);
    const web = overHttp.with({ headers: { "Deadline-Budget": "100" }, onHeaders }).call("echo", 3);
    const message = /^deadline: Probe\.echo has waited for longer than its client (does|lets it)$/;
    await Promise.all([
      ...[waited, web].map((call) => assert.rejects(call, { ...expired, message })),
      ...[late, held],
    ]);
    assert.deepEqual(codes.toSorted(), ["15", "2"]);
    assert.deepEqual(await holder.call("toldLater"), []);
    overHttp.close();
  }
});

test("the headers of a deadline are read as fbthrift and baseplate write them, and the first to pass counts", () => {
  const left = (headers: Readonly<Record<string, string>>) => {
    const deadline = deadlineOf(headers);
    const now = Date.now();
    return deadline && [deadline.startBy, deadline.endBy].map((at) => Math.round((at - now) / 100) * 100);
  };
  assert.deepEqual(left({ client_timeout: "5000", "Deadline-Budget": "3000" }), [3000, 3000]);
  assert.deepEqual(left({ queue_timeout: "1000", "deadline-budget": "3000" }), [1000, 3000]);
  assert.deepEqual(left({ queue_timeout: "1000" }), [1000, Number.POSITIVE_INFINITY]);
  for (const none of ["", "-1", "1.5", "soon", "0", "1e3"])
    assert.equal(left({ client_timeout: none }), undefined);
  assert.equal(left({}), undefined);
});

test("a client with a timeout tells the server, over THeader and HTTP, what is left of it", async () => {
  await using serving = await serveProbe(places.inline);
  const address = `http://127.0.0.1:${serving.port}/`;
  const clients = [await serving.connect(header), await connect(probe, { address })];
  for (const client of clients) {
    const names = async (timed: typeof client) => Object.keys((await timed.call("headers")) as object);
    const sent = (await client.with({ timeout: 30 }).call("headers")) as Map<string, string>;
    const left = Number(sent.get("client_timeout"));
    assert.ok(left > 20_000 && left <= 30_000, `${left} ms of 30 s`);
    assert.equal(sent.get("Deadline-Budget") ?? sent.get("deadline-budget"), String(left));
    assert.ok(!(await names(client)).includes("client_timeout"), "nothing without a timeout");
    const own = client.with({ timeout: 30, headers: { client_timeout: "7000" } });
    assert.equal(((await own.call("headers")) as Map<string, string>).get("client_timeout"), "7000");
    await assert.rejects(client.with({ timeout: 0.1 }).call("wait"), { name: "TimeoutError" });
  }
  clients[1]!.close();
});
