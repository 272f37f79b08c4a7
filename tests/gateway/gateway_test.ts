// Gateways between ordinary clients and a group over NATS: a member that does what it is told stands for the group.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Client, connect } from "../../src/client/client.ts";
import { serveGateway } from "../../src/gateway/serve_gateway.ts";
import type { CallContext } from "../../src/processor/context.ts";
import type { RunningServer } from "../../src/server/life/running_server.ts";
import { RawClient } from "../fixtures/raw_client.ts";
import { probe, until } from "../fixtures/serving.ts";
import { describeUnless } from "../fixtures/unless.ts";
import { type NatsServer, startNats, withoutNats } from "./nats_server.ts";
import { TinyMember } from "./tiny_member.ts";

describeUnless(withoutNats, "a gateway", () => {
  let nats: NatsServer;
  let gateway: RunningServer;
  let member: TinyMember;
  let port = 0;
  const clients: Client[] = [];
  const told: number[] = [];

  before(async () => {
    nats = await startNats();
    const functions = {
      echo: (number: number) => number,
      text: (text: string) => text,
      blob: (size: number) => new Uint8Array(size),
      refuse(why: string, call: CallContext) {
        throw new call.exceptions.Refused!({ why });
      },
      headers(call: CallContext) {
        call.setHeader("answered", call.headers.name ?? "");
        return new Map(Object.entries(call.headers));
      },
      tell: (number: number) => void told.push(number),
    };
    member = await TinyMember.join(nats.url, "thrift.probe", probe, functions);
    gateway = await serveGateway(
      undefined,
      probe,
      { nats: [nats.url], natsSubject: "thrift.probe", natsTimeout: 5 },
      { port: 0, logLevel: "fatal", pipeline: 8, admin: "127.0.0.1:0" },
    );
    ({ port } = gateway.address as { port: number });
  });

  after(async () => {
    for (const client of clients) client.close();
    await gateway?.close();
    await member?.[Symbol.asyncDispose]();
    await nats?.[Symbol.asyncDispose]();
  });

  async function client(options = {}): Promise<Client> {
    const made = await connect(probe, { port, ...options });
    clients.push(made);
    return made;
  }

  async function refused(call: Promise<unknown>): Promise<string> {
    return await call.then(
      () => assert.fail("it was answered"),
      (error: Error) => error.message,
    );
  }

  test("passes calls on in every dialect, and replies back as they came", async () => {
    for (const protocol of ["binary", "compact", "json"] as const) {
      for (const transport of ["framed", "buffered", "header"] as const) {
        if (protocol === "json" && transport === "header") continue;
        const one = await client({ protocol, transport });
        assert.equal(await one.call("echo", 7), 7);
        assert.equal(await one.call("text", "ä"), "ä");
        await assert.rejects(one.call("refuse", "no"), { name: "Refused", why: "no" });
      }
    }
    assert.equal(
      await (await client({ address: `http://127.0.0.1:${port}/`, port: undefined })).call("echo", 8),
      8,
    );
  });

  test("passes headers both ways, and the time that is left, but nothing that speaks to NATS", async () => {
    let got: Readonly<Record<string, string>> = {};
    const onHeaders = (headers: Readonly<Record<string, string>>) => {
      got = headers;
    };
    const headers = { name: "x", "nats-rollup": "all", "thrift-status": "full" };
    const one = await client({ transport: "header", headers, onHeaders, timeout: 30 });
    await one.call("headers");
    const { name, "nats-rollup": rollup, client_timeout: left, ...others } = member.seen.at(-1)!.headers;
    assert.equal(name, "x");
    assert.equal(rollup, undefined);
    assert.equal(others["thrift-status"], undefined);
    assert.ok(Number(left) > 0 && Number(left) <= 30_000, left);
    assert.equal(got.answered, "x");
  });

  test("refuses unknown functions without asking anybody", async () => {
    const before = member.seen.length;
    const raw = await RawClient.connect(port);
    const name = Buffer.from("nothing");
    const head = Buffer.from([0x80, 1, 0, 1, 0, 0, 0, name.length]);
    const message = Buffer.concat([head, name, Buffer.from([0, 0, 0, 1, 0])]);
    raw.send([0, 0, 0, message.length], message);
    assert.match(String(await raw.frame()), /Invalid method name/);
    raw.destroy();
    assert.equal(member.seen.length, before);
  });

  test("sends oneway calls to nobody's answer", async () => {
    const one = await client();
    await one.call("tell", 5);
    await until(() => told.includes(5), "it was told");
    assert.equal(member.seen.at(-1)!.reply ?? "", "");
    assert.equal(await one.call("echo", 1), 1);
  });

  test("tries again where members are full, and refuses when the time is over", async () => {
    const one = await client({ transport: "header" });
    member.mood = "full";
    const answer = one.call("echo", 3);
    const before = member.seen.length;
    await until(() => member.seen.length > before + 1, "it was sent again");
    member.mood = "answers";
    assert.equal(await answer, 3);
    member.mood = "full";
    const late = await refused(
      (await client({ transport: "header", headers: { client_timeout: "300" } })).call("echo", 3),
    );
    member.mood = "answers";
    // What was sent just before the end may have been taken: nobody says so in time.
    assert.match(late, /overloaded: every member of thrift.probe|deadline: echo took longer/);
  });

  test("tells members of calls that nobody waits for any more", async () => {
    member.mood = "silent";
    const late = await refused(
      (await client({ transport: "header", headers: { client_timeout: "150" } })).call("echo", 3),
    );
    assert.match(late, /deadline: echo took longer than its client waits/);
    const lateOnes = member.seen.at(-1)!.reply;
    await until(() => member.cancelled.includes(lateOnes!), "its time was over");
    const leaver = await client();
    const before = member.seen.length;
    leaver.call("echo", 4).catch(() => {});
    await until(() => member.seen.length > before, "it was sent");
    leaver.close();
    const left = member.seen.at(-1)!.reply;
    await until(() => member.cancelled.includes(left!), "its client left");
    member.mood = "answers";
  });

  test("passes on no answer that is no reply", async () => {
    const one = await client();
    member.mood = "garbage";
    assert.match(await refused(one.call("echo", 3)), /no reply of binary/);
    member.mood = "unreadable";
    assert.match(await refused(one.call("echo", 3)), /could not read the call: no message/);
    member.mood = "spoilt";
    assert.match(await refused(one.call("echo", 3)), /has sent no reply: its headers cannot be read/);
    member.mood = "answers";
    assert.equal(await one.call("echo", 4), 4); // what NATS brings is read on
  });

  test("names the limit and the remedy for messages that NATS does not carry", async () => {
    const one = await client();
    const message = await refused(one.call("text", "x".repeat(1_100_000)));
    assert.match(message, /1100\d+ bytes.*1048576.*max_payload/);
    assert.equal(await one.call("echo", 1), 1);
  });

  test("counts calls and refusals as any server", async () => {
    const text = await (await fetch(`http://${gateway.adminAddress}/metrics`)).text();
    assert.ok(/requests_total\{thrift_method="echo",thrift_success="true"[^}]*\} [1-9]/.test(text), "calls");
    assert.ok(/refusals_total\{reason="tooLarge"\} 1/.test(text), "what was too large");
    assert.ok(/refusals_total\{reason="deadline"\} [12]\n/.test(text), "what was late");
    assert.equal((await fetch(`http://${gateway.adminAddress}/readyz`)).status, 200);
  });

  test("says at once when there is no member", async () => {
    await member.connection.drain(); // NATS knows then that it is gone, which it may not yet when it is only closed
    const one = await client();
    const began = performance.now();
    assert.match(await refused(one.call("echo", 3)), /no member: nobody takes calls of thrift.probe/);
    assert.ok(performance.now() - began < 4000, "it waited");
  });
});

describeUnless(withoutNats, "a gateway whose connection to NATS is lost", () => {
  test("fails calls at work at once, keeps later ones, and is not ready meanwhile", async () => {
    await using nats = await startNats();
    await using member = await TinyMember.join(
      nats.url,
      "p",
      probe,
      { echo: (number: number) => number },
      { route: "method" },
    );
    const group = {
      nats: [nats.url],
      natsSubject: "p",
      natsTimeout: 30,
      natsRoute: "method",
      natsWait: 30,
    } as const;
    const gateway = await serveGateway(undefined, probe, group, { port: 0, logLevel: "fatal" });
    const { port } = gateway.address as { port: number };
    const client = await connect(probe, { port, connections: 2 });
    try {
      assert.equal(await client.call("echo", 1), 1);
      assert.equal(member.seen.at(-1)!.subject, "p.echo");
      member.mood = "silent";
      const lost = client.call("echo", 2);
      lost.catch(() => {});
      await until(() => member.seen.length === 2, "it was sent");
      await nats.kill();
      await assert.rejects(lost, /lost: the connection to NATS/);
      const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status);
      assert.equal(await ready(), 503);
      member.mood = "answers";
      const kept = client.call("echo", 3);
      await nats.start();
      assert.equal(await kept, 3);
      assert.equal(await ready(), 200);
    } finally {
      client.close();
      await gateway.close();
    }
  });
});
