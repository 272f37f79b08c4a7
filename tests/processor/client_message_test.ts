// Errors as a client sees them: no stack, no path of this machine, and all the rest as it was.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { clientMessage, longestClientMessage } from "../../src/processor/client_message.ts";

/** Messages, and what is left of them. */
const hidden: Readonly<Record<string, string>> = {
  "ENOENT: no such file or directory, open '/srv/x'": "ENOENT: no such file or directory, open '<path>'",
  "open '/srv/my models/x.bin' failed": "open '<path>' failed",
  'copy "/srv/a b" to `/var/c d`': 'copy "<path>" to `<path>`',
  "can't read '/srv/x' or /var/y": "can't read '<path>' or <path>",
  "spawn /usr/bin/nope ENOENT": "spawn <path> ENOENT",
  "in (/home/me/app/x.ts:3:4), then": "in (<path>), then",
  "model=/opt/m.bin; key:/etc/k": "model=<path>; key:<path>",
  "/tmp/x": "<path>",
  "//usr///lib/x is gone": "<path> is gone",
  "/Users/me/x and /home/grüße/🦆.bin": "<path> and <path>",
  "Cannot find module 'file:///srv/a%20b.ts'": "Cannot find module '<path>'",
  "file:/srv/x, FILE:///srv/y": "<path>, <path>",
  "sqlite:///srv/db.sqlite is locked": "<path> is locked",
  "jdbc:sqlite:/srv/db.sqlite is locked": "jdbc:sqlite:<path> is locked",
  "C:\\Users\\me\\x.txt and d:/models/y": "<path> and <path>",
  "open 'C:\\Program Files\\x'": "open '<path>'",
  "\\\\server\\share\\x is away": "<path> is away",
};

for (const [message, left] of Object.entries(hidden)) {
  test(`${message}: the path is hidden`, () => assert.equal(clientMessage(new Error(message)), left));
}

const kept: readonly string[] = [
  "there is no /users/42",
  "GET /healthz returned 404",
  "https://example.org/usr/lib/x?next=/home/me is away",
  "ws://localhost:80/tmp/x",
  "expected http:// or https://",
  "a/usr/b, ./usr/x, ../etc/x and ~/tmp/x are relative",
  "1/tmp/2, / and /usr name no file",
  "either/or: 5 / 3, yes/no",
  "ratio a:b, 10:30, c:",
  "cannot divide by 0",
  "żółć 🦆 日本語",
  "",
];

for (const message of kept) {
  test(`${JSON.stringify(message)} is kept as it is`, () =>
    assert.equal(clientMessage(new Error(message)), message));
}

test("whatever lies at the root of this machine's file system is hidden", () => {
  for (const entry of readdirSync("/", { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    assert.equal(clientMessage(new Error(`no /${entry.name}/x here`)), "no <path> here", entry.name);
  }
});

test("a system error loses its path, whatever that holds, and keeps its code and words", () => {
  for (const path of ["/srv/a 'b' c.txt", "nowhere's.bin", "/nowhere/x y", "a"]) {
    assert.throws(
      () => readFileSync(path),
      (error) => clientMessage(error) === "ENOENT: no such file or directory, open '<path>'",
      path,
    );
  }
});

test("only the first line is told, without control characters", () => {
  assert.equal(clientMessage(new Error("first\n    at x (/srv/x.ts:1:2)")), "first");
  assert.equal(clientMessage(new Error("\r\n  first\rsecond")), "first");
  assert.equal(clientMessage(new Error("first\u2028second")), "first");
  assert.equal(clientMessage(new Error("a\tb\u0000\u001b[31mc\u009bd\u007f")), "a b [31mc d ");
  const error = new Error("no model");
  assert.equal(clientMessage(error).includes("client_message_test"), false);
});

test("a message is cut, between characters", () => {
  assert.equal(clientMessage(new Error("x".repeat(longestClientMessage))), "x".repeat(longestClientMessage));
  assert.equal(
    clientMessage(new Error("x".repeat(longestClientMessage + 1))),
    `${"x".repeat(longestClientMessage - 1)}…`,
  );
  const ducks = clientMessage(new Error("🦆".repeat(longestClientMessage)));
  assert.equal(ducks, `${"🦆".repeat(longestClientMessage / 2 - 1)}…`);
});

test("whatever was thrown has a message", () => {
  const hostile = {
    get message(): string {
      throw new Error("not to be read");
    },
  };
  const cases: readonly (readonly [unknown, string])[] = [
    ["only '/srv/x'", "only '<path>'"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [{ toString: () => "shown" }, "shown"],
    [Object.create(null), "an object that cannot be shown as text"],
    [Object.setPrototypeOf(hostile, Error.prototype), "an object that cannot be shown as text"],
    [Object.assign(new Error("x"), { message: 5 }), "5"],
    [Object.assign(new Error("x"), { path: 5, dest: "" }), "x"],
  ];
  for (const [thrown, message] of cases) assert.equal(clientMessage(thrown), message);
});

test("a message that was made to be slow takes no time", () => {
  const started = performance.now();
  for (const part of ["/", "'/srv/", "'/srv/a\"", "a", "a.", "a:", "\\\\a", "file:", "'", " /usr", "😀"]) {
    assert.ok(clientMessage(new Error(part.repeat(1_000_000))).length <= longestClientMessage);
  }
  assert.ok(performance.now() - started < 20_000, "of the square of its length it would be hours");
});

test("no source is told: not of functions, of what cannot be cloned, nor of mistakes in another realm", () => {
  const secret = () => "secret";
  assert.equal(clientMessage(secret), "a function");
  assert.equal(clientMessage(class Secret {}), "a function");
  assert.equal(clientMessage(thrownBy(() => structuredClone(secret))), "DataCloneError in the handler");
  const foreign = thrownBy(() => runInNewContext("const secret = {}; secret.method().secret"));
  assert.equal(clientMessage(foreign), "TypeError in the handler");
  assert.equal(clientMessage(runInNewContext("new TypeError('on purpose')")), "on purpose");
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
