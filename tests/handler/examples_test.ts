// The `examples` of a handler: arguments that the page begins a call with.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withExamples } from "../../src/handler/exports/examples.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { root } from "../fixtures/hosts.ts";

const conformance = resolveService(loadIdl(join(root, "idl/conformance.thrift")));

const read = (examples: unknown) =>
  withExamples([{ module: { examples }, place: "handler.ts" }], conformance);
const of = (examples: unknown, name: string) =>
  read(examples).functions.find((func) => func.name === name)!.examples;

test("examples stand at their functions as JSON by the arguments' names, however they were written", () => {
  const known = { nap: [{ duration: 5 }, [7]] };
  assert.deepEqual(of(known, "nap"), [{ duration: 5 }, { duration: 7 }]);
  assert.equal(of(known, "ping"), undefined);
});

test("examples that do not fit the IDL are refused by their place", () => {
  const refused = (examples: unknown) => {
    try {
      read(examples);
    } catch (error) {
      return (error as Error).message;
    }
    return "none";
  };
  assert.match(refused({ nap: [{ duration: "long" }] }), /^handler\.ts: examples\.nap\[0\]: duration/);
  assert.match(
    refused({ nap: [{ duration: 1 }, [1, 2]] }),
    /examples\.nap\[1\]: nap takes 1, and 2 are given/,
  );
  assert.match(refused({ nap: { duration: 1 } }), /examples\.nap is .*expected a list of arguments/);
  assert.match(refused({ napp: [] }), /no such function; did you mean nap\?/);
});
