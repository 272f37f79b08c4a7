// Several addresses of one server: all are served by the same workers, all end together, and none is open when one fails.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server as NetServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect } from "../../src/client/client.ts";
import type { ConnectOptions } from "../../src/client/options.ts";
import type { ServeOptions, Server } from "../../src/server/options/options.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { serve } from "../../src/server/serve.ts";
import { commandLine, Program, probeHandler, root, run } from "../fixtures/command_line.ts";
import { places, probe, until } from "../fixtures/serving.ts";

const withoutIpv6 = networkInterfaces().lo?.some(({ address }) => address === "::1") ? false : "no IPv6 here";
const python = "/usr/bin/python3";
const withoutPython = existsSync(python) || process.env.CI ? false : "python3 is not installed";

const folder = mkdtempSync(join(tmpdir(), "thriftserve-listen-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const socket = join(folder, "socket");

const listening = (listen: readonly string[], options: ServeOptions = {}) =>
  serve(new URL(`../../${probeHandler}`, import.meta.url), {
    ...{ workers: 0, logLevel: "fatal", shutdownTimeout: 5, listen },
    ...options,
  });

function at(address: Server["address"]): ConnectOptions {
  if ("path" in address) return { unix: address.path, connectTimeout: 0 };
  return { ...(address as { host: string; port: number }), connectTimeout: 0 };
}

async function echo(address: Server["address"]): Promise<unknown> {
  const client = await connect(probe, at(address));
  return await client.call("echo", 4).finally(() => client.close());
}

/** Whether nobody listens there any more. */
async function isRefused(address: Server["address"]): Promise<boolean> {
  return await connect(probe, at(address)).then(
    (client) => {
      client.close();
      return false;
    },
    () => true,
  );
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

for (const [name, place] of Object.entries({
  ...places,
  forking: { model: "forking", spares: 1 } as const,
})) {
  test(`${name}: two TCP addresses and a Unix socket have one set of workers and one limit`, async () => {
    const server = await listening(["tcp://127.0.0.1:0", "tcp://127.0.0.2:0", `unix:${socket}?mode=0600`], {
      workers: undefined,
      ...place,
      maxConnections: 3,
    });
    try {
      assert.deepEqual(server.address, server.addresses[0]);
      assert.deepEqual(server.addresses[2], { path: socket });
      assert.equal(statSync(socket).mode & 0o777, 0o600);
      const clients = await Promise.all(server.addresses.map((address) => connect(probe, at(address))));
      const seen = await Promise.all(clients.map((client) => client.call("seen")));
      const workers = new Set(seen.map((one) => (one as { worker: number; process: number }).process));
      assert.equal(workers.size, name === "forking" ? 3 : 1);
      for (const address of server.addresses) await assert.rejects(echo(address), "three are open already");
      assert.ok(server.refusals.maxConnections >= 3);
      for (const client of clients) client.close();
      await server.close();
      for (const address of server.addresses) assert.equal(await isRefused(address), true);
      assert.equal(existsSync(socket), false);
    } finally {
      await server.close();
    }
  });
}

test("0.0.0.0 and [::] on one port are IPv4 and IPv6, in either order", { skip: withoutIpv6 }, async () => {
  for (const order of [(list: string[]) => list, (list: string[]) => list.reverse()]) {
    const port = await freePort();
    const server = await listening(order([`tcp://0.0.0.0:${port}`, `tcp://[::]:${port}`]));
    try {
      assert.deepEqual(
        server.addresses.map((address) => "port" in address && address.port),
        [port, port],
      );
      for (const host of ["127.0.0.1", "::1"]) assert.equal(await echo({ host, port }), 4);
    } finally {
      await server.close();
    }
  }
});

test("where one address cannot be listened on none is, and the error names it", async () => {
  const port = await freePort();
  const tcp = `tcp://127.0.0.1:${port}`;
  await assert.rejects(listening([tcp, `unix:${socket}`, `unix:${folder}/missing/socket`]), {
    name: "ListenError",
    message: `cannot listen on ${folder}/missing/socket: there is no folder ${folder}/missing`,
  });
  // One that is taken only after the server has looked.
  const taken = join(folder, "taken");
  writeFileSync(join(folder, "one.thrift"), "service One { i32 one() }");
  writeFileSync(
    join(folder, "taking.mjs"),
    `import { createServer } from "node:net";
    export const service = "./one.thrift";
    export const init = () => new Promise((done) => {
      globalThis.taken = createServer().listen(${JSON.stringify(taken)}, done);
    });
    export default { one: () => 1 };`,
  );
  const listen = [tcp, `unix:${socket}`, `unix:${taken}`];
  // Beside other servers it listens only when it is ready.
  const options = { workers: 0, logLevel: "fatal", listen, reusePort: true } as const;
  const late = serve(join(folder, "taking.mjs"), options);
  try {
    await assert.rejects(late, { message: `cannot listen on ${taken}: another program listens there` });
  } finally {
    (globalThis as unknown as { taken: NetServer }).taken.close();
  }
  assert.equal(await isRefused({ host: "127.0.0.1", port }), true);
  assert.equal(existsSync(socket), false);
});

test("an address that is another of the server's own is told as that", async () => {
  const port = await freePort();
  await assert.rejects(listening([`tcp://127.0.0.1:${port}`, `tcp://127.1:${port}`]), {
    name: "ListenError",
    message: `cannot listen on 127.1:${port}: another program listens there, or this server at 127.0.0.1:${port}`,
  });
});

test("lists that cannot be are refused with what to write", () => {
  for (const [listen, message] of [
    [[], /^listen is an array; expected tcp:\/\/HOST:PORT, .+; it has none$/],
    [
      "tcp://127.0.0.1:1",
      /^listen is "tcp:\/\/127\.0\.0\.1:1", a string; expected tcp:.+; they stand in an array$/,
    ],
    [
      ["tcp://127.0.0.1:70000"],
      /; tcp:\/\/127\.0\.0\.1:70000: the port is 70000; expected one from 0 to 65535$/,
    ],
    [["tcp://:1"], /the host is missing: 0\.0\.0\.0 stands for all of IPv4/],
    [["tcp://::1:1"], /an IPv6 address stands in brackets: \[::1\]:9090$/],
    [["9090"], /write tcp:\/\/127\.0\.0\.1:9090$/],
    [["/run/x"], /write unix:\/run\/x for a Unix socket$/],
    [["fd:3"], /write fd:\/\/3$/],
    [["fd://2"], /the descriptor is 2; expected one from 3 to 65535$/],
    [["unix:"], /the path of the socket is missing/],
    [["unix:/x?mode=999"], /mode is 999; expected permissions from 0 to 777 in octal$/],
    [["unix:@x?mode=600"], /mode is for a file/],
    [["tls://h:1"], /there is no scheme tls; TLS is an option, or told behind the address, .+: write tcp$/],
    [["tpc://h:1"], /there is no scheme tpc; did you mean tcp\?$/],
    [["unix:/x", "unix:/x?mode=600"], /^listen has unix:\/x twice$/],
    [
      ["tcp://127.0.0.1:1", "tcp://0.0.0.0:1"],
      /^listen has tcp:\/\/127\.0\.0\.1:1, which tcp:\/\/0\.0\.0\.0:1 stands for too/,
    ],
  ] as const) {
    assert.throws(() => settingsOf({ listen } as unknown as ServeOptions), { name: "OptionsError", message });
  }
});

test("the command line says where it serves; the port file has the first port; SIGTERM removes the files", async () => {
  const portFile = join(folder, "port");
  const env = { ...process.env, NO_COLOR: "1", THRIFTSERVE_LOG_FORMAT: "text" };
  const places = `unix:${socket}, tcp://127.0.0.1:0 tcp://127.0.0.2:0`;
  const program = new Program([...commandLine, probeHandler, "--workers", "0", "--port-file", portFile], {
    env: { ...env, THRIFTSERVE_LISTEN: places },
  });
  try {
    await until(() => program.over !== undefined || / on .+\n$/.test(program.stderr), "it serves");
    const [, first, second] =
      /^thriftserve: Probe on \S+\/socket, 127\.0\.0\.1:(\d+), 127\.0\.0\.2:(\d+), model /.exec(
        program.stderr,
      ) ?? [];
    assert.ok(second !== undefined, program.stderr);
    assert.equal(readFileSync(portFile, "utf8"), `${first}\n`);
    assert.equal(await echo({ host: "127.0.0.2", port: Number(second) }), 4);
    assert.equal(await echo({ path: socket }), 4);
    program.signal("SIGTERM");
    assert.equal((await program.ended()).status, 0);
    assert.equal(existsSync(socket) || existsSync(portFile), false);
  } finally {
    program.kill();
  }
});

test("--show-config has the addresses, and of the other ways to listen that they are others", async () => {
  const { stdout, stderr } = await run(
    ...[probeHandler, "--listen", "tcp://127.0.0.1:0", "--listen", `unix:${socket}`, "--show-config"],
  );
  assert.match(
    stdout,
    new RegExp(`^ +listen +tcp://127\\.0\\.0\\.1:0, unix:${socket} +command line$`, "m"),
    stderr,
  );
  assert.match(stdout, /^ +port +- +for another way to listen$/m);
});

test("all sockets that a service manager passes are served", { skip: withoutPython }, async () => {
  const inherit = join(root, "tests/server/inherit.py");
  const env = { ...process.env, NO_COLOR: "1", THRIFTSERVE_LOG_FORMAT: "text" };
  const program = new Program(
    [python, inherit, `tcp,${socket}`, ...commandLine, probeHandler, "--workers", "0"],
    { env },
  );
  try {
    const line =
      /^thriftserve: Probe on 127\.0\.0\.1:(\d+) \(descriptor 3\), (\S+) \(descriptor 4\), model /m;
    await until(() => program.over !== undefined || line.test(program.stderr), "it serves");
    const [, port, path] = line.exec(program.stderr) ?? [];
    assert.equal(path, socket, program.stderr);
    assert.equal(await echo({ host: "127.0.0.1", port: Number(port) }), 4);
    assert.equal(await echo({ path: socket }), 4);
    program.signal("SIGTERM");
    assert.equal((await program.ended()).status, 0);
    assert.equal(existsSync(socket), true, "the file is whose who made it");
  } finally {
    program.kill();
    rmSync(socket, { force: true });
  }
});
