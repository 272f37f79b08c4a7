// Clients that come while a server's workers are still loading: nothing listens before a worker can answer them.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { type ServeOptions, serve } from "../../mod.ts";
import { writeModules } from "../handler/modules.ts";

/** Below those that the system gives away, at an address that no other test has. */
const port = 19_090;
const host = `127.${1 + (process.pid % 254)}.${(process.pid >> 8) & 255}.1`;

const handler = `
import { writeFileSync } from "node:fs";
export const service = "./slow.thrift";
export async function init() {
  await new Promise((resolve) => setTimeout(resolve, 300));
  writeFileSync(new URL("./ready", import.meta.url), "");
}
export default { one: () => 1 };
`;

for (const model of ["simple", "threaded", "nonblocking", "forking", "processpool"] as const) {
  test(`${model}: clients are refused until a worker is ready`, async () => {
    for (const where of ["port", "unix"] as const) {
      using modules = writeModules({ "handler.ts": handler, "slow.thrift": "service Slow { i32 one() }" });
      const unix = join(modules.folder, "socket");
      const [listen, reach] =
        where === "unix"
          ? [{ unix }, { path: unix }]
          : [
              { host, port },
              { host, port },
            ];
      const few: ServeOptions = { simple: {}, threaded: { spares: 1 }, forking: { spares: 1 } }[
        model as string
      ] ?? { workers: 1 };
      let serves = false;
      const starting = serve(join(modules.folder, "handler.ts"), { model, ...few, ...listen }).finally(() => {
        serves = true;
      });
      let refused = 0;
      while (!serves && !(await isTaken(reach))) refused++;
      const ready = existsSync(join(modules.folder, "ready"));
      await (await starting).close();
      assert.ok(ready, "a client was let in before the worker was ready");
      assert.ok(refused > 0, "it tried to connect while the worker loaded");
    }
  });
}

async function isTaken(address: { path: string } | { host: string; port: number }): Promise<boolean> {
  const socket = connect(address);
  try {
    return await new Promise((resolve) => {
      socket.on("connect", () => resolve(true));
      socket.on("error", () => setTimeout(resolve, 5, false));
    });
  } finally {
    socket.destroy();
  }
}
