// Mistakes in a handler that the engine finds: a client is told their kind, and nothing of the source.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clientMessage } from "../../src/processor/client_message.ts";
import { stackOf, textOf } from "../../src/words/thrown.ts";

const nothing = undefined as unknown as Record<string, (argument?: unknown) => unknown>;
const secrets = { exceptions: {} as Record<string, new (fields: object) => Error>, five: 5 as unknown };
const frozen = Object.freeze({ secret: 1 }) as { secret: number };

/** Mistakes whose messages quote the source, on one engine or another. */
const mistakes: Readonly<Record<string, () => unknown>> = {
  "a property of undefined": () => nothing.secret,
  "a method of undefined": () => nothing.secret!(),
  "a class that is not there": () => new secrets.exceptions.Secret!({ key: "secret" }),
  "a call of no function": () => (secrets.five as () => void)(),
  "a loop over no list": () => [...(secrets.five as Iterable<unknown>)],
  "a list taken apart that is none": () => {
    const [secret] = secrets.five as [unknown];
    return secret;
  },
  "an object taken apart that is none": () => {
    const { secret } = nothing;
    return secret;
  },
  "a write to what is frozen": () => {
    frozen.secret = 2;
  },
  "in with a primitive": () => "secret" in (secrets.five as object),
  "a name that is not there": () => new Function("return secretName")(),
  "text that is no JSON": () => JSON.parse('{"secret": oops}'),
  "an expression that is none": () => new Function("return secret ="),
};

for (const [what, make] of Object.entries(mistakes)) {
  test(`${what} is told by its kind`, () => {
    assert.throws(make, (error: Error) => {
      assert.equal(clientMessage(error, "Calculator.add"), `${error.constructor.name} in Calculator.add`);
      assert.match(stackOf(error), new RegExp(error.name));
      return true;
    });
  });
}

test("what is thrown on purpose is told in its own words, whatever its class", () => {
  class BadInput extends TypeError {}
  for (const type of [Error, TypeError, RangeError, BadInput]) {
    assert.equal(clientMessage(new type("expected a positive k"), "S.f"), "expected a positive k");
  }
});

test("an error that passes a mistake's message on leaves out what that quotes", () => {
  const passed = new Error("the model failed: undefined is not an object (evaluating 'secret.weights')");
  assert.equal(clientMessage(passed), "the model failed: undefined is not an object");
});

test("nothing that is thrown makes its text long, late or a failure", () => {
  const many = new Array(4_000_000_000);
  for (const thrown of [
    many,
    Object.assign(new Error(), { message: many, stack: many }),
    { message: many },
  ]) {
    assert.ok(textOf(thrown).length < 100);
    assert.ok(clientMessage(thrown).length < 100);
    assert.ok(stackOf(thrown).length < 100);
  }
  assert.equal(stackOf("x".repeat(50_000_000)).length, 16_384 + "… (49983616 more characters)".length);
});
