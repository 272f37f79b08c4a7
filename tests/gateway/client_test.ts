// Clients that call a group over NATS themselves.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { ConnectionClosedError } from "../../src/client/errors.ts";
import type { CallContext } from "../../src/processor/context.ts";
import { run } from "../fixtures/command_line.ts";
import { probe, until } from "../fixtures/serving.ts";
import { describeUnless } from "../fixtures/unless.ts";
import { type NatsServer, startNats, withoutNats } from "./nats_server.ts";
import { TinyMember } from "./tiny_member.ts";

describeUnless(withoutNats, "a client of a group over NATS", () => {
  let nats: NatsServer;
  let member: TinyMember;
  let address = "";
  const told: number[] = [];

  before(async () => {
    nats = await startNats("--user", "calculator", "--pass", "secret");
    const functions = {
      echo: (number: number) => number,
      refuse(why: string, call: CallContext) {
        throw new call.exceptions.Refused!({ why });
      },
      headers(call: CallContext) {
        call.setHeader("answered", call.headers.name ?? "");
        return new Map(Object.entries(call.headers));
      },
      tell: (number: number) => void told.push(number),
    };
    const login = { user: "calculator", pass: "secret" };
    member = await TinyMember.join(nats.url, "thrift.probe", probe, functions, login);
    address = `${nats.url}/thrift.probe`;
  });

  after(async () => {
    await member?.[Symbol.asyncDispose]();
    await nats?.[Symbol.asyncDispose]();
  });

  const user = { user: "calculator", password: "secret" };

  test("calls in each protocol, tells its headers and its time, and sends oneway calls", async () => {
    for (const protocol of ["binary", "compact", "json"] as const) {
      let got = "";
      const onHeaders = (headers: Readonly<Record<string, string>>) => {
        got = headers.answered ?? "";
      };
      const options = { protocol, timeout: 20, headers: { name: "x" }, onHeaders, nats: user };
      await using client = await connect(probe, address, options);
      assert.equal(await client.call("echo", 7), 7);
      await assert.rejects(client.call("refuse", "no"), { name: "Refused", why: "no" });
      await client.call("headers");
      assert.equal(got, "x");
      const left = Number(member.seen.at(-1)!.headers.client_timeout);
      assert.ok(left > 0 && left <= 20_000, String(left));
      await client.call("tell", 5);
    }
    await until(() => told.length === 3, "all were told");
  });

  test("gives calls up that take too long, and offers those that nobody took to the group again", async () => {
    await using client = await connect(probe, ["nats://127.0.0.1:1/x", address], { nats: user });
    member.mood = "silent";
    await assert.rejects(client.with({ timeout: 0.2 }).call("echo", 1), { name: "TimeoutError" });
    const { reply } = member.seen.at(-1)!;
    await until(() => member.cancelled.includes(reply!), "the member was told");
    member.mood = "full";
    const before = member.seen.length;
    const answer = client.call("echo", 2);
    await until(() => member.seen.length > before + 1, "it was sent again");
    member.mood = "answers";
    assert.equal(await answer, 2);
  });

  test("says at once when there is no member, and what is wrong with an address or a login", async () => {
    await using client = await connect(probe, `${nats.url}/thrift.nobody`, { nats: user });
    await assert.rejects(
      client.call("echo", 1),
      /^ApplicationError: no member: nobody takes calls of thrift.nobody/,
    );
    await assert.rejects(connect(probe, address), /NatsError: NATS at .+ refuses the login/);
    await assert.rejects(
      connect(probe, nats.url),
      /the subject is missing: nats:\/\/HOST:PORT\/thrift.calculator/,
    );
    await assert.rejects(
      connect(probe, address, { transport: "framed" }),
      /transport is framed; a message of NATS/,
    );
    const odd = { nats: { usr: "x" } as object };
    await assert.rejects(
      connect(probe, address, odd),
      /nats.usr is no option of connect\(\); did you mean .*user/,
    );
    const contradictions = [
      [
        { user: "a", password: "b", token: "c" },
        /^OptionsError: nats.token cannot be combined with nats.user/,
      ],
      [{ nkey: "a", credentials: "b" }, /^OptionsError: nats.credentials cannot be combined with nats.nkey/],
      [{ password: "a" }, /^OptionsError: nats.password needs the user's name too: nats.user/],
    ] as const;
    for (const [login, reason] of contradictions)
      await assert.rejects(connect(probe, address, { nats: login }), reason);
  });

  test("thriftserve call reaches a group", async () => {
    const open = await startNats();
    await using other = await TinyMember.join(
      open.url,
      "p",
      probe,
      { echo: (number: number) => number },
      { route: "method" },
    );
    const options = ["number=7", "--idl", "tests/fixtures/probe.thrift", "--nats-route", "method"];
    const { status, stdout, stderr } = await run("call", `${open.url}/p`, "echo", ...options);
    assert.deepEqual([status, stdout, stderr], [0, "7\n", ""]);
    assert.equal(other.seen.at(-1)!.subject, "p.echo");
    await open[Symbol.asyncDispose]();
  });

  test("fails calls at work when NATS is gone, and connects again", async () => {
    await using client = await connect(probe, address, { nats: user });
    member.mood = "silent";
    const before = member.seen.length;
    const lost = client.call("echo", 1);
    lost.catch(() => {});
    await until(() => member.seen.length > before, "it was sent");
    await nats.kill();
    await assert.rejects(lost, ConnectionClosedError);
    member.mood = "answers";
    await nats.start();
    await until(
      () =>
        client.call("echo", 3).then(
          (answer) => answer === 3,
          () => false,
        ),
      "it is connected again, and the member too",
    );
  });
});
