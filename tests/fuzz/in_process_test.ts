// Spoiled messages in a server without sockets: nothing is thrown, nothing hangs, and chunks make no difference.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Random } from "../fixtures/random.ts";
import { attackOf } from "./attack.ts";
import { callsOf, dialects } from "./dialects.ts";
import { type Answer, InProcessServer } from "./in_process.ts";
import { seedsOfThisRun } from "./seeds.ts";

let server: InProcessServer;
before(async () => {
  server = await InProcessServer.start({ logLevel: "fatal", messageTimeout: 0 });
});
after(() => server.close());

/** Cuts bytes into pieces of a size. */
function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

/** What was answered, without the time of day. */
function shown({ bytes }: Answer): string {
  return bytes.toString("latin1").replaceAll(/Date: .*\r\n/g, "");
}

/** Sends the same bytes in one piece, in these and byte by byte. */
async function sendInAnyChunks(pieces: readonly Buffer[], what: string): Promise<void> {
  const bytes = Buffer.concat(pieces);
  const whole = await server.send([bytes]);
  const bytewise = bytes.length < 2000 ? await server.send(cut(bytes, 1)) : whole;
  for (const answer of [whole, await server.send(pieces), bytewise]) {
    assert.ok(answer.closed, `${what}: the connection is closed`);
    assert.equal(shown(answer), shown(whole), what);
  }
}

for (const seed of seedsOfThisRun()) {
  test(`attacks are answered the same in any chunks, and then let go, --seed ${seed}`, async () => {
    for (let number = 0; number < 600; number++) {
      const { dialect, pieces } = attackOf(seed, number);
      await sendInAnyChunks(pieces, `attack ${number} (${dialect})`);
    }
  });
}

for (const dialect of dialects) {
  test(`${dialect.name}: calls that are cut off at any byte get the answers that came before, and no others`, async () => {
    const calls = callsOf[dialect.spelling].slice(0, 2).map(({ bytes }) => bytes);
    const bytes = dialect.encode(calls, new Random(1));
    const { bytes: answer } = await server.send([bytes]);
    assert.ok(answer.length > 0, "all of it is answered");
    for (let length = 0; length < bytes.length; length++) {
      const { bytes: part, closed } = await server.send([bytes.subarray(0, length)]);
      assert.ok(closed, `${length} bytes`);
      assert.ok(part.length <= answer.length + refusalAtMost, `${length} bytes`);
    }
  });
}

/** What the end of a connection in the middle of something may add: a status line and a text. */
const refusalAtMost = 300;

const regressions = new URL("./regressions/", import.meta.url);
for (const file of readdirSync(regressions).filter((name) => name.endsWith(".hex"))) {
  test(`regression ${file}`, async () => {
    const lines = readFileSync(new URL(file, regressions), "utf8").split("\n");
    const pieces = lines.filter((line) => line !== "" && !line.startsWith("#"));
    await sendInAnyChunks(
      pieces.map((line) => Buffer.from(line, "hex")),
      file,
    );
  });
}
