// Datagrams by way of the program systemd-notify: Node has none for Unix sockets, and calls no C.
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import type { Datagrams } from "./datagrams.ts";

/** See {@link openDatagrams}. A program is started for each, one after the other. */
export function open(address: string): Datagrams | string {
  const program = programOf("systemd-notify");
  if (program === undefined) return "Node sends by the program systemd-notify, which is not in PATH";
  let last: Promise<void> | undefined;
  return {
    get underWay() {
      return last;
    },
    send(text) {
      const sent = (last ?? Promise.resolve()).then(() => run(program, text, address)).catch(() => {});
      last = sent;
      void sent.then(() => {
        if (last === sent) last = undefined;
      });
      return true;
    },
    now: () => process.hrtime.bigint() / 1000n, // Node's is that clock
  };
}

async function run(program: string, text: string, address: string): Promise<void> {
  const env = { ...process.env, NOTIFY_SOCKET: address };
  const child = spawn(program, text.split("\n"), { env, stdio: "ignore" });
  child.unref();
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
}

function programOf(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(":").filter((folder) => folder !== "");
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
