// The log as JSON lines, a line for each call, and what workers print as records.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  commandLine,
  inherited,
  probeHandler,
  run,
  start,
  startWith,
  talkative,
  talkativeHandler,
} from "../fixtures/command_line.ts";
import { binaryMessage, RawClient } from "../fixtures/raw_client.ts";
import { places, probe, until } from "../fixtures/serving.ts";

type JsonLine = Readonly<Record<string, unknown>>;

const linesOf = (text: string) => text.split("\n").slice(0, -1);

test("without a terminal each record is a line of JSON, whatever is logged", async () => {
  const { THRIFTSERVE_LOG_FORMAT: _, ...env } = inherited();
  await using server = await startWith(commandLine, [talkativeHandler, "--workers", "1"], { env });
  const client = await server.connect(talkative);
  await client.call("logOddities");
  await client.call("log", 1, 5);
  await assert.rejects(async () => await client.call("fail", "evil\n2026-01-01 forged\r\n\u001b[31m\u2028"));
  server.signal("SIGTERM");
  const { stderr, status } = await server.ended();
  assert.equal(status, 0, stderr);
  const [first, ...others] = linesOf(stderr);
  assert.match(first!, /^thriftserve: Talkative on /);
  const records = others.map((line) => JSON.parse(line) as JsonLine);
  for (const { time, level, message } of records) {
    assert.match(
      `${time} ${level} ${message}`,
      /^20\d\d-\d\d-\d\dT[\d:.]+Z (info|warning|error|debug|trace) \S/,
    );
  }
  const logged = records.find(({ message }) => message === "0 ...")!;
  assert.deepEqual(
    [logged.level, logged.service, logged.method, logged.worker],
    ["info", "Talkative", "log", 1],
  );
  assert.match(String(logged.peer), /^127\.0\.0\.1:\d+$/);
  assert.match(stderr, /\\n2026-01-01 forged/);
  const values = records.filter(({ message }) => String(message).startsWith("as a value: "));
  assert.equal(values.length, 9, "none is lost");
  assert.equal(values.at(-1)!.message, "as a value: half \ufffd");
  for (const line of others) assert.ok(line.length < 60_000, `${line.length} characters`);
});

test("--log-format json leaves no line that is none", async () => {
  await using server = await start(talkativeHandler, "--workers", "1", "--log-format", "json");
  server.signal("SIGTERM");
  const { stderr } = await server.ended();
  const [announcement] = linesOf(stderr).map((line) => JSON.parse(line) as JsonLine);
  assert.match(String(announcement!.message), /^Talkative on 127\.0\.0\.1:\d+, model nonblocking/);
});

const workersOf = ({ model, workers }: { readonly model: string; readonly workers: number }) => [
  ...["--model", model, "--workers", String(workers)],
];

for (const [place, options] of Object.entries(places)) {
  test(`${place} logs each call in a line: whose, which, its end, time and bytes`, async () => {
    const args = [...workersOf(options), "--access-log", "--log-format", "json", "--log-level", "fatal"];
    await using server = await start(probeHandler, ...args);
    const client = await server.connect(probe);
    await client.call("echo", 7);
    await client.call("nap", 5);
    await client.call("tell", 1);
    await assert.rejects(async () => await client.call("refuse", "as asked"), { name: "Refused" });
    await assert.rejects(async () => await client.call("fail", "as asked"));
    await assert.rejects(async () => await client.call("wrong"));
    client.close();
    const raw = await RawClient.connect(server.port);
    raw.send(Uint8Array.from([...binaryMessage("nobody"), 0]));
    await until(() => /"nobody"/.test(server.stderr), "all calls are logged");
    raw.destroy();
    server.signal("SIGTERM");
    const { stderr } = await server.ended();
    const lines = linesOf(stderr)
      .map((line) => JSON.parse(line) as JsonLine)
      .filter(({ status }) => status !== undefined);
    assert.deepEqual(
      lines.map(({ service, method, status }) => `${service ?? ""}.${method} ${status}`).sort(),
      [
        ...[".nobody UNKNOWN_METHOD", "Probe.echo ok", "Probe.fail UNKNOWN", "Probe.nap ok"],
        ...["Probe.refuse Refused", "Probe.tell oneway", "Probe.wrong INTERNAL_ERROR"],
      ],
    );
    const [echo, nap] = ["echo", "nap"].map((name) => lines.find(({ method }) => method === name)!) as [
      JsonLine,
      JsonLine,
    ];
    assert.match(String(echo.peer), /^127\.0\.0\.1:\d+$/);
    assert.ok((nap.milliseconds as number) >= 4, `${nap.milliseconds}`);
    assert.deepEqual([echo.received, echo.sent], [24, 24]);
    assert.equal(echo.worker === undefined, place === "inline");
  });
}

test("a share of the calls is logged, and only where calls are", async () => {
  const args = ["--workers", "0", "--access-log", "--access-log-sample", "0.000001"];
  await using server = await start(probeHandler, ...args);
  const client = await server.connect(probe);
  for (let call = 0; call < 20; call++) await client.call("echo", call);
  await server.endInOrder("Probe", "nonblocking");
  const { status, stderr } = await run(probeHandler, "--access-log-sample", "0.5");
  assert.equal(status, 2);
  assert.match(stderr, /--access-log-sample is of no use without --access-log/);
});

for (const place of ["inline", "nonblocking", "processpool"] as const) {
  test(`${place}: what is printed is in the log, a line each, with its worker`, async () => {
    const args = [...workersOf(places[place]), "--capture-output"];
    await using server = await start(talkativeHandler, ...args);
    const client = await server.connect(talkative);
    await client.call("print", 3, 10, false);
    client.close();
    const who = place === "inline" ? "" : " \\(worker \\d+\\)";
    const line = new RegExp(`^20\\S+Z info stdout${who}: 2 \\.+$`, "m");
    await until(() => line.test(server.stderr), "the lines are there");
    server.signal("SIGTERM");
    const { status, stdout, stderr } = await server.ended();
    assert.equal(status, 0, stderr);
    assert.equal(stdout, "");
  });
}
