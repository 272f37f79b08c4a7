// Sockets to listen on: both kinds of IP, Unix sockets and their files, abstract names, inherited sockets.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { Server } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { checkAddresses } from "../../src/server/connections/listeners.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { serve } from "../../src/server/serve.ts";
import { commandLine, Program, probeHandler, root } from "../fixtures/command_line.ts";
import { oneWorker, probe, serveProbe, until } from "../fixtures/serving.ts";

const python = "/usr/bin/python3";
const withoutIpv6 = networkInterfaces().lo?.some(({ address }) => address === "::1") ? false : "no IPv6 here";
const withoutLinux = process.platform === "linux" ? false : "only Linux has them";
const withoutPython = existsSync(python) || process.env.CI ? withoutLinux : "python3 is not installed";

test("an address is looked at without listening on it: a client would take the server for ready", async () => {
  const { listen } = Server.prototype;
  let calls = 0;
  Server.prototype.listen = function (...args: unknown[]) {
    calls++;
    return Reflect.apply(listen, this, args);
  };
  try {
    const places: ServeOptions[] = [{ port: 0 }, { port: 1 }, { host: "0.0.0.0", port: 65_321 }];
    if (process.platform === "linux") places.push({ unix: `@thriftserve-${process.pid}` });
    for (const place of places) await checkAddresses(settingsOf(place)).catch(() => {}); // what it finds is not the point
    assert.equal(calls, 0);
  } finally {
    Server.prototype.listen = listen;
  }
});

/** For each of the uses for which connections are accepted: here one at a time, and by threads and processes. */
const models = ["simple", "threadpool", "processpool"] as const;

for (const model of models) {
  test(`${model} serves IPv4 and IPv6 on ::`, { skip: withoutIpv6 }, async () => {
    await using serving = await serveProbe({ model, ...oneWorker(model), host: "::" });
    for (const [host, peer] of [
      ["127.0.0.1", /^127\.0\.0\.1:\d+$/],
      ["::1", /^\[::1\]:\d+$/],
    ] as const) {
      const client = await serving.connect({ host });
      assert.match((await client.call("peer")) as string, peer);
      client.close();
    }
  });

  test(`${model} serves on an abstract name`, { skip: withoutLinux }, async () => {
    const unix = `@thriftserve-${process.pid}-${model}`;
    await using serving = await serveProbe({ model, ...oneWorker(model), unix });
    assert.deepEqual(serving.server.address, { path: unix });
    const client = await serving.connect({ unix });
    assert.equal(await client.call("echo", 4), 4);
    assert.equal(existsSync(unix), false, "there is no file");
    await assert.rejects(serveProbe({ model, ...oneWorker(model), unix }), {
      name: "ListenError",
      message: `cannot listen on ${unix}: another program listens there`,
    });
  });

  for (const where of ["tcp", "unix"]) {
    test(`${model} serves on a ${where} socket that it was started with`, {
      skip: withoutPython,
    }, async () => {
      const folder = mkdtempSync(join(tmpdir(), "thriftserve-inherited-"));
      const path = join(folder, "socket");
      const args = [
        "--model",
        model,
        ...Object.entries(oneWorker(model)).flatMap(([k, v]) => [`--${k}`, `${v}`]),
      ];
      const program = new Program([python, inherit, where === "unix" ? path : where, ...command, ...args]);
      try {
        const address = await announced(program);
        const options = where === "unix" ? { unix: path } : { port: Number(address.split(":")[1]) };
        if (where === "unix") assert.equal(address, path);
        for (let round = 0; round < 2; round++) {
          const client = await connect(probe, options);
          assert.equal(await client.call("echo", round), round);
          client.close();
        }
        program.signal("SIGTERM");
        const { status, stderr } = await program.ended();
        assert.equal(status, 0, stderr);
        assert.equal(existsSync(path), where === "unix", "the file is whose who made it");
      } finally {
        program.kill();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
}

const command = [...commandLine, probeHandler];
const inherit = join(root, "tests/server/inherit.py");

/** Waits for the line that tells that it serves on an inherited socket, and returns the address. */
async function announced(program: Program): Promise<string> {
  const line = /^thriftserve: Probe on (\S+) \(descriptor 3\), .*\n/m; // behind what the number of open files may have it say
  await until(() => program.over !== undefined || line.test(program.stderr), "it serves");
  const [, address] = line.exec(program.stderr) ?? [];
  assert.ok(address !== undefined, program.stderr);
  return address;
}

test("[::1] is ::1, and is told as the address", { skip: withoutIpv6 }, async () => {
  await using serving = await serveProbe({ workers: 0, host: "[::1]" });
  assert.deepEqual(serving.server.address, { host: "::1", port: serving.port });
  const client = await serving.connect({ host: "::1" });
  assert.equal(await client.call("echo", 4), 4);
});

for (const kind of [
  { workers: 0 },
  { model: "threadpool", workers: 1 },
  { model: "forking", spares: 1 },
] as const) {
  test(`${JSON.stringify(kind)}: a Unix socket's file has the permissions asked for, and is removed`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "thriftserve-mode-"));
    try {
      for (const unixMode of "model" in kind ? [0o660] : [0o660, 0o600, 0o777]) {
        const unix = join(folder, "socket");
        const umask = process.umask();
        await using serving = await serveProbe({ ...kind, unix, unixMode });
        assert.equal(process.umask(), umask);
        assert.equal((statSync(unix).mode & 0o777).toString(8), unixMode.toString(8));
        const client = await serving.connect({ unix });
        assert.equal(await client.call("echo", 4), 4);
        await serving.server.close();
        assert.equal(existsSync(unix), false);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

test("what keeps a server from listening is told so that it can be mended", async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-reasons-"));
  const file = join(folder, "file");
  writeFileSync(file, "");
  const long = join(folder, "a".repeat(120));
  const cases: readonly (readonly [ServeOptions, RegExp])[] = [
    [{ unix: join(folder, "missing", "socket") }, /: there is no folder .+\/missing$/],
    [{ unix: join(file, "socket") }, /\/file is not a folder$/],
    [{ unix: file }, /: there is a file that is no socket$/],
    [{ unix: folder }, /: there is a folder$/],
    [{ unix: long }, new RegExp(`: the path has ${long.length} bytes, a Unix socket's may have 10[37]$`)],
    [{ host: "no-such-host.invalid" }, /: no machine of that name is known$/],
    [{ host: "192.0.2.1" }, /: this machine has no address 192\.0\.2\.1; /],
    [{ listenFd: 999 }, /^cannot listen on descriptor 999: it is not a socket that listens: .+ without/],
  ];
  try {
    for (const [options, message] of cases) {
      const where = options.host === undefined ? {} : { port: 0 };
      const serving = serve(probeHandler, { workers: 0, logLevel: "fatal", ...where, ...options });
      await assert.rejects(serving, { name: "ListenError", message });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a folder that may not be written to is told as the reason", async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-closed-"));
  try {
    chmodSync(folder, 0o500);
    const unix = join(folder, "missing", "socket");
    await assert.rejects(serveProbe({ workers: 0, unix, unixMode: 0o660 }), (error: Error) => {
      assert.equal(error.name, "ListenError");
      return error.message.startsWith(`cannot listen on ${unix}: `);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

for (const { where, shown } of [
  { where: "tcp6", shown: /^\[::1\]:\d+$/ },
  { where: "@thriftserve-inherited", shown: /^@thriftserve-inherited-\d+$/ },
]) {
  test(`an inherited socket's address is told, and its port written to the port file: ${where}`, {
    skip: withoutPython || withoutIpv6,
  }, async () => {
    const isAbstract = where.startsWith("@");
    const name = isAbstract ? `${where}-${process.pid}` : where;
    const folder = mkdtempSync(join(tmpdir(), "thriftserve-inherited-"));
    const portFile = join(folder, "port");
    const args = ["--workers", "0", "--listen-fd", "3", ...(isAbstract ? [] : ["--port-file", portFile])];
    const program = new Program([python, inherit, name, ...command, ...args]);
    try {
      const address = await announced(program);
      assert.match(address, shown);
      if (!isAbstract) assert.equal(readFileSync(portFile, "utf8").trim(), address.split(":").at(-1));
      const at = isAbstract ? { unix: address } : { host: "::1", port: Number(address.split(":").at(-1)) };
      const client = await connect(probe, at);
      assert.equal(await client.call("echo", 4), 4);
      client.close();
    } finally {
      program.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

test("what is no listening socket is told of, with status 1", { skip: withoutPython }, async () => {
  const program = new Program([python, inherit, "udp", ...command, "--workers", "0"]);
  const { status, stderr } = await program.ended().finally(() => program.kill());
  assert.match(stderr, /^thriftserve: cannot listen on descriptor 3: it is not a socket that listens.+\n$/);
  assert.equal(status, 1);
});

test("sockets for another process are none of ours", async () => {
  const env = { ...process.env, LISTEN_FDS: "1", LISTEN_PID: "1", NO_COLOR: "1" };
  const program = new Program([...command, "--workers", "0", "--host", "192.0.2.1"], { env });
  const { stderr } = await program.ended().finally(() => program.kill());
  assert.match(stderr, /^thriftserve: cannot listen on 192\.0\.2\.1:9090: /);
});
