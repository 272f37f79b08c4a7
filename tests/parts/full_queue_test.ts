// The end of a socket that listens, where the system cannot be asked to begin no more connections: it is closed when its full
// queue holds connections of the server's own, and no client's.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { loadRuntime, runtime } from "../../src/runtime/current.ts";
import type { Accepted, ListenOptions } from "../../src/runtime/runtime.ts";
import { queueIn } from "../../src/runtime/sockets/listen_queue.ts";
import { until } from "../fixtures/serving.ts";

await loadRuntime();

const skip =
  runtime.name !== "node"
    ? `${runtime.name} has the system begin no more`
    : process.platform === "linux"
      ? false
      : "only Linux tells of the queue";

const withoutIpv6 = networkInterfaces().lo?.some(({ address }) => address === "::1") ? false : "no IPv6 here";

for (const host of ["127.0.0.1", "0.0.0.0", "::1", "::"]) {
  const why = skip || (host.includes(":") && withoutIpv6);
  test(`${host}: who waits is accepted, who comes later refused, and nothing else is seen`, {
    skip: why,
  }, async () => {
    const accepted: Accepted[] = [];
    const options: ListenOptions = {
      at: { host, port: 0, ipv6Only: false },
      ...{ backlog: 64, use: "here", tls: false },
      lost: () => {},
      failed: () => {},
    };
    const listener = await runtime.listen(options, (one) => accepted.push(one));
    const { port } = listener.address as { port: number };
    const address = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
    const events: string[] = [];
    const clients = Array.from({ length: 20 }, () =>
      connect(port, address)
        .on("connect", () => events.push("connect"))
        .on("close", () => events.push("close"))
        .on("error", ({ code }: NodeJS.ErrnoException) => events.push(String(code))),
    );
    await new Promise((resolve) => process.nextTick(resolve)); // they are in the queue, and not accepted
    assert.equal(await listener.closeEmpty?.(), true);
    await until(() => events.length === 20, "all have connected");
    assert.deepEqual(events, Array(20).fill("connect"));
    assert.equal(accepted.length, 20);
    const late = new Promise((resolve) =>
      connect(port, address).on("error", ({ code }: NodeJS.ErrnoException) => resolve(code)),
    );
    assert.equal(await late, "ECONNREFUSED");
    assert.equal(events.length, 20, "none was reset");
    for (const client of clients) client.destroy();
    for (const one of accepted) one.close();
  });
}

// Lines of Linux 6.18, on a machine of little endian words.
const tail = "00000000:00000000 00:00000000 00000000     0        0";
const table = [
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
  "   3: 0100007F:8491 00000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 15551331 10 0 100 0 0 10 0",
  `  18: 0100007F:8491 0100007F:B780 01 ${tail} 0 1 0 20 0 0 10 -1`, // waits
  `  19: 0100007F:8491 0200007F:B781 08 ${tail} 0 1 0 20 0 0 10 -1`, // waits, and its client has sent its end
  `  20: 0100007F:8491 0100007F:B782 01 ${tail} 4711 1 0 20 0 0 10 -1`, // was accepted
  `  21: 0100007F:8491 0100007F:B783 06 ${tail} 0 3 0`, // has ended
  `  22: 0100007F:8491 0100007F:B784 03 00000000:00000000 01:00000062 00000000     0        0 0 1 0`, // has begun
  `  23: 0200007F:8491 0100007F:B785 01 ${tail} 0 1 0 20 0 0 10 -1`, // waits at another address
  `  24: 0100007F:8492 0100007F:8491 01 ${tail} 0 1 0 20 0 0 10 -1`, // waits at another port
].join("\n");
const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

test("what waits at a socket is read from the system's table", {
  skip: !isLittle && "of little endian words",
}, () => {
  assert.deepEqual(queueIn(table, "127.0.0.1", 0x8491), { begun: [0xb784], waiting: [0xb780, 0xb781] });
  assert.deepEqual(queueIn(table, "0.0.0.0", 0x8491).waiting, [0xb780, 0xb781, 0xb785]);
  const six = table.replaceAll("0100007F:8491", "B80D0120000000000000000001000000:8491");
  assert.deepEqual(queueIn(six, "2001:db8::1", 0x8491).waiting, [0xb780, 0xb781]);
});
