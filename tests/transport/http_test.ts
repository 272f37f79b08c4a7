// HTTP: calls in the bodies of requests, in whatever pieces they come, and what is answered to anything else.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { healthPages } from "../../src/server/health.ts";
import { beginsHttp } from "../../src/transport/first_bytes.ts";
import { exchange, post, request, responses } from "./exchange.ts";
import { binaryCall, compactCall, cut, framed, i32, joined, letters, onewayCall } from "./feeding.ts";

const binary = joined([binaryCall(), [0]]);
const compact = joined([compactCall(), [0]]);
const old = joined([i32(4), letters("call"), [1], i32(1), [0]]);

const chunked = (...chunks: string[]) =>
  request(["POST /any/path HTTP/1.1", "Transfer-Encoding: chunked"], Buffer.from(chunks.join(""), "latin1"));
const asChunk = (bytes: Uint8Array) =>
  `${bytes.length.toString(16)}\r\n${Buffer.from(bytes).toString("latin1")}\r\n`;

test("requests are found in any chunks, one behind the other, and answered in their order", async () => {
  const bytes = Buffer.concat([
    post(binary, "Content-Type: application/x-thrift"),
    request(["GET /healthz HTTP/1.1"]),
    post(compact, "Content-Type: application/vnd.apache.thrift.compact", "X-Call: 1", "x-call: 2"),
    chunked(
      asChunk(binary.subarray(0, 3)),
      `5;why="so"\r\n`,
      Buffer.from(binary.subarray(3, 8)).toString("latin1"),
      "\r\n",
      asChunk(binary.subarray(8)),
      "0\r\nX-Trailer: 1\r\n\r\n",
    ),
    post(framed(compact)),
    post(old),
  ]);
  const sizes = [[bytes.length], [1], [2], [3, 50, 1], [200]];
  for (const size of sizes) {
    const { messages, envelopes, answer, error } = await exchange(cut(bytes, size));
    assert.equal(error, undefined);
    assert.deepEqual(
      messages.map((message) => Buffer.from(message).toString("hex")),
      [binary, compact, binary, compact, old].map((message) => Buffer.from(message).toString("hex")),
    );
    assert.equal(envelopes[1]!.headers["x-call"], "1, 2");
    const answers = responses(answer);
    assert.deepEqual(
      answers.map(({ status, headers }) => [status, headers["content-type"], headers.connection]),
      [
        [200, "application/x-thrift", undefined],
        [200, "text/plain; charset=utf-8", undefined],
        [200, "application/vnd.apache.thrift.compact", undefined],
        [200, "application/x-thrift", undefined],
        [200, "application/x-thrift", undefined],
        [200, "application/x-thrift", undefined],
      ],
    );
    assert.deepEqual(
      answers.map(({ body }) => body.length),
      [17, 3, 9, 17, 13, 14],
      `${size}`,
    );
  }
});

test("a oneway call is answered, with nothing, before it is run", async () => {
  for (const body of [
    onewayCall,
    joined([[0x82, 0x81, 1, 4], letters("call"), [0]]),
    joined([i32(4), letters("call"), [4], i32(1), [0]]),
  ]) {
    const { envelopes, answer } = await exchange([post(body)]);
    assert.equal(envelopes[0]!.answered, true);
    const [response, ...more] = responses(answer);
    assert.deepEqual([response!.status, response!.headers["content-length"], more.length], [200, "0", 0]);
  }
});

test("the connection stays open as HTTP/1.1 and 1.0 have it", async () => {
  const table = [
    ["HTTP/1.1", undefined, true, undefined],
    ["HTTP/1.1", "Connection: close", false, "close"],
    ["HTTP/1.1", "Connection: Foo, CLOSE", false, "close"],
    ["HTTP/1.0", undefined, false, "close"],
    ["HTTP/1.0", "Connection: Keep-Alive", true, "keep-alive"],
  ] as const;
  for (const [version, header, stays, told] of table) {
    const bytes = request(
      [`POST / ${version}`, `Content-Length: ${binary.length}`, ...(header === undefined ? [] : [header])],
      binary,
    );
    const { messages, answer, transport } = await exchange([bytes, bytes]);
    assert.equal(messages.length, stays ? 2 : 1, `${version} ${header}`);
    assert.equal(transport.finished, !stays);
    assert.equal(responses(answer)[0]!.headers.connection, told);
  }
  const { answer } = await exchange([post(binary)], {
    server: { pages: { get: () => undefined }, closing: true },
  });
  assert.equal(responses(answer)[0]!.headers.connection, "close", "the server is about to end");
});

test("a client that waits for it is told to send its body", async () => {
  const bytes = post(binary, "Expect: 100-continue");
  const head = bytes.subarray(0, -binary.length);
  const { answer, messages } = await exchange([head]);
  assert.equal(answer.toString(), "HTTP/1.1 100 Continue\r\n\r\n");
  assert.equal(messages.length, 0);
  const tooLarge = await exchange([head], { limits: { maxHttpBodySize: 16 } });
  assert.equal(responses(tooLarge.answer)[0]!.status, 413);
});

test("headers of a handler go along with the reply, whatever their length", async () => {
  const { answer } = await exchange([post(binary)], {
    reply: (message, envelope) => {
      envelope.replyHeaders = { "x-long": "ż".repeat(5000), "x-short": "1" };
      return message;
    },
  });
  const [{ headers, body }] = responses(answer) as [ReturnType<typeof responses>[number]];
  assert.equal(headers["x-long"], "ż".repeat(5000));
  assert.equal(headers["x-short"], "1");
  assert.deepEqual(Uint8Array.from(body), binary);
});

test("headers are read as UTF-8 where they are, else as Latin-1; __proto__ is a name like any other", async () => {
  const utf8 = Buffer.from("ż").toString("latin1");
  const { envelopes } = await exchange([
    post(binary, `X-A: ${utf8}`, "X-B: \xe9", "__proto__: 1", "X-C: \t a  b \t"),
  ]);
  const { headers } = envelopes[0]!;
  assert.deepEqual(
    ["x-a", "x-b", "__proto__", "x-c"].map((name) => headers[name]),
    ["ż", "é", "1", "a  b"],
  );
  assert.equal(Object.getPrototypeOf(headers), null);
});

test("a page is answered as its server has it, and elsewhere a client is told how to call", async () => {
  const page = { status: 200, text: "<h1>Calculator</h1>", contentType: "text/html; charset=utf-8" };
  const server = { pages: new Map([["/", page]]), closing: false };
  const asked = async (line: string) =>
    responses((await exchange([request([`${line} HTTP/1.1`])], { server })).answer)[0]!;
  const found = await asked("GET /");
  assert.equal(found.headers["content-type"], page.contentType);
  assert.equal(found.body.toString(), `${page.text}\n`);
  const put = await asked("PUT /");
  assert.deepEqual([put.status, put.headers.allow], [405, "GET, HEAD"]);
  const elsewhere = await asked("GET /health");
  assert.deepEqual([elsewhere.status, elsewhere.headers.allow], [405, "POST"]);
  assert.match(elsewhere.body.toString(), /this is a Thrift server: POST a message/);
});

test("health is told on any HTTP connection, also when the options rule calls over HTTP out", async () => {
  const dialect = { protocol: "auto", transport: "framed" } as const;
  const bytes = (path: string) => request([`GET ${path} HTTP/1.1`]);
  const told = async (path: string, unready?: string) => {
    const server = { pages: healthPages(() => unready), closing: false };
    const { status, body } = responses((await exchange([bytes(path)], { dialect, server })).answer)[0]!;
    return `${status} ${body}`;
  };
  assert.equal(await told("/healthz"), "200 ok\n");
  assert.equal(await told("/healthz?verbose", "no worker"), "200 ok\n");
  assert.equal(await told("http://localhost:9090/readyz"), "200 ok\n");
  assert.equal(await told("/readyz", "no worker"), "503 no worker\n");
  const head = await exchange([request(["HEAD /healthz HTTP/1.1"])]);
  assert.match(head.answer.toString(), /^HTTP\/1\.1 200 OK\r\n[\s\S]*Content-Length: 3\r\n\r\n$/);
  const { answer, error } = await exchange([post(binary)], { dialect });
  assert.equal(responses(answer)[0]!.status, 403);
  assert.equal(error!.message, "the client speaks http, this server takes framed only");
});

test("what is no call is answered with a text, and the connection goes on", async () => {
  for (const [line, allow] of [
    ["GET / HTTP/1.1", "POST"],
    ["DELETE /x HTTP/1.1", "POST"],
    ["PUT /healthz HTTP/1.1", "GET, HEAD"],
  ] as const) {
    const { answer, messages } = await exchange([request([line]), post(binary)]);
    const [first, second] = responses(answer);
    assert.equal(first!.status, 405);
    assert.equal(first!.headers.allow, allow);
    assert.match(first!.body.toString(), /this is a Thrift server/);
    assert.equal(second!.status, 200);
    assert.equal(messages.length, 1);
  }
});

const length = (value: string) => `Content-Length: ${value}`;
const refused: readonly (readonly [what: string, status: number, bytes: Buffer])[] = [
  ["no request line", 400, request(["POST /"])],
  ["a path with blanks", 400, request(["POST /a b HTTP/1.1"])],
  ["an unknown method", 501, request(["POSTPONE / HTTP/1.1"])],
  ["HTTP/2", 505, request(["POST / HTTP/2.0", length("1")])],
  ["HTTP/2's preface", 501, Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")],
  ["HTTP/0.9", 400, request(["GET /"])],
  ["no length", 411, request(["POST / HTTP/1.1"])],
  ["a length of nothing", 400, request(["POST / HTTP/1.1", length("0")])],
  ["two lengths", 400, request(["POST / HTTP/1.1", length("17"), length("17")], binary)],
  ["a list of lengths", 400, request(["POST / HTTP/1.1", length("17, 17")], binary)],
  ["a negative length", 400, request(["POST / HTTP/1.1", length("-1")], binary)],
  ["a length with a sign", 400, request(["POST / HTTP/1.1", length("+17")], binary)],
  ["a length in hexadecimal", 400, request(["POST / HTTP/1.1", length("0x11")], binary)],
  ["an endless length", 400, request(["POST / HTTP/1.1", length("9".repeat(400))], binary)],
  ["a length and chunks", 400, request(["POST / HTTP/1.1", length("5"), "Transfer-Encoding: chunked"])],
  ["chunks and a length", 400, request(["POST / HTTP/1.1", "Transfer-Encoding: chunked", length("5")])],
  [
    "two codings",
    400,
    request(["POST / HTTP/1.1", "Transfer-Encoding: chunked", "transfer-encoding: chunked"]),
  ],
  ["a list of codings", 501, request(["POST / HTTP/1.1", "Transfer-Encoding: gzip, chunked"])],
  ["an unknown coding", 501, request(["POST / HTTP/1.1", "Transfer-Encoding: xchunked"])],
  ["chunks in HTTP/1.0", 400, request(["POST / HTTP/1.0", "Transfer-Encoding: chunked"])],
  ["a folded header", 400, request(["POST / HTTP/1.1", length("17"), " folded"], binary)],
  ["a blank before the colon", 400, request(["POST / HTTP/1.1", "Content-Length : 17"], binary)],
  ["a header without a colon", 400, request(["POST / HTTP/1.1", "Content-Length"], binary)],
  ["a header without a name", 400, request(["POST / HTTP/1.1", ": 17"], binary)],
  ["a name outside of ASCII", 400, request(["POST / HTTP/1.1", "Content-Length\xba 17"], binary)],
  ["NUL in a value", 400, request(["POST / HTTP/1.1", "X: a\0b", length("17")], binary)],
  ["CR in a value", 400, request(["POST / HTTP/1.1", "X: a\rb", length("17")], binary)],
  ["a control character in a value", 400, request(["POST / HTTP/1.1", "X: a\x01b", length("17")], binary)],
  ["lines that end in LF alone", 400, Buffer.from("POST / HTTP/1.1\nContent-Length: 17\n\n")],
  ["two hosts", 400, request(["POST / HTTP/1.1", "Host: a", "Host: b", length("17")], binary)],
  ["a body that is encoded", 415, post(binary, "Content-Encoding: gzip")],
  ["an unknown expectation", 417, post(binary, "Expect: the-unexpected")],
  ["a GET with a body", 400, request(["GET /healthz HTTP/1.1", length("3")], Buffer.from("abc"))],
  ["a chunk's size that is none", 400, chunked("zz\r\n")],
  ["a chunk's size with a sign", 400, chunked("-5\r\n")],
  ["a chunk's size with 0x", 400, chunked("0x11\r\n")],
  ["an empty chunk's size", 400, chunked("\r\n")],
  ["a chunk's size that ends in LF alone", 400, chunked("11\n")],
  ["a chunk's size of nine digits", 400, chunked("000000011\r\n")],
  ["a chunk longer than it says", 400, chunked("3\r\nabcd\r\n")],
  ["a long chunk extension", 400, chunked(`3;${"x".repeat(300)}`)],
  ["a bad trailer", 400, chunked(asChunk(binary), "0\r\n folded\r\n\r\n")],
  ["text in the body", 400, post(Buffer.from("hello world"))],
  ["half a message", 400, post(binary.subarray(0, -1))],
  ["a frame that is longer than the body", 400, post(framed(binary).subarray(0, -1))],
];

for (const [what, status, bytes] of refused) {
  test(`${what} is answered with ${status}, in any chunks, and nothing after it is read`, async () => {
    for (const sizes of [[bytes.length + 1000], [1]]) {
      const { messages, answer, error } = await exchange(cut(Buffer.concat([bytes, post(binary)]), sizes));
      assert.ok(error !== undefined, "nothing was wrong");
      assert.deepEqual(messages, []);
      const all = responses(answer);
      assert.deepEqual(
        all.map((response) => response.status),
        [status],
      );
      assert.equal(all[0]!.headers.connection, "close");
      assert.equal(all[0]!.body.toString(), `${error.message}\n`);
    }
  });
}

test("a protocol that the options rule out is answered with 415", async () => {
  const dialect = { protocol: "compact", transport: "auto" } as const;
  const { answer, error } = await exchange([post(binary)], { dialect });
  assert.equal(responses(answer)[0]!.status, 415);
  assert.match(error!.message, /the client speaks binary.*this server takes compact only/);
  assert.equal((await exchange([post(compact)], { dialect })).messages.length, 1);
});

test("a request's head may be as large as the limit and not a byte larger", async () => {
  const bytes = (size: number) => {
    const rest = request(["GET /healthz HTTP/1.1", "X: "]).length - 2;
    return request(["GET /healthz HTTP/1.1", `X: ${"x".repeat(size - rest)}`]);
  };
  const limits = { maxHttpHeaderSize: 1000 };
  const statusOf = async (head: Buffer, sizes: readonly number[]) =>
    responses((await exchange(cut(Buffer.concat([head, head]), sizes), { limits })).answer).map(
      ({ status }) => status,
    );
  for (const sizes of [[5000], [1], [999]]) {
    assert.equal(bytes(1002).length, 1004);
    assert.deepEqual(await statusOf(bytes(998), sizes), [200, 200]);
    assert.deepEqual(await statusOf(bytes(999), sizes), [431]);
  }
  const endless = await exchange(cut(Buffer.alloc(2000, "A"), [100]), { limits });
  assert.equal(responses(endless.answer)[0]!.status, 431, "a line without an end");
  const trailers = Array.from({ length: 100 }, (_, index) => `X-${index}: 12345\r\n`).join("");
  const trailing = await exchange([chunked(asChunk(binary), "0\r\n", trailers, "\r\n")], { limits });
  assert.equal(responses(trailing.answer)[0]!.status, 431, "trailers count as well");
});

test("a body may be as large as the limit and not a byte larger, however it comes", async () => {
  const within = { limits: { maxHttpBodySize: 17 } };
  const past = { limits: { maxHttpBodySize: 16 } };
  const inChunks = chunked(asChunk(binary.subarray(0, 9)), asChunk(binary.subarray(9)), "0\r\n\r\n");
  for (const bytes of [post(binary), inChunks]) {
    assert.equal((await exchange([bytes], within)).messages.length, 1);
    const { answer, messages } = await exchange([bytes], past);
    assert.deepEqual([responses(answer)[0]!.status, messages.length], [413, 0]);
  }
  const announced = await exchange([chunked("7fffffff\r\n")]);
  assert.equal(responses(announced.answer)[0]!.status, 413, "before the chunk itself comes");
  const message = await exchange([post(binary)], { limits: { maxMessageSize: 16 } });
  assert.equal(responses(message.answer)[0]!.status, 413, "the message's limit holds as well");
});

test("nothing but the 4xx is sent when a call at work turns out to be unreadable", async () => {
  const { transport } = await exchange([post(binary)]);
  const { Output } = await import("../../src/protocol/output.ts");
  const output = new Output();
  transport.push(post(binary));
  assert.equal(transport.next(output), true);
  const { ProtocolError } = await import("../../src/protocol/errors.ts");
  transport.answerError!(output, new ProtocolError("INVALID_DATA", "unreadable"));
  const told = output.position;
  transport.endReply(output, transport.beginReply(output, transport.envelope), transport.envelope);
  assert.equal(output.position, told);
});

test("HTTP is told by a method and a space, in any chunks; other text is none", async () => {
  const first = (bytes: Uint8Array) => beginsHttp(bytes);
  for (const line of [
    "GET / HTTP/1.1",
    "POST /x HTTP/1.1",
    "M-SEARCH * HTTP/1.1",
    "UNSUBSCRIBE / HTTP/1.1",
  ]) {
    const bytes = Uint8Array.from(letters(line));
    const takes = line.indexOf(" ") + 1;
    for (let length = 0; length < takes; length++) assert.equal(first(bytes.subarray(0, length)), undefined);
    assert.equal(first(bytes.subarray(0, takes)), true);
  }
  for (const text of ["get / HTTP/1.1", "QUIT\r\n", " GET", "-A B", "A B", "ABCDEFGHIJKLMNOPQRSTUVWXYZ "]) {
    assert.equal(first(Uint8Array.from(letters(text))), false, text);
  }
  for (const bytes of [binary, compact, old, framed(binary)]) assert.equal(first(bytes), false);
});
