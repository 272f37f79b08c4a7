// The client at Apache's own Python server, in each dialect that both speak.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect } from "../../mod.ts";
import { whyMissing } from "../fixtures/apache_python.ts";
import { Program, root } from "../fixtures/command_line.ts";
import { until } from "../fixtures/serving.ts";

const skip = whyMissing();
const idl = join(root, "idl/conformance.thrift");

const dialects = [
  ["binary", "buffered"],
  ["binary", "framed"],
  ["binary", "zlib"],
  ["binary", "header"],
  ["compact", "framed"],
  ["compact", "header"],
  ["json", "buffered"],
  ["binary", "http"],
] as const;

interface Conformance {
  ping(): Promise<void>;
  echoI64(value: bigint): Promise<bigint>;
  echoString(value: string): Promise<string>;
  echoBinary(value: Uint8Array): Promise<Uint8Array>;
  echoNested(value: Map<string, Set<number>>[]): Promise<Map<string, Set<number>>[]>;
  lookUp(key: string): Promise<string>;
  note(topic: string, text: string): Promise<void>;
  notes(topic: string): Promise<string[]>;
  nap(milliseconds: number): Promise<number>;
  fail(message: string): Promise<string>;
}

const folder = mkdtempSync(join(tmpdir(), "client-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("Apache's Python server is called in each dialect, at the same time", { skip }, async () => {
  execFileSync("/usr/bin/thrift", ["-r", "--gen", "py", "-out", folder, idl]);
  await Promise.all(dialects.map(([protocol, transport]) => served(protocol, transport, called)));
});

async function called(
  protocol: (typeof dialects)[number][0],
  transport: (typeof dialects)[number][1],
  port: number,
): Promise<void> {
  const isHttp = transport === "http";
  const address = `${isHttp ? "http" : "tcp"}://127.0.0.1:${port}`;
  for (const multiplexed of [false, true]) {
    const dialect = { protocol, multiplexed, timeout: 30, ...(isHttp ? {} : { transport }) };
    await using client = await connect<Conformance>(idl, address, dialect);
    await client.ping();
    const texts = Array.from({ length: 20 }, (_, number) => "é".repeat(number * 100));
    assert.deepEqual(await Promise.all(texts.map((text) => client.echoString(text))), texts);
    assert.equal(await client.echoI64(-(2n ** 63n)), -(2n ** 63n));
    assert.deepEqual([...(await client.echoBinary(Uint8Array.of(0, 255, 7)))], [0, 255, 7]);
    const nested = [new Map([["a", new Set([1, 2])]]), new Map()];
    assert.deepEqual(await client.echoNested(nested), nested);
    await assert.rejects(client.lookUp(""), { name: "Refused", reason: "an empty key", code: 400 });
    await assert.rejects(client.fail("so"), { name: "ApplicationError", message: "so" });
    const topic = `${protocol} ${transport} ${multiplexed}`;
    await client.note(topic, "one");
    await until(async () => (await client.notes(topic)).length === 1, "a oneway call is run");
    await assert.rejects(client.with({ timeout: 0.1 }).nap(500), { name: "TimeoutError" });
    await client.ping();
  }
}

async function served<Dialect extends string, Transport extends string>(
  protocol: Dialect,
  transport: Transport,
  use: (protocol: Dialect, transport: Transport, port: number) => Promise<void>,
): Promise<void> {
  const portFile = join(folder, `port-${protocol}-${transport}`);
  const program = new Program([
    "/usr/bin/python3",
    join(root, "tests/interop/python/reference_server.py"),
    ...["--gen", folder, "--port-file", portFile, "--protocol", protocol, "--transport", transport],
  ]);
  try {
    await until(() => existsSync(portFile), `${protocol} ${transport} is served: ${program.stderr}`);
    await use(protocol, transport, Number(readFileSync(portFile, "utf8")));
  } catch (error) {
    throw new Error(`${protocol} ${transport}: ${error}\n${program.stderr.slice(-2000)}`, { cause: error });
  } finally {
    program.kill();
  }
}
