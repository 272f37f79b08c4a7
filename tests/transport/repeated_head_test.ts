// Requests over HTTP with the same head, which is not parsed again: each has its own body and headers, however it arrives.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import type { HttpHead } from "../../src/transport/http/head.ts";
import { HttpRequests } from "../../src/transport/http/requests.ts";
import { usual } from "./feeding.ts";

const post = (body: string, more = "") =>
  `POST /there HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\nX-Trace: 1\r\n${more}\r\n${body}`;

/** Pushes pieces, and tells of each request its target, headers and body. */
function found(pieces: readonly string[], onHead: (head: HttpHead) => void = () => {}) {
  const requests = new HttpRequests(usual, onHead);
  const all: { target: string; headers: Record<string, string>; body: string }[] = [];
  for (const piece of pieces) {
    requests.push(Buffer.from(piece, "latin1"));
    for (let body = requests.next(); body !== undefined; body = requests.next()) {
      const { target, headers } = requests.head!;
      all.push({ target, headers: { ...headers }, body: Buffer.from(body).toString("latin1") });
      (headers as Record<string, string>).mine = "set by a handler";
    }
    if (requests.pending === 0) assert.equal(requests.begun, false);
  }
  return all;
}

test("requests with one head and other bodies are those that they are, in one piece, in many and cut anywhere", () => {
  const sent = [
    post("one"),
    post("two"),
    post("three"),
    post("four!"),
    post("five!", "X-More: 2\r\n"),
    post("six"),
  ];
  const whole = sent.join("");
  const expected = ["one", "two", "three", "four!", "five!", "six"];
  const headers = { host: "a", "x-trace": "1" };
  const wayOf = (pieces: readonly string[]) =>
    found(pieces).map(({ target, headers: { "content-length": length, ...others }, body }) => {
      assert.equal(target, "/there");
      assert.equal(Number(length), body.length);
      assert.deepEqual(others, body === "five!" ? { ...headers, "x-more": "2" } : headers);
      return body;
    });
  assert.deepEqual(wayOf(sent), expected);
  assert.deepEqual(wayOf([whole]), expected);
  for (let cut = 1; cut < whole.length; cut++) {
    assert.deepEqual(wayOf([whole.slice(0, cut), whole.slice(cut)]), expected, `cut at ${cut}`);
  }
});

test("a head that is refused once is refused when it comes again, and one whose body comes in chunks is parsed each time", () => {
  let isAllowed = true;
  const check = () => {
    if (!isAllowed) throw new Error("no more");
  };
  const requests = new HttpRequests(usual, check);
  requests.push(Buffer.from(post("one") + post("two")));
  assert.ok(requests.next());
  isAllowed = false;
  assert.throws(() => requests.next(), { message: "no more" });
  assert.equal(requests.begun, true);
  const chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  const bodies = found([`${chunked}3\r\none\r\n0\r\n\r\n`, `${chunked}5\r\nthree\r\n0\r\n\r\n`]).map(
    ({ body }) => body,
  );
  assert.deepEqual(bodies, ["one", "three"]);
});
