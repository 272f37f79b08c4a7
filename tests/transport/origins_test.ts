// Pages of browsers: a request that says where it is from is taken from the server's own place and from those allowed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange, post, type Response, request, responses } from "./exchange.ts";
import { binaryCall, joined } from "./feeding.ts";

const call = joined([binaryCall(), [0]]);
const host = "Host: 10.0.0.7:9090";

async function answered(bytes: Uint8Array, origins?: readonly string[]) {
  const { answer, messages, error } = await exchange([bytes], {
    dialect: { protocol: "auto", transport: "auto", origins },
  });
  return { ...(responses(answer)[0] as Response), calls: messages.length, kind: error?.kind };
}

test("programs, which send no origin, and pages of the server's own host call as ever", async () => {
  for (const lines of [
    [host],
    [host, "Origin: http://10.0.0.7:9090"],
    ["Host: Calls.Example", "Origin: https://calls.example"],
    ["Host: calls.example:443", "Origin: https://calls.example"],
    ["Host: calls.example", "Origin: http://calls.example:80"],
    ["Host: [::1]:9090", "Origin: http://[::1]:9090"],
  ]) {
    const { status, headers, calls } = await answered(post(call, ...lines));
    assert.deepEqual([status, calls], [200, 1], lines.join());
    assert.equal(headers["access-control-allow-origin"], undefined);
  }
});

test("a page of another place is refused before its call runs, whatever it asks for", async () => {
  const upgrade = [
    "GET / HTTP/1.1",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
  ];
  const key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
  for (const origin of [
    ...[
      "https://evil.example",
      "http://10.0.0.7",
      "http://10.0.0.7:9091",
      "http://10.0.0.7:9090.evil.example",
    ],
    ...["null", "", "file://", "http://a.example, http://10.0.0.7:9090"],
  ]) {
    const from = [host, `Origin: ${origin}`];
    for (const bytes of [
      post(call, ...from),
      request([...upgrade, key, ...from]),
      request(["GET /healthz HTTP/1.1", ...from]),
      request(["OPTIONS / HTTP/1.1", "Access-Control-Request-Method: POST", ...from]),
    ]) {
      for (const origins of [undefined, ["https://app.example"]]) {
        const { status, headers, calls, kind } = await answered(bytes, origins);
        assert.deepEqual([status, calls, kind], [403, 0, "WRONG_ORIGIN"], origin);
        assert.equal(headers["access-control-allow-origin"], undefined);
      }
    }
  }
  const { status } = await answered(post(call, "Origin: http://10.0.0.7:9090")); // no host
  assert.equal(status, 403);
});

test("an allowed page reads replies, their headers, and what was wrong with its request", async () => {
  const from = [host, "Origin: https://app.example"];
  for (const [origins, granted, vary] of [
    [["null", "https://app.example"], "https://app.example", "Origin"],
    [["*"], "*", undefined],
  ] as const) {
    for (const [bytes, expected] of [
      [post(call, ...from), 200],
      [request(["GET /healthz HTTP/1.1", ...from]), 200],
      [request(["GET / HTTP/1.1", ...from]), 405],
      [post(call, "Content-Encoding: gzip", ...from), 415],
    ] as const) {
      const { status, headers } = await answered(bytes, origins);
      assert.deepEqual(
        [status, headers["access-control-allow-origin"], headers.vary],
        [expected, granted, vary],
      );
    }
    const { status } = await answered(post(call, host, "Origin: null"), origins);
    assert.equal(status, 200);
  }
});

test("a browser that asks first is told what the page may send, once for two hours", async () => {
  const asks = (...lines: readonly string[]) =>
    request(["OPTIONS /any HTTP/1.1", host, "Origin: https://app.example", ...lines]);
  const method = "Access-Control-Request-Method: POST";
  const names = "Access-Control-Request-Headers: content-type,client_timeout, deadline-budget,b\tad, x y";
  const { status, headers, body } = await answered(asks(method, names), ["https://app.example"]);
  assert.equal(status, 200);
  assert.equal(body.length, 0);
  assert.equal(headers["access-control-allow-origin"], "https://app.example");
  assert.equal(headers["access-control-allow-methods"], "POST");
  assert.equal(headers["access-control-allow-headers"], "content-type, client_timeout, deadline-budget");
  assert.equal(headers["access-control-max-age"], "7200");
  assert.equal(headers.connection, undefined);
  const plain = await answered(asks(), ["https://app.example"]);
  assert.equal(plain.status, 405);
  const { answer } = await exchange([asks(method)], {
    dialect: { protocol: "auto", transport: "websocket", origins: ["*"] },
  });
  assert.equal(responses(answer)[0]!.status, 403);
});
