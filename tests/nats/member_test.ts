// Servers that take calls from NATS, called by its own client and by messages that Apache's library wrote.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connect, createInbox, headers, type Msg, type NatsConnection } from "@nats-io/transport-node";
import type { ServeOptions, Server } from "../../src/server/options/options.ts";
import { serve } from "../../src/server/serve.ts";
import { whyMissing } from "../fixtures/apache_python.ts";
import { allModels, fewWorkers, probeHandler } from "../fixtures/serving.ts";
import { describeUnless } from "../fixtures/unless.ts";
import { spoiltHeaders } from "../gateway/tiny_member.ts";
import { callOf, framed, resultOf, textCall } from "./binary.ts";
import { type NatsCluster, natsCluster, whyNoNats } from "./nats_servers.ts";

describeUnless(whyNoNats(), "members of a group", () => {
  let cluster: NatsCluster;
  let nats: NatsConnection;
  let subjects = 0;

  before(async () => {
    cluster = await natsCluster(3);
    nats = await connect({ servers: cluster.urls[2]! });
  });

  after(async () => {
    await nats?.close();
    await cluster?.[Symbol.asyncDispose]();
  });

  /** A member on a subject of its own, unless one is named, whose calls NATS brings by now. */
  async function member(options: ServeOptions = {}): Promise<Server & { readonly subject: string }> {
    const natsSubject = options.natsSubject ?? `probe.s${++subjects}`;
    const usual = { nats: cluster.urls.slice(0, 2), shutdownTimeout: 20, logLevel: "fatal" } as const;
    const server = await serve(probeHandler, { ...usual, ...options, natsSubject });
    const subject = options.natsRoute === "method" ? `${natsSubject}.echo` : natsSubject;
    for (let tries = 0; ; tries++) {
      const answer = await nats
        .request(subject, callOf("echo", 1), { timeout: 30_000 })
        .catch((error: Error) => error);
      if (!(answer instanceof Error)) break;
      if (tries === 200) throw answer;
      await pause(50);
    }
    return Object.assign(server, { subject: natsSubject });
  }

  const ask = (subject: string, message: Uint8Array, given: Record<string, string> = {}): Promise<Msg> => {
    const sent = headers();
    for (const [name, value] of Object.entries(given)) sent.set(name, value);
    return nats.request(subject, message, { timeout: 60_000, headers: sent });
  };

  /** Says how long it waits in the reply subject, and has no headers. */
  const asGateway = (subject: string, message: Uint8Array, terms: string): Promise<Msg> =>
    nats.request(subject, message, { timeout: 60_000, noMux: true, reply: `${createInbox()}${terms}` });

  for (const model of allModels) {
    test(`${model}: a message is a call, bare or in a frame, with NATS' headers as its own`, async () => {
      await using server = await member({ model, ...fewWorkers(model) });
      assert.deepEqual(server.addresses, [
        { nats: cluster.urls.find((url) => url === natsOf(server)), subject: server.subject },
      ]);
      assert.equal(resultOf((await ask(server.subject, callOf("echo", 7))).data), 7);
      const inFrame = await ask(server.subject, framed(callOf("echo", 8)));
      assert.equal(resultOf(inFrame.data.subarray(4)), 8);
      const answered = await ask(server.subject, textCall("header", "x-trace"), { "X-Trace": "abc" });
      assert.equal(resultOf(answered.data), "abc");
      assert.equal(answered.headers?.get("x-answered"), "abc");
      assert.equal(resultOf((await ask(server.subject, callOf("peer"))).data), "nats");
    });
  }

  test("what is no message, or has a reply that NATS does not carry, is answered with the reason", async () => {
    await using server = await member({ model: "nonblocking", workers: 0 });
    const unreadable = await ask(server.subject, new TextEncoder().encode("hello"));
    assert.equal(unreadable.data.length, 0);
    assert.equal(unreadable.headers?.get("Thrift-Status"), "unreadable");
    assert.match(unreadable.headers?.get("Thrift-Reason") ?? "", /no Thrift dialect begins with "hello"/);
    const half = await ask(server.subject, callOf("echo", 7).subarray(0, 14));
    assert.equal(half.headers?.get("Thrift-Status"), "unreadable");
    const large = await ask(server.subject, callOf("blob", 2_000_000));
    assert.match(
      String(resultOf(large.data)),
      /^exception: the reply has 2000\d+ bytes, and NATS carries 1048576/,
    );
    assert.match(
      String(resultOf((await ask(server.subject, callOf("nothing"))).data)),
      /Invalid method name/,
    );
    assert.equal(server.refusals.malformed, 2);
  });

  test("a message whose headers cannot be read takes no other along", async () => {
    await using server = await member({ model: "processpool", workers: 1 });
    const options = { timeout: 20_000, headers: spoiltHeaders() };
    const { headers: status } = await nats.request(server.subject, callOf("echo", 1), options);
    assert.equal(status?.get("Thrift-Status"), "unreadable");
    assert.match(status?.get("Thrift-Reason") ?? "", /its headers cannot be read/);
    assert.equal(resultOf((await ask(server.subject, callOf("echo", 2))).data), 2);
  });

  test("a caller that gives up has its call's signal abort, and a deadline holds", async () => {
    await using server = await member({ model: "nonblocking", workers: 0, concurrency: 9 });
    const inbox = "replies.given.up";
    nats.publish(server.subject, callOf("wait"), { reply: inbox });
    await nats.flush();
    const aborted = async () => resultOf((await ask(server.subject, callOf("aborted"))).data);
    assert.equal(await aborted(), 0);
    nats.publish(`${server.subject}.$cancel`, inbox);
    while ((await aborted()) !== 1) await pause(20);
    const late = await ask(server.subject, callOf("nap", 3000), { client_timeout: "100" });
    assert.match(String(resultOf(late.data)), /^exception: deadline/);
    const lateToo = await asGateway(server.subject, callOf("nap", 3000), "~100");
    assert.match(String(resultOf(lateToo.data)), /^exception: deadline/);
  });

  test("a full member gives a call back to callers that say so, and has it wait for others", async () => {
    await using server = await member({ model: "nonblocking", workers: 0, natsQueue: 0 });
    const first = ask(server.subject, callOf("nap", 2000));
    await nats.flush();
    const back = await ask(server.subject, callOf("echo", 1), { "Thrift-Accepts": "full" });
    assert.deepEqual([back.data.length, back.headers?.get("Thrift-Status")], [0, "full"]);
    const too = await asGateway(server.subject, callOf("echo", 1), "~");
    assert.deepEqual([too.data.length, too.headers?.get("Thrift-Status")], [0, "full"]);
    assert.equal(resultOf((await ask(server.subject, callOf("echo", 2))).data), 2);
    await first;
  });

  test("a member has the share of its workers, when these become more too", async () => {
    const natsSubject = "probe.shared";
    await using few = await member({ model: "nonblocking", workers: 1, natsSubject });
    await using many = await member({ model: "nonblocking", workers: 2, natsSubject, admin: "127.0.0.1:0" });
    await many.resize(4);
    await nats.request(natsSubject, callOf("echo", 1), { timeout: 30_000 });
    const share = async (calls: number) => {
      const before = (await many.status()).calls!.total;
      for (let i = 0; i < calls; i++) await ask(natsSubject, callOf("echo", i));
      return ((await many.status()).calls!.total - before) / calls;
    };
    let last = 0;
    for (let tries = 0; tries < 20 && last < 0.7; tries++) last = await share(200); // it takes more as it has more calls
    assert.ok(last > 0.7 && last < 0.95, `${last} of the calls, with 4 of 5 workers`);
    assert.equal(few.workers, 1);
  });

  test("by method each function has its subject", async () => {
    await using server = await member({ model: "nonblocking", workers: 0, natsRoute: "method" });
    assert.equal(resultOf((await ask(`${server.subject}.echo`, callOf("echo", 5))).data), 5);
    await assert.rejects(ask(server.subject, callOf("echo", 5)), /no responders/i);
  });

  test("no call is lost of members that end, or read their handler anew, while calls come", async () => {
    await using stays = await member({ model: "processpool", workers: 1 });
    let isOver = false;
    const failures: string[] = [];
    let calls = 0;
    const callers = Array.from({ length: 6 }, async () => {
      while (!isOver) {
        const reply = await ask(stays.subject, callOf("nap", 3)).catch((error: Error) => error);
        calls++;
        const got = reply instanceof Error ? reply.message : resultOf(reply.data);
        if (typeof got !== "number") failures.push(String(got));
      }
    });
    for (const model of ["nonblocking", "processpool"] as const) {
      const server = await member({ model, workers: 1, natsSubject: stays.subject });
      await pause(200);
      await server.close();
    }
    await stays.reload();
    isOver = true;
    await Promise.all(callers);
    assert.deepEqual(failures, []);
    assert.ok(calls > 20, `${calls} calls`);
  });

  test("a worker that is killed loses no more than its calls, and another takes its place", async () => {
    await using server = await member({ model: "processpool", workers: 1 });
    const lost = nats.request(server.subject, callOf("crash"), { timeout: 500 });
    await assert.rejects(lost);
    let reply: Msg | undefined;
    while (reply === undefined) {
      reply = await nats.request(server.subject, callOf("echo", 3), { timeout: 1000 }).catch(() => undefined);
      if (reply === undefined) await pause(50);
    }
    assert.equal(resultOf(reply.data), 3);
  });

  test("NATS' convention finds each member once, and it tells what it has done, as its metrics do", async () => {
    await using server = await member({ model: "nonblocking", workers: 0, admin: "127.0.0.1:0" });
    const { Svcm } = await import("@nats-io/services");
    const client = new Svcm(nats as never).client({ strategy: "stall", maxWait: 5000 });
    const found = await Array.fromAsync(await client.info("Probe"));
    assert.deepEqual(
      found.map(({ name, metadata, endpoints }) => [name, metadata?.subject, endpoints[0]?.queue_group]),
      [["Probe", server.subject, "thriftserve"]],
    );
    await ask(server.subject, callOf("echo", 1));
    const [stats] = await Array.fromAsync(await client.stats("Probe", found[0]!.id));
    assert.ok(stats!.endpoints![0]!.num_requests >= 2);
    const told = await (await fetch(`http://${server.adminAddress}/metrics`)).text();
    assert.match(told, /^thrift_server_nats_messages_total\{outcome="taken"\} [2-9]/m);
    assert.equal((await Array.fromAsync(await client.ping("Probe"))).length, 1);
  });

  test("messages that Apache's TMemoryBuffer wrote are calls", { skip: whyMissing() ?? false }, async () => {
    await using server = await member({ model: "nonblocking", workers: 0 });
    const { hostname, port } = new URL(cluster.urls[0]!);
    const script = fileURLToPath(new URL("memory_buffer_client.py", import.meta.url));
    const client = spawn("/usr/bin/python3", [script, hostname, port, server.subject]);
    let said = "";
    client.stdout.on("data", (chunk) => (said += chunk));
    client.stderr.on("data", (chunk) => (said += chunk));
    await new Promise((resolve) => client.once("close", resolve));
    assert.equal(said.trim(), "[41, 42, 43, 44, 45, 46]");
  });
});

function natsOf({ address }: Server): string | undefined {
  return "nats" in address ? address.nats : undefined;
}
