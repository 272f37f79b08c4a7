// The settings of calls: time limits, signals, headers, hooks; and calls as methods.
import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { test } from "node:test";
import { type OverCall, TimeoutError } from "../../mod.ts";
import { connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { Certificates, withoutOpenssl } from "../fixtures/certificates.ts";
import { commandLine, Program } from "../fixtures/command_line.ts";
import { probe, serveProbe, until } from "../fixtures/serving.ts";
import { withFiles } from "../fixtures/temporary_files.ts";

interface Calls {
  echo(number: number): Promise<number>;
  nap(milliseconds: number): Promise<number>;
  refuse(why: string): Promise<void>;
  headers(): Promise<Map<string, string>>;
  setHeader(name: string, value: string): Promise<void>;
  aborted(): Promise<number>;
  wait(): Promise<void>;
}

test("a service's functions are methods of its client, with the caller in the stack", async () => {
  await using serving = await serveProbe({ workers: 0 });
  await using client = await connect<Calls>(probe, `tcp://127.0.0.1:${serving.port}`);
  assert.equal(await client.echo(4), 4);
  async function callerOfRefuse() {
    await client.refuse("so");
  }
  await using other = await connect(probe, `tcp://127.0.0.1:${serving.port}`, { protocol: "compact" });
  await assert.rejects(callerOfRefuse(), (error: Error) => {
    assert.ok(error instanceof other.exceptions.Refused!);
    return /callerOfRefuse/.test(error.stack!);
  });
  await assert.rejects(client.echo("x" as never), { name: "ValueError" });
});

test("functions named as what a client has are called by name; a client is no promise", async () => {
  const text = "service Odd { i32 close() i32 then() i32 call(1: i32 a) }";
  await using serving = await serveProbe({ workers: 0 });
  await new Promise<void>((resolve, reject) =>
    withFiles({ "odd.thrift": text }, (directory) => {
      const odd = resolveService(loadIdl(`${directory}/odd.thrift`));
      connect(odd, `tcp://127.0.0.1:${serving.port}`)
        .then(async (client) => {
          assert.equal("then" in client, false);
          await assert.rejects(client.call("close"), { typeName: "UNKNOWN_METHOD" });
          client.close();
        })
        .then(resolve, reject);
    }),
  );
});

test("no call waits past its time, be it sent or not, and the next goes to another connection", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  const client = await connect<Calls>(probe, `127.0.0.1:${port}`, { timeout: 0.2 });
  const began = performance.now();
  await assert.rejects(client.echo(1), (error: TimeoutError) => {
    assert.ok(error instanceof TimeoutError);
    assert.equal(error.sent, true);
    return error.message === "Probe.echo had no reply within 0.2 s";
  });
  const passed = performance.now() - began;
  assert.ok(passed > 150 && passed < 5000, `${passed} ms`);
  await assert.rejects(client.with({ timeout: 0.1 }).echo(1), TimeoutError);
  await until(() => sockets.length === 2, "a dead connection is left");
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
  await assert.rejects(client.with({ timeout: 0.3 }).echo(1), (error: TimeoutError) => {
    return error.message === "Probe.echo could not be sent within 0.3 s" && !error.sent;
  });
  client.close();
});

test("a closed client's calls fail at once, also while they wait to be tried again", async () => {
  const closing = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.destroy());
  });
  await new Promise<void>((resolve) => closing.listen(0, "127.0.0.1", resolve));
  const { port } = closing.address() as { port: number };
  let isLost = false;
  const client = await connect<Calls>(probe, `127.0.0.1:${port}`, {
    idempotent: true,
    retryDelay: 300,
    maxRetryDelay: 300,
    onDisconnect: () => {
      isLost = true;
    },
  });
  const waiting = assert.rejects(client.echo(1), { name: "ConnectionClosedError", sent: true });
  await until(() => isLost, "the connection is closed");
  client.close();
  await waiting;
  await new Promise((resolve) => closing.close(resolve));
});

test("a signal gives calls up with its reason, before and after they are sent, and others go on", async () => {
  await using serving = await serveProbe({ workers: 0, pipeline: 4, concurrency: 4 });
  await using client = await connect<Calls>(probe, `tcp://127.0.0.1:${serving.port}`);
  const reason = new Error("enough");
  await assert.rejects(client.with({ signal: AbortSignal.abort(reason) }).echo(1), reason);
  const controller = new AbortController();
  const waiting = assert.rejects(client.with({ signal: controller.signal }).wait(), reason);
  assert.equal(await client.echo(1), 1);
  controller.abort(reason);
  await waiting;
  assert.equal(await client.echo(2), 2);
});

test("calls on one connection overlap, and their replies come in any order", async () => {
  await using serving = await serveProbe({ workers: 0, pipeline: 8, concurrency: 8 });
  await using client = await connect<Calls>(probe, `tcp://127.0.0.1:${serving.port}`);
  const over: string[] = [];
  const slow = client.nap(300).then(() => over.push("slow"));
  await client.echo(1).then(() => over.push("fast"));
  await slow;
  assert.deepEqual(over, ["fast", "slow"]);
});

test("a pool opens connections while all are at work, as many as it may", async () => {
  await using serving = await serveProbe({ model: "threaded", spares: 3 });
  const opened: string[] = [];
  const address = `tcp://127.0.0.1:${serving.port}`;
  await using client = await connect<Calls>(probe, address, {
    connections: 3,
    onConnect: (connection) => opened.push(connection.address),
  });
  for (let call = 0; call < 5; call++) await client.echo(call);
  assert.deepEqual(opened, [address], "one is enough for calls one after the other");
  await Promise.all(Array.from({ length: 30 }, () => client.nap(20)));
  await until(() => opened.length === 3, "three are open");
  await Promise.all(Array.from({ length: 30 }, () => client.nap(1)));
  assert.equal(opened.length, 3);
});

test("a connection without calls is closed, and the next call opens one", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const events: string[] = [];
  await using client = await connect<Calls>(probe, `tcp://127.0.0.1:${serving.port}`, {
    idleTimeout: 0.1,
    onConnect: () => events.push("open"),
    onDisconnect: ({ reason }) => events.push(reason),
  });
  assert.equal(await client.echo(1), 1);
  await until(() => events.length === 2, "it is closed");
  assert.equal(await client.echo(2), 2);
  assert.deepEqual(events.slice(0, 3), ["open", "the connection was closed", "open"]);
});

test("addresses of TLS and of Unix sockets", { skip: withoutOpenssl }, async () => {
  const certificates = new Certificates();
  try {
    const { cert, key } = certificates.server("server", certificates.authority("authority"));
    const ca = `${certificates.folder}/authority.crt`;
    await using secured = await serveProbe({ workers: 0, tlsCert: cert, tlsKey: key });
    await using client = await connect<Calls>(probe, `tls://localhost:${secured.port}`, { tls: { ca } });
    assert.equal(await client.echo(1), 1);
    await assert.rejects(connect(probe, `tls://localhost:${secured.port}`));
    const unix = `${certificates.folder}/socket`;
    await using _plain = await serveProbe({ workers: 0, unix });
    await using other = await connect<Calls>(probe, ["unix:/nowhere", `unix:${unix}`]);
    assert.equal(await other.echo(2), 2);
  } finally {
    certificates.remove();
  }
});

test("headers go with calls and come with replies, over THeader", async () => {
  await using serving = await serveProbe({ workers: 0 });
  for (const protocol of ["binary", "compact"] as const) {
    const address = `tcp://127.0.0.1:${serving.port}`;
    await using client = await connect<Calls>(probe, address, {
      protocol,
      transport: "header",
      headers: { name: "default", other: "ü" },
    });
    const told: (string | undefined)[] = [];
    const onHeaders = (headers: Readonly<Record<string, string>>) => told.push(headers.answered);
    const named = client.with({ headers: { name: "own" }, onHeaders });
    assert.deepEqual(
      await client.headers(),
      new Map([
        ["name", "default"],
        ["other", "ü"],
      ]),
    );
    assert.deepEqual(await named.headers(), new Map([["name", "own"]]));
    assert.deepEqual(told, ["own"]);
  }
});

test("hooks are told of each call and its outcome, and may add headers", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const calls: (OverCall & { readonly method: string })[] = [];
  const address = `tcp://127.0.0.1:${serving.port}`;
  await using client = await connect<Calls>(probe, address, {
    transport: "header",
    onCall: ({ method, headers }) => {
      headers.traceparent = "00-1-1-01";
      return (over) => calls.push({ ...over, method });
    },
  });
  assert.equal((await client.headers()).get("traceparent"), "00-1-1-01");
  await assert.rejects(client.refuse("so"));
  assert.deepEqual(
    calls.map(({ method, address: at, retries, error }) => [method, at, retries, error?.name]),
    [
      ["headers", address, 0, undefined],
      ["refuse", address, 0, "Refused"],
    ],
  );
  assert.ok(calls.every(({ seconds }) => seconds > 0));
});

test("what a callback throws fails its own call, and no other", async () => {
  await using serving = await serveProbe({ workers: 0, pipeline: 4, concurrency: 4 });
  const address = `tcp://127.0.0.1:${serving.port}`;
  const broken = new Error("broken");
  const fails = () => {
    throw broken;
  };
  await using client = await connect<Calls>(probe, address, { transport: "header" });
  const other = client.nap(200);
  await assert.rejects(client.with({ onHeaders: fails }).echo(1), broken);
  await other;
  const begun: string[] = [];
  for (const nothing of [undefined, Promise.resolve(() => {})]) {
    const onCall = ({ method }: { readonly method: string }) => {
      begun.push(method);
      return nothing as undefined;
    };
    await using told = await connect<Calls>(probe, address, { onCall });
    assert.equal(await told.echo(2), 2, "onCall need not return a function");
  }
  assert.deepEqual(begun, ["echo", "echo"]);
  await using measured = await connect<Calls>(probe, address, { onCall: () => fails });
  await assert.rejects(measured.echo(1), broken);
});

test("what a hook of connections throws is uncaught, and no connection or call is lost by it", async () => {
  const program = new Program([...commandLine.slice(0, -1), "tests/client/throwing_hooks.ts"]);
  try {
    const { status, stdout } = await program.ended();
    const said = "uncaught: connected\ncalled 1\nuncaught: disconnected\nConnectionClosedError\n";
    assert.deepEqual({ status, stdout }, { status: 0, stdout: said });
  } finally {
    program.kill();
  }
});
