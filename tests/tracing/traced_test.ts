// A span for each call, wherever it runs, as a collector gets it from the SDK that the handler has registered.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { type ConnectOptions, connect, idl, serve } from "../../mod.ts";
import { tracedCalls } from "../../src/client/calls/traced.ts";
import { registeredTracing } from "../../src/tracing/registered.ts";
import { commandLine, inherited, modelArguments, startWith } from "../fixtures/command_line.ts";
import { binaryMessage, RawClient } from "../fixtures/raw_client.ts";
import { probe, until } from "../fixtures/serving.ts";

const handler = "examples/traced/handler.ts";
// That of the example, whose module would set up this program.
const service = idl(`
  exception NotFound { 1: required string symbol }
  service Quotes { double price(1: string symbol) throws (1: NotFound missing) }
`);

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: number };
}

/** What a collector gets by OTLP over HTTP, as JSON. */
async function collector() {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as {
        resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
      };
      spans.push(...resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const env = {
    ...inherited(),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_BSP_SCHEDULE_DELAY: "50", // milliseconds
  };
  return {
    env,
    named: (name: string) => spans.filter((span) => span.name === name),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const attributesOf = (span: Span) =>
  Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const name = "Quotes/price";

// Those between which the places differ where connections live and calls run.
for (const model of ["simple", "threadpool", "nonblocking", "forking"] as const) {
  test(`${model}: a call is a span of its client's trace, and the handler's spans are its children`, async () => {
    await using collected = await collector();
    await using served = await startWith(commandLine, [handler, ...modelArguments(model)], collected);
    const dialects: readonly ConnectOptions[] = [
      { port: served.port, transport: "header" },
      { address: `ws://127.0.0.1:${served.port}/`, protocol: "compact" },
      { port: served.port, transport: "header", protocol: "compact" },
    ];
    for (const dialect of dialects) {
      const headers = "address" in dialect ? {} : { headers: { traceparent } };
      await using client = await connect(service, { ...dialect, connectTimeout: 0, ...headers });
      assert.equal(await client.call("price", "ACME"), 12.5);
      await assert.rejects(client.call("price", "NONE"), { name: "NotFound" });
    }
    const raw = await RawClient.connect(served.port);
    raw.send(Uint8Array.from([...binaryMessage("made_up"), 0]));
    await until(() => collected.named("_OTHER").length === 1, "the call of an unknown function is a span");
    raw.destroy();
    await until(
      () => collected.named(name).length === 6 && collected.named("look up").length === 6,
      "all are",
    );
    const calls = collected.named(name);
    assert.deepEqual(calls.map((span) => span.traceId === traceId).sort(), [
      ...[false, false, true, true, true, true],
    ]);
    assert.ok(calls.every(({ kind }) => kind === 2));
    const found = calls.map(attributesOf);
    for (const attributes of found) {
      assert.equal(attributes["rpc.system.name"], "thrift");
      assert.equal(attributes["rpc.method"], name);
      assert.equal(attributes["client.address"], "127.0.0.1");
    }
    assert.deepEqual(found.map((one) => one["rpc.status_code"]).sort(), [
      ...["NotFound", "NotFound", "NotFound", "OK", "OK", "OK"],
    ]);
    const inner = collected.named("look up");
    assert.deepEqual(
      inner.map(({ parentSpanId }) => parentSpanId).sort(),
      calls.map(({ spanId }) => spanId).sort(),
    );
    const [unknown] = collected.named("_OTHER").map(attributesOf);
    assert.deepEqual(
      [unknown!["rpc.method"], unknown!["rpc.method_original"], unknown!["error.type"]],
      ["_OTHER", "made_up", "UNKNOWN_METHOD"],
    );
  });
}

test("over HTTP, and of our client in a program that traces, the server's span has the client's as its parent", async () => {
  await using collected = await collector();
  await using served = await startWith(commandLine, [handler, "--workers", "1"], collected);
  const { port } = served;
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: collected.env.OTEL_EXPORTER_OTLP_ENDPOINT });
  const untraced = await connect(service, `http://127.0.0.1:${port}/`, { headers: { traceparent } });
  assert.equal(await untraced.call("price", "ACME"), 12.5);
  untraced.close();
  assert.equal(registeredTracing(), undefined);
  const { provider } = await import("../../examples/traced/tracing.ts");
  await using client = await connect(service, { port, transport: "header", connectTimeout: 0 });
  assert.equal(await client.call("price", "ACME"), 12.5);
  await assert.rejects(client.call("price", "NONE"), { name: "NotFound" });
  await provider.forceFlush();
  const ofKind = (kind: number) => collected.named(name).filter((span) => span.kind === kind);
  await until(() => ofKind(2).length === 3 && ofKind(3).length === 2, "all spans are there");
  const [overHttp, ...others] = ofKind(2);
  assert.deepEqual([overHttp!.traceId, overHttp!.parentSpanId], [traceId, "00f067aa0ba902b7"]);
  const clients = ofKind(3);
  assert.deepEqual(
    others.map(({ parentSpanId }) => parentSpanId),
    clients.map(({ spanId }) => spanId),
  );
  const [ok, failed] = clients.map(attributesOf);
  assert.deepEqual(
    [ok!["rpc.status_code"], ok!["server.address"], ok!["error.type"]],
    ["OK", "127.0.0.1", undefined],
  );
  assert.deepEqual([failed!["rpc.status_code"], failed!["error.type"]], ["NotFound", "NotFound"]);
  await provider.shutdown();
});

test("a tracer that fails fails no call", async () => {
  const broken = new URL("./broken.ts", import.meta.url);
  await using server = await serve(broken, { model: "threadpool", workers: 1, port: 0, logLevel: "fatal" });
  const { port } = server.address as { port: number };
  await using client = await connect(probe, { port, connectTimeout: 0 });
  assert.equal(await client.call("echo", 3), 3);
  assert.equal(await client.call("nap", 0), 1);
  await client.call("tick", false);
  await assert.rejects(client.call("fail", "as asked"), { name: "ApplicationError" });
});

test("nor does one of a client's", async () => {
  const api = Symbol.for("opentelemetry.js.api.1");
  const program = globalThis as Record<symbol, unknown>;
  const others = program[api];
  await import("./broken.ts");
  const onCall = tracedCalls(undefined)!;
  program[api] = others;
  for (const method of ["echo", "seen"]) {
    const over = onCall({ service: "Probe", method, headers: {} })!;
    over({ seconds: 1, retries: 0, address: "unix:x", error: undefined });
  }
});

test("baseplate's headers name a parent too", async () => {
  const { parentContext } = await import("../../src/tracing/parent.ts");
  await import("../../examples/traced/tracing.ts");
  const registered = registeredTracing()!;
  const key = Symbol.for("OpenTelemetry Context Key SPAN");
  const parentOf = (headers: Record<string, string>) => {
    const span = parentContext(registered, headers).getValue(key) as { spanContext(): object } | undefined;
    return span?.spanContext();
  };
  assert.deepEqual(parentOf({ Trace: "255", Span: "18446744073709551615", Sampled: "1" }), {
    ...{ traceId: `${"0".repeat(30)}ff`, spanId: "ffffffffffffffff", traceFlags: 1, isRemote: true },
  });
  assert.deepEqual(parentOf({ trace: traceId, span: "00f067aa0ba902b7" }), {
    ...{ traceId, spanId: "00f067aa0ba902b7", traceFlags: 0, isRemote: true },
  });
  const none: Record<string, string>[] = [{}, { Trace: "x", Span: "1" }, { Trace: "0", Span: "1" }];
  for (const headers of [...none, { traceparent: "00-0-0-01" }]) {
    assert.equal(parentOf(headers), undefined);
  }
});
