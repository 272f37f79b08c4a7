// Names the programs that the scripts run, where npm has put them, and runs one as if it were this one.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** The programs themselves, not npm's wrappers around them: those would not pass signals on. */
export const programs = {
  bun: join(root, "node_modules/bun/bin/bun.exe"),
  deno: join(root, "node_modules/deno/deno"),
  node: join(root, "node_modules/node/bin/node"),
  biome: join(root, "node_modules/.bin/biome"),
  tsc: join(root, "node_modules/.bin/tsc"),
};

/**
 * Runs a program in the foreground and passes signals on to it.
 *
 * @param {string} program
 * @param {readonly string[]} options
 * @returns {Promise<number>} its exit status; 128 and the signal's number when a signal ended it, as a shell says it
 */
export function run(program, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, { cwd: root, stdio: "inherit" });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // A terminal has told the whole foreground group: a second SIGINT would mean "at once".
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    };
    process.on("SIGINT", forward).on("SIGTERM", forward);
    const done = () => process.off("SIGINT", forward).off("SIGTERM", forward);
    child.on("error", (error) => {
      done();
      reject(error);
    });
    child.on("exit", (code, signal) => {
      done();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
