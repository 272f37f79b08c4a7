// The answers that a server of idl/conformance.thrift must give: one function per check, each given a connection.
const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const { Thrift } = require("thrift");
const { generated } = require("./command_line.cjs");
const { same } = require("./same.cjs");
const {
  allNeeds,
  baseTypes,
  containers,
  echoes,
  long,
  needs,
  point,
  scalars,
  tree,
  types,
} = require("./values.cjs");

const { TApplicationException, TApplicationExceptionType, Type } = Thrift;

/** Name -> what a server must do, given a connected client. */
const checks = {
  async calls_without_arguments({ client }) {
    same(await client.ping(), undefined);
    same(await client.forget("x"), undefined);
    same(await client.check(false), undefined);
    same(await client.nap(1), 1);
    same(await client.work(0), 1);
    const identity = await client.whoami();
    assert.ok(identity.process > 1 && identity.count >= 1, JSON.stringify(identity));
  },
  async arguments_of_every_kind({ client }) {
    const it = scalars(5);
    const { truth, tiny, small, medium, large, real, text, data, color, at } = it;
    same(await client.assemble(truth, tiny, small, medium, large, real, text, data, color, at), it);
    same(await client.addDefaults(1, 2), 3);
    same(await client.addDefaults(), 42);
    same(await client.subtract(3, 5), -2);
  },
  async optional_fields({ client }) {
    same(await client.present(needs({})), ["must", "should"]);
    const all = ["must", "may", "should", "zero", "flag", "items", "place"];
    same(await client.present(needs(allNeeds)), all);
  },
  async unknown_fields_skipped({ client, call, sendable }) {
    const value = new types.Release2({
      name: "second",
      scalars: scalars(),
      containers: sendable(containers()),
      grid: { 1: { 2: point(3, 4) }, 5: {} },
      tree: tree(),
      truth: true,
      reals: [0.5],
      choice: new types.Choice({ number: long(1) }),
      last: -9,
    });
    same(await client.echoRelease2(value), value);
    const known = await call("echoRelease1", { write: (output) => writeArgument(output, value) });
    same([known.name, known.last], ["second", -9]);
  },
  async declared_exceptions({ client }) {
    same(await client.lookUp("key"), "value");
    await raises(client.lookUp("kéy"), types.NotFound, {
      key: "kéy",
      candidates: ["key"],
      near: point(-1, 1),
    });
    await raises(client.lookUp(""), baseTypes.Refused, { reason: "an empty key", code: 400 });
    await raises(client.check(true), baseTypes.Refused, { reason: "as asked", code: 403 });
    await raises(client.nap(60_001), baseTypes.Refused, { reason: "60001 ms is no nap" });
  },
  async undeclared_exceptions({ client }) {
    const type = TApplicationExceptionType.UNKNOWN;
    await raises(client.fail("schief: ÄÖÜ 🌍"), TApplicationException, { type, message: "schief: ÄÖÜ 🌍" });
    await raises(client.misfit(), TApplicationException, {});
    same(await client.echoI32(1), 1);
  },
  async unknown_methods({ client, call, sendable }) {
    for (const name of ["nope", "toString", "hasOwnProperty"]) {
      const argument = { write: (output) => writeArgument(output, sendable(containers())) };
      await raises(call(name, argument), TApplicationException, {
        type: TApplicationExceptionType.UNKNOWN_METHOD,
      });
    }
    same(await client.echoI32(1), 1);
  },
  async oneway({ client }) {
    const topic = randomUUID();
    for (const number of [0, 1, 2]) client.note(topic, `note ${number} 🌍`);
    same(await client.notes(topic), ["note 0 🌍", "note 1 🌍", "note 2 🌍"]);
  },
  async calls_sent_at_once({ client }) {
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const answers = await Promise.all(numbers.map((number) => client.echoI32(number)));
    same(answers, numbers);
  },
};

for (const [name, arguments_] of Object.entries(echoes)) {
  checks[name] = async ({ client, sendable }) => {
    for (const value of sendable(arguments_)) {
      const answer = await client[name](value);
      if (name === "echoNames") answer.sort(); // a set
      same(answer, value);
    }
  };
}

async function raises(promise, kind, fields) {
  const error = await promise.then(
    (result) => assert.fail(`expected an exception, got ${JSON.stringify(result)}`),
    (error) => error,
  );
  assert.ok(error instanceof kind, `expected ${kind.name}, got ${error}`);
  for (const [name, value] of Object.entries(fields)) same(error[name], value);
}

/** The arguments' struct of a function with one: field 1. */
function writeArgument(output, value) {
  output.writeStructBegin("args");
  output.writeFieldBegin("value", Type.STRUCT, 1);
  value.write(output);
  output.writeFieldEnd();
  output.writeFieldStop();
  output.writeStructEnd();
}

module.exports = { Client: generated("Conformance.js").Client, checks };
