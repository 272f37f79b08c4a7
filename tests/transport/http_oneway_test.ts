// HTTP: oneway calls of clients that read no response behind one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange, post, responses } from "./exchange.ts";
import { binaryCall, joined, onewayCall } from "./feeding.ts";

const call = joined([binaryCall(), [0]]);

test("a oneway call of Apache's client in C++ or D is not answered: it would take that for the next reply", async () => {
  for (const agent of ["Thrift/0.17.0 (C++/THttpClient)", "Thrift/1.0.0-dev (D/TClientHttpTransport)"]) {
    const header = `User-Agent: ${agent}`;
    const { messages, answer } = await exchange([post(onewayCall, header), post(call, header)]);
    assert.equal(messages.length, 2);
    assert.deepEqual(
      responses(answer).map(({ status, body }) => [status, body.length]),
      [[200, call.length]],
      agent,
    );
  }
});

test("a oneway call of any other client is answered", async () => {
  for (const agent of ["Python/THttpClient (run.py)", "Java/THttpClient", "my C++/THttpClient"]) {
    const { answer } = await exchange([post(onewayCall, `User-Agent: ${agent}`)]);
    assert.deepEqual(
      responses(answer).map(({ status, body }) => [status, body.length]),
      [[200, 0]],
      agent,
    );
  }
});
