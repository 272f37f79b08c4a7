// Oneway calls that JetStream keeps until a member has run them, by Debian's nats-server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect as connectNats, type NatsConnection } from "@nats-io/transport-node";
import { connect } from "../../src/client/client.ts";
import { ApplicationError } from "../../src/client/errors.ts";
import { serveGateway } from "../../src/gateway/serve_gateway.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { callSubject, callSubjects, deadSubjects } from "../../src/nats/streamed/convention.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { ModelName } from "../../src/server/models.ts";
import type { ServeOptions, Server } from "../../src/server/options/options.ts";
import { serve } from "../../src/server/serve.ts";
import { whyMissing } from "../fixtures/apache_python.ts";
import { allModels, fewWorkers, until } from "../fixtures/serving.ts";
import { describeUnless } from "../fixtures/unless.ts";
import { type NatsServer, startNats, withoutNats } from "../gateway/nats_server.ts";
import { callOf } from "./binary.ts";

const jobs = resolveService(loadIdl(new URL("./jobs.thrift", import.meta.url)));

/** All of them where workers start fast; elsewhere one for each way in which calls come to them. */
const models: readonly ModelName[] =
  "bun" in process.versions ? allModels : ["simple", "nonblocking", "forking", "processpool"];

describeUnless(withoutNats, "oneway calls that JetStream keeps", () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-jetstream-"));
  let nats: NatsServer;
  let raw: NatsConnection;
  let files = 0;

  before(async () => {
    nats = await startNats("-js", "-sd", join(folder, "store"));
    raw = await connectNats({ servers: nats.url });
  });

  after(async () => {
    await raw?.close();
    await nats?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const newFile = () => join(folder, `${++files}.txt`);

  /** The lines that calls have left, without their processes. */
  const lines = (file: string) => read(file).map((line) => line.replace(/ \d+$/, ""));

  async function member(natsSubject: string, options: ServeOptions = {}): Promise<Server> {
    const usual = { nats: [nats.url], natsJetstream: true, shutdownTimeout: 20, logLevel: "fatal" } as const;
    return await serve(new URL("./jobs.ts", import.meta.url), { ...usual, natsSubject, ...options });
  }

  const client = (subject: string) =>
    connect(jobs, { address: `${nats.url}/${subject}?jetstream`, connectTimeout: 0 });

  /** The messages that are in the stream of a subject. */
  async function left(subject: string): Promise<number> {
    const { streams } = await jetstreamManager(raw);
    return (await streams.info(await streams.find(callSubject(subject, "x")))).state.messages;
  }

  /** The headers of the call that was given up last, once there is one. */
  async function dead(subject: string, count = 1): Promise<Readonly<Record<string, string>>> {
    const { streams } = await jetstreamManager(raw);
    const stream = await streams.find(deadSubjects(subject).replace(">", "x"));
    await until(async () => (await streams.info(stream)).state.messages === count, "it is given up");
    const stored = await streams.getMessage(stream, { last_by_subj: deadSubjects(subject) });
    return Object.fromEntries([...stored!.header].map(([name, [value = ""]]) => [name, value]));
  }

  for (const model of models) {
    test(`${model}: a call that fails is brought again, and is out of the stream once it was run`, async () => {
      const subject = `all.${model}`;
      await using _ = await member(subject, { model, ...oneWorker(model) });
      const caller = await client(subject);
      const [failed, noted] = [newFile(), newFile()];
      await caller.call("fail", failed, 1);
      await caller.call("note", noted, "hello");
      await until(async () => (await left(subject)) === 0, "they were run", 60);
      assert.deepEqual([lines(failed), lines(noted)], [["fail 1", "fail 2"], ["hello 1"]]);
      caller.close();
    });
  }

  test("a call waits for the first member, and is stored once however often it is sent", async () => {
    const subject = "waits";
    await using gateway = await serveGateway(
      undefined,
      jobs,
      { nats: [nats.url], natsSubject: subject, natsJetstream: true },
      { port: 0, logLevel: "fatal" },
    );
    const { port } = gateway.address as { port: number };
    const file = newFile();
    const script = fileURLToPath(new URL("oneway_client.py", import.meta.url));
    const byPython = whyMissing() === undefined ? 3 : 0;
    if (byPython > 0)
      assert.equal(spawnSync("/usr/bin/python3", [script, String(port), file]).stderr.toString(), "");
    const caller = await connect(jobs, { port, transport: "header", headers: { "Nats-Msg-Id": "one" } });
    for (let times = 0; times < 3; times++) await caller.call("note", file, "header");
    await until(async () => (await left(subject)) === byPython + 1, "they are stored");
    caller.close();
    await using _ = await member(subject, { model: "nonblocking", workers: 0 });
    await until(async () => (await left(subject)) === 0, "they were run");
    assert.deepEqual(lines(file).sort(), ["header 1", ...Array<string>(byPython).fill("python 1")]);
  });

  test("what cannot be run is given up at once, and what has failed too often then, with the reason", async () => {
    const subject = "gives.up";
    const admin = "127.0.0.1:0";
    await using server = await member(subject, {
      model: "nonblocking",
      workers: 1,
      natsRedeliveries: 1,
      admin,
    });
    const stream = jetstream(raw);
    await stream.publish(callSubject(subject, "odd"), new TextEncoder().encode("hello"));
    assert.match((await dead(subject))["Thrift-Reason"]!, /no Thrift dialect begins with "hello"/);
    await stream.publish(callSubject(subject, "add"), callOf("add", 1));
    assert.match((await dead(subject, 2))["Thrift-Reason"]!, /add is no oneway call/);
    const half = callOf("note");
    half[3] = 4;
    half[half.length - 1] = 11; // a field's head, and nothing of it
    await stream.publish(callSubject(subject, "note"), half);
    const unreadable = await dead(subject, 3);
    assert.equal(unreadable["Thrift-Deliveries"], "1");
    const caller = await client(subject);
    const file = newFile();
    await caller.call("fail", file, 9);
    const failed = await dead(subject, 4);
    assert.deepEqual(
      [failed["Thrift-Error"], failed["Thrift-Reason"], failed["Thrift-Deliveries"]],
      ["RangeError", "the printer is on fire", "2"],
    );
    assert.match(failed["Thrift-Member"]!, /^thriftserve \d+ on ./);
    assert.deepEqual(lines(file), ["fail 1", "fail 2"]);
    await until(async () => (await left(subject)) === 0, "nothing is left");
    const told = await (await fetch(`http://${server.adminAddress}/metrics`)).text();
    const counted = (outcome: string) =>
      Number(new RegExp(`nats_stream_messages_total\\{outcome="${outcome}"\\} (\\d+)`).exec(told)?.[1]);
    assert.deepEqual([counted("acknowledged"), counted("dead")], [0, 4]);
    assert.ok(counted("delivered") >= 5 && counted("redelivered") >= 1 && counted("retried") >= 1, told);
    caller.close();
  });

  test("the call of a killed worker goes to another, and a long one stays with its own: in an operator's stream", async () => {
    const subject = "operators";
    const manager = await jetstreamManager(raw);
    await manager.streams.add({ name: "MINE", subjects: [`${subject}.>`], max_age: 3600e9 });
    await manager.consumers.add("MINE", {
      durable_name: "thriftserve",
      ack_policy: AckPolicy.Explicit,
      ack_wait: 4e9,
      filter_subject: callSubjects(subject),
    });
    await using _ = await member(subject, { model: "processpool", workers: 2 });
    const caller = await client(subject);
    const [killed, long] = [newFile(), newFile()];
    await caller.call("hold", long, 6000);
    await caller.call("kill", killed);
    await until(() => read(killed).length === 2 && read(long).length === 2, "both were run");
    assert.deepEqual(
      [lines(killed), lines(long)],
      [
        ["kill 1", "kill 2"],
        ["begin 1", "end 1"],
      ],
    );
    assert.equal(new Set(read(killed).map((line) => line.split(" ")[2])).size, 2);
    const settled = async () => (await manager.consumers.info("MINE", "thriftserve")).num_ack_pending === 0;
    await until(settled, "both are acknowledged");
    assert.equal((await manager.streams.info("MINE")).state.messages, 2); // an operator's stream may keep them
    caller.close();
  });

  test("a member that ends finishes what it has, and leaves the rest to others", async () => {
    const subject = "ends";
    const ends = await member(subject, { model: "nonblocking", workers: 0, concurrency: 2 });
    const caller = await client(subject);
    const file = newFile();
    for (let i = 0; i < 6; i++) await caller.call("hold", file, 300);
    await until(() => read(file).length >= 2, "it is at work");
    await ends.close();
    const done = lines(file);
    assert.equal(
      done.filter((line) => line === "end 1").length,
      done.length / 2,
      "it finished what it began",
    );
    await using _ = await member(subject, { model: "nonblocking", workers: 0, concurrency: 9 });
    await until(async () => (await left(subject)) === 0, "the rest was run");
    assert.equal(lines(file).filter((line) => line.startsWith("end")).length, 6);
    caller.close();
  });

  test("a call that nothing keeps fails, and a server without JetStream is told so", async () => {
    const caller = await client("nobody");
    await assert.rejects(caller.call("note", "x", "x"), (error: ApplicationError) => {
      assert.ok(error instanceof ApplicationError);
      assert.match(error.message, /^no stream: nothing on NATS keeps the oneway calls of nobody/);
      return true;
    });
    caller.close();
    await using plain = await startNats();
    await assert.rejects(member("x", { nats: [plain.url], model: "simple" }), /has no JetStream.*-js/);
  });
});

function oneWorker(model: ModelName): ServeOptions {
  const { workers, ...others } = fewWorkers(model);
  return workers === undefined ? others : { workers: 1 };
}

function read(file: string): string[] {
  try {
    return readFileSync(file, "utf8").trim().split("\n");
  } catch {
    return [];
  }
}
