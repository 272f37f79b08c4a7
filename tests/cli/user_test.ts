// --user and --group: the server and its workers become that user before any code of the handler runs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { loadRuntime, runtime } from "../../src/runtime/current.ts";
import { bindSocket } from "../../src/runtime/privileges/bind.ts";
import {
  background,
  backgroundHandler,
  commandLine,
  inherited,
  Program,
  probeHandler,
  root,
  run,
  startWith,
} from "../fixtures/command_line.ts";
import { until } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";

const elsewhere = process.platform === "linux" ? false : "it is for Linux";
const python = "/usr/bin/python3";
const fixture = tlsFixture();
const other = { name: "nobody", uid: 65_534 };

/** Another user has to be one that can be become, and to read what is run: it is tried. */
function unreadable(): string | false {
  if (process.geteuid?.() !== 0) return "only root may become another user";
  const trial = [
    "import os, pwd, sys",
    "nobody = pwd.getpwuid(65534)",
    "assert nobody.pw_name == 'nobody'",
    "os.setgroups([65534]); os.setgid(65534); os.setuid(65534)",
    "open(sys.argv[1]).read()",
    "assert os.access(sys.argv[2], os.X_OK)",
  ];
  const { status } = spawnSync(python, ["-c", trial.join("\n"), join(root, "mod.ts"), process.execPath]);
  return status === 0 ? false : "the user nobody cannot be become here, or may not read what is run";
}

test("the server, its workers, and the files that they make are the user's; a key that root alone reads is served with", {
  skip: elsewhere || unreadable(),
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-user-"));
  const own = join(folder, "own");
  const [unix, admin, pid] = ["socket", "admin", "pid"].map((name) => join(own, name)) as [
    string,
    string,
    string,
  ];
  try {
    chmodSync(folder, 0o755);
    mkdirSync(own);
    chownSync(own, other.uid, 0);
    chmodSync(fixture.server.key, 0o600);
    const places = ["tcp://127.0.0.1:0", `unix:${unix}?mode=0600&tls=off`].flatMap((place) => [
      "--listen",
      place,
    ]);
    const files = ["--pid", pid, "--port-file", join(own, "port"), "--admin", `unix:${admin}`];
    const args = [
      ...places,
      ...files,
      ...fixture.securedArguments,
      "--model",
      "processpool",
      "--workers",
      "1",
    ];
    const options = { env: inherited() };
    const command = [
      ...commandLine,
      backgroundHandler,
      ...args,
      "--user",
      other.name,
      "--group",
      String(other.uid),
    ];
    const server = new Program(command, options);
    try {
      const says = () => server.over !== undefined || /^thriftserve: Background on /m.test(server.stderr);
      await until(says, "it serves");
      assert.match(
        server.stderr,
        /warning user nobody cannot read \S+: the certificate stays what it is now/,
      );
      const tree = server.tree();
      assert.ok(tree.length > 1);
      for (const { pid } of tree) {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        assert.match(status, /^Uid:\t65534\t65534\t65534\t65534\nGid:\t65534\t65534\t65534\t65534\n/m);
        assert.match(status, /^Groups:\t65534 *$/m);
      }
      for (const file of [unix, admin, pid]) assert.equal(statSync(file).uid, other.uid, file);
      assert.equal(statSync(unix).mode & 0o777, 0o600);
      const port = Number(readFileSync(join(own, "port"), "utf8"));
      const client = await connect(background, { port, ...fixture.trusting });
      const written = join(own, "written");
      await client.call("nap", 0, written);
      client.close();
      assert.equal(statSync(written).uid, other.uid);
      server.signal("SIGTERM");
      assert.equal((await server.ended()).status, 0);
      assert.equal(existsSync(unix), false);
    } finally {
      server.kill();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("whoever may not become the user is told so, before anything is begun", {
  skip: elsewhere || (existsSync(python) || process.env.CI ? false : "python3 is not installed"),
}, async () => {
  const isRoot = process.geteuid?.() === 0;
  const reason = isRoot && unreadable();
  const asNobody = "import os, sys; os.setgid(65534); os.setuid(65534); os.execv(sys.argv[1], sys.argv[1:])";
  const command = [...commandLine, probeHandler, "--workers", "0", "--port", "0", "--user", "root"];
  if (reason) return;
  const program = new Program(isRoot ? [python, "-c", asNobody, ...command] : command, { env: inherited() });
  try {
    const { status, stderr } = await program.ended();
    assert.equal(status, 2);
    const words =
      /^thriftserve: --user is root: only root may become another user, and this process is of user \S+\n$/;
    assert.match(stderr, words);
  } finally {
    program.kill();
  }
});

test("users and groups that there are not are named, with the nearest", { skip: elsewhere }, async () => {
  const cases = [
    [["--user", "rooot"], "--user is rooot: there is no such user; did you mean root?"],
    [["--group", "rooot"], "--group is rooot: there is no such group; did you mean root?"],
    [["--user", "4000000000"], "--user is 4000000000, a number without a name: expected --group too"],
  ] as const;
  for (const [args, words] of cases) {
    const { status, stderr } = await run(probeHandler, "--workers", "0", "--port", "0", ...args);
    assert.deepEqual([status, stderr], [2, `thriftserve: ${words}\n`]);
  }
});

test("the user that it is already is nothing to become", {
  skip: elsewhere || (process.geteuid?.() === 0 && "root is somebody to become"),
}, async () => {
  const ids = ["--user", String(process.geteuid?.()), "--group", String(process.getegid?.())];
  await using server = await startWith(commandLine, [probeHandler, "--workers", "0", ...ids]);
  assert.ok(server.port > 0);
});

test("sockets are bound before anybody listens on them, and served from when they are", {
  skip: elsewhere,
}, async () => {
  await loadRuntime();
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-bound-"));
  const withIpv6 = networkInterfaces().lo?.some(({ address }) => address === "::1") ?? false;
  try {
    for (const at of [
      { host: "127.0.0.1", port: 0, ipv6Only: false },
      ...(withIpv6 ? [{ host: "::1", port: 0, ipv6Only: true }] : []),
      { path: join(folder, "socket") },
      { path: `\0thriftserve-bound-${process.pid}` },
    ]) {
      const descriptor = await bindSocket(at);
      assert.ok(descriptor !== undefined, JSON.stringify(at));
      let peer = "";
      const listener = await runtime.listen(
        { at: { descriptor }, backlog: 16, use: "here", tls: false, lost: () => {}, failed: () => {} },
        (accepted) => {
          peer = accepted.peer;
          accepted.close();
        },
      );
      const { address } = listener;
      if ("host" in at)
        assert.deepEqual(address, { host: at.host, port: (address as { port: number }).port });
      assert.equal(await bindSocket("host" in at ? { ...at, ...address } : at), undefined, "it is taken");
      const { connect: connectTo } = await import("node:net");
      const client = connectTo("host" in at ? (address as { host: string; port: number }) : at);
      client.on("error", () => {});
      await until(() => peer !== "", "it is accepted");
      client.destroy();
      void listener.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
