// The briefing of later workers: codecs where one comes for each connection, and no IDL to read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCodec } from "../../src/codec/generator/load.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { Briefing } from "../../src/server/workers/briefing.ts";
import { until } from "../fixtures/serving.ts";

const service = resolveService(
  loadIdl(new URL("../../examples/calculator/calculator.thrift", import.meta.url)),
);
const source = { url: "file:///handler.ts", file: "handler.ts" };

test("workers that come again and again are told the codecs that clients speak", async () => {
  const briefing = new Briefing(source, true);
  briefing.addCodec("compact"); // nothing is known of the service yet
  assert.deepEqual(briefing.source, source);
  briefing.learn(service);
  await until(() => briefing.source.codecs !== undefined, "what generates them is loaded");
  assert.deepEqual(Object.keys(briefing.source.codecs ?? {}), ["binary"]);
  briefing.addCodec("compact");
  briefing.addCodec("json"); // is not generated
  assert.deepEqual(Object.keys(briefing.source.codecs ?? {}), ["binary", "compact"]);
  for (const text of Object.values(briefing.source.codecs ?? {})) assert.ok(loadCodec(text!));
  assert.equal(briefing.source.service?.name, service.name);
  assert.ok(!("files" in briefing.source.service!), "the text of the IDL is not told");
  assert.equal(briefing.original, source);
});

test("workers of a pool generate theirs", async () => {
  const briefing = new Briefing(source, false);
  briefing.learn(service);
  briefing.addCodec("compact");
  await import("../../src/codec/generator/codec.ts"); // what would have been waited for
  assert.equal(briefing.source.codecs, undefined);
  assert.equal(briefing.source.service?.name, service.name);
});
