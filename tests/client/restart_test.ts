// Clients of a server that is killed and comes back, in the middle of their calls.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { type Client, connect } from "../../src/client/client.ts";
import { ConnectionClosedError } from "../../src/client/errors.ts";
import { commandLine, Program, probeHandler } from "../fixtures/command_line.ts";
import { probe, until } from "../fixtures/serving.ts";

test("a server is killed and started again under 1,000 calls a second: calls that may be run twice all succeed, others fail only if they were sent", async () => {
  const port = await freePort();
  let server = serving(port);
  const client = await once(() =>
    connect<Calls>(probe, `tcp://127.0.0.1:${port}`, { idempotent: ["echo"], ...patient }),
  );
  const calls: Promise<void>[] = [];
  const failed: unknown[] = [];
  const counts = { echo: 0, text: 0 };
  const begin = () => {
    for (let number = 0; number < 5; number++) {
      counts.echo++;
      calls.push(client.echo(number).then((echoed) => assert.equal(echoed, number)));
      counts.text++;
      const text = `${counts.text}`;
      calls.push(
        client.text(text).then(
          (same) => assert.equal(same, text),
          (error) => void failed.push(error),
        ),
      );
    }
  };
  const interval = setInterval(begin, 10);
  try {
    await until(() => counts.echo > 200, "calls are made");
    server.signal("SIGKILL");
    await server.ended();
    await until(() => counts.echo > 400, "calls are made without a server");
    server = serving(port);
    await until(async () => (await client.echo(1)) === 1, "the server is back");
    const before = counts.echo;
    await until(() => counts.echo > before + 100, "calls are made again");
    clearInterval(interval);
    await Promise.all(calls);
    const unsent = failed.filter((error) => !(error instanceof ConnectionClosedError && error.sent));
    assert.deepEqual(unsent, []);
    assert.ok(failed.length < counts.text / 2, `${failed.length} of ${counts.text} had been sent`);
  } finally {
    clearInterval(interval);
    client.close();
    server.kill();
  }
});

test("several servers: the first that can be connected to is called, and the next when that has gone", async () => {
  const ports = [await freePort(), await freePort()];
  const address = ports.map((port) => `tcp://127.0.0.1:${port}`);
  await assert.rejects(connect(probe, address), {
    name: "AggregateError",
    message: /^no server can be connected to: .*; /,
  });
  const second = serving(ports[1]!);
  const events: string[] = [];
  const client = await once(() =>
    connect<Calls>(probe, address.join(","), {
      ...patient,
      idempotent: true,
      onConnect: (connection) => events.push(connection.address),
      onDisconnect: (connection) => events.push(`not ${connection.address}`),
    }),
  );
  const first = serving(ports[0]!);
  try {
    assert.equal(await client.echo(2), 2);
    second.signal("SIGKILL");
    await second.ended();
    assert.equal(await client.echo(3), 3);
    assert.deepEqual(events, [address[1], `not ${address[1]}`, address[0]]);
  } finally {
    client.close();
    first.kill();
    second.kill();
  }
});

interface Calls {
  echo(number: number): Promise<number>;
  text(text: string): Promise<string>;
}

/** As long as the slowest machine takes to start a server. */
const patient = { retries: 200, timeout: 60 };

function serving(port: number): Program {
  return new Program([...commandLine, probeHandler, "--port", String(port), "--workers", "0"]);
}

async function once(connecting: () => Promise<Client & Calls>): Promise<Client & Calls> {
  let client: (Client & Calls) | undefined;
  await until(async () => {
    client = await connecting().catch(() => undefined);
    return client !== undefined;
  }, "a server is there");
  return client!;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
