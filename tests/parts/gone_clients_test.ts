// A client of TCP that resets its connection at once has no address any more, and is none of a Unix socket's, which some trust.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { clientAddress } from "../../src/runtime/addresses.ts";
import { loadRuntime, runtime } from "../../src/runtime/current.ts";
import type { ListenOptions } from "../../src/runtime/runtime.ts";
import { until } from "../fixtures/serving.ts";

const python = "/usr/bin/python3";

/** Connects and resets; to a path it connects and leaves. */
const client = `
import socket, struct, sys
where = sys.argv[1]
if where.isdigit():
    connection = socket.create_connection(("127.0.0.1", int(where)))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
else:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(where)
connection.close()
`;

test("a client that is gone before it is accepted is one of TCP still", {
  skip: existsSync(python) || process.env.CI ? false : "python3 is not installed",
}, async () => {
  await loadRuntime();
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-gone-"));
  const uses: readonly ListenOptions["use"][] = runtime.handsToThreads
    ? ["here", "thread", "process"]
    : ["here", "process"];
  try {
    for (const use of uses) {
      for (const tls of use === "thread" ? [false] : [false, true]) {
        for (const kind of ["tcp", "unix"]) {
          const path = join(folder, `${use}-${tls}`);
          const peers: string[] = [];
          const at = kind === "unix" ? { path } : { host: "127.0.0.1", port: 0, ipv6Only: false };
          const lost = (peer: string) => void peers.push(peer);
          const listener = await runtime.listen(
            { at, backlog: 16, use, tls, lost, failed: () => {} },
            (accepted) => {
              peers.push(accepted.peer);
              accepted.close();
            },
          );
          const { address } = listener;
          // The event loop stands still meanwhile.
          spawnSync(python, ["-c", client, "port" in address ? String(address.port) : path]);
          await until(() => peers.length > 0, "it is accepted");
          assert.equal(clientAddress(peers[0]!).kind, kind, `${use} ${kind}`);
          void listener.close();
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
