// The files in deploy/ that run a server name options that there are, hold together, and work where that can be tried.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { commandRows } from "../../src/cli/options/rows.ts";
import { connect } from "../../src/client/client.ts";
import { Program, probeHandler, root, start } from "../fixtures/command_line.ts";
import { probe, until } from "../fixtures/serving.ts";
import { checkArguments } from "./arguments.ts";

const required = createRequire(import.meta.url);
const read = (path: string) => readFileSync(join(root, "deploy", path), "utf8");

/** A reason to skip where a program is missing; under CI that fails. */
function without(program: string): string | false {
  return existsSync(program) || process.env.CI ? false : `${program} is not installed`;
}

/** `--model processpool` as `--model=processpool`. */
function joined(words: readonly string[]): string[] {
  return words
    .join(" ")
    .replaceAll(/ (?!--)/g, "=")
    .split(" ");
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Manifest {
  readonly kind: string;
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly {
          readonly args: readonly string[];
          readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
          readonly startupProbe: Probe;
          readonly readinessProbe: Probe;
          readonly livenessProbe: Probe;
          readonly resources: { readonly limits: { readonly cpu: string; readonly memory: string } };
        }[];
      };
    };
  };
}

test("the manifests for Kubernetes give a server the options and the time that it takes", () => {
  const { parseAllDocuments } = required("yaml") as {
    parseAllDocuments(text: string): { readonly errors: readonly unknown[]; toJS(): Manifest }[];
  };
  const documents = parseAllDocuments(read("kubernetes/thriftserve.yaml"));
  for (const { errors } of documents) assert.deepEqual(errors, []);
  const manifests = documents.map((document) => document.toJS());
  assert.deepEqual(
    manifests.map(({ kind }) => kind),
    ["Service", "Deployment", "PodDisruptionBudget"],
  );
  const pod = manifests[1]!.spec.template.spec;
  const [server] = pod.containers;
  const options = checkArguments(server!.args);
  const atWork = Number(options.get("drainDelay")) + Number(options.get("shutdownTimeout"));
  assert.ok(pod.terminationGracePeriodSeconds > atWork);
  const ports = new Map(server!.ports.map(({ name, containerPort }) => [name, containerPort]));
  assert.equal(ports.get("thrift"), commandRows.port.fallback);
  assert.equal(`0.0.0.0:${ports.get("admin")}`, options.get("admin"));
  for (const [probe, path] of [
    [server!.startupProbe, "/readyz"],
    [server!.readinessProbe, "/readyz"],
    [server!.livenessProbe, "/healthz"],
  ] as const) {
    assert.deepEqual(probe.httpGet, { path, port: "admin" });
  }
  const { cpu, memory } = server!.resources.limits;
  assert.equal(Number(cpu), options.get("workers"));
  const gibibyte = 2 ** 30;
  assert.equal(memory, "1Gi");
  assert.ok(Number(options.get("maxMemory")) * Number(options.get("workers")) < gibibyte);
});

test("the image starts the executable with options that there are", () => {
  const [, command] = /^CMD (\[.+\])$/m.exec(read("container/Containerfile")) ?? [];
  assert.ok(command !== undefined);
  checkArguments(joined(JSON.parse(command) as string[]));
});

test("the unit for systemd gives a server the options and the time that it takes", () => {
  const unit = read("systemd/thriftserve.service");
  const setting = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(unit)?.[1];
  const [program, handler, ...args] = setting("ExecStart")!.split(" ");
  assert.equal(program, "/usr/local/bin/thriftserve");
  assert.match(handler!, /^\/.+\.ts$/);
  const options = checkArguments(joined(args));
  for (const place of ["host", "port", "unix", "listenFd"]) assert.ok(!options.has(place), "the socket's");
  assert.ok(Number(setting("TimeoutStopSec")) > Number(commandRows.shutdownTimeout.fallback));
  assert.deepEqual(["Type", "KillMode", "ExecReload", "RestartPreventExitStatus"].map(setting), [
    "notify",
    "mixed",
    "/bin/kill -HUP $MAINPID",
    "2",
  ]);
  assert.match(read("systemd/thriftserve.socket"), /^ListenStream=9090$/m);
});

const analyze = "/usr/bin/systemd-analyze";
test("systemd finds nothing wrong with the units", { skip: without(analyze) }, () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-units-"));
  try {
    const names = ["thriftserve.service", "thriftserve.socket"];
    for (const name of names) {
      const text = read(`systemd/${name}`).replace("/usr/local/bin/thriftserve", process.execPath);
      writeFileSync(join(folder, name), text);
    }
    const paths = names.map((name) => join(folder, name));
    const { status, stderr } = spawnSync(analyze, ["verify", "--man=no", ...paths], { encoding: "utf8" });
    const ours = stderr.split("\n").filter((line) => line.includes("thriftserve"));
    assert.deepEqual({ status, ours }, { status: 0, ours: [] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const haproxy = "/usr/sbin/haproxy";
test("behind HAProxy no call fails while one of two servers ends", { skip: without(haproxy) }, async () => {
  const args = ["--workers", "0", "--drain-delay", "4"];
  await using a = await start(probeHandler, ...args);
  await using b = await start(probeHandler, ...args);
  const at = join(a.folder, "balanced");
  const config = join(a.folder, "haproxy.cfg");
  const text = read("haproxy/haproxy.cfg")
    .replace("bind :9090", `bind ${at}`)
    .replace("127.0.0.1:9101", `127.0.0.1:${a.port}`)
    .replace("127.0.0.1:9102", `127.0.0.1:${b.port}`)
    .replace("inter 1s", "inter 200ms");
  writeFileSync(config, text);
  const balancer = new Program([haproxy, "-db", "-f", config]);
  try {
    await until(() => existsSync(at), "HAProxy listens");
    const call = async (value: number) => {
      const client = await connect(probe, { unix: at });
      assert.equal(await client.call("echo", value), value);
      client.close();
    };
    await call(0);
    a.signal("SIGTERM");
    let calls = 0;
    while (a.over === undefined) await call(++calls);
    assert.equal(a.over.status, 0);
    assert.ok(calls > 10, `${calls} calls`);
    await call(1);
  } finally {
    balancer.kill();
  }
});
