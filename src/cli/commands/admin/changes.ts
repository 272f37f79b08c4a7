// `thriftserve reload`, `resize` and `stop`: what a running server is told to do.
import { flag } from "../../../options/kinds.ts";
import type { Reloaded } from "../../../server/options/reload_outcome.ts";
import { UsageError } from "../../mistakes.ts";
import { print, say } from "../../say.ts";
import type { Command } from "../command.ts";
import { type AdminPort, adminOperand, ask, NoAnswer, portOf, requestRows, variables } from "./request.ts";

const group = "Options";

/** `thriftserve reload`. */
export const reload: Command = {
  description: "Has a running server read its handler and its IDL anew, without a failed call.",
  usage: "[ADMIN] [options]",
  operands: { admin: adminOperand },
  choices: { admin: [] },
  required: 0,
  rows: {
    force: { kind: flag, group, help: "also with an IDL whose changes break clients" },
    ...requestRows,
  },
  after: () => [{ ...variables, items: [...variables.items] }],
  run: ({ operands: [admin], options }) =>
    told(async () => {
      const force = options.force === true;
      const port = portOf(admin, options);
      const body = await change(port, `/reload${force ? "?force" : ""}`, "not reloaded");
      if (body === undefined) return 1;
      const { service, warnings, changes } = body as Reloaded;
      for (const warning of warnings) say(`warning: ${warning}`);
      for (const { message } of changes) say(`breaks clients: ${message}`);
      print(`${service} is reloaded\n`);
      return 0;
    }),
};

/** `thriftserve resize`. */
export const resize: Command = {
  description: "Changes the number of workers of a running server, without a failed call.",
  usage: "WORKERS [ADMIN] [options]",
  operands: { workers: "how many there are to be", admin: adminOperand },
  choices: { workers: [], admin: [] },
  required: 1,
  rows: requestRows,
  after: () => [{ ...variables, items: [...variables.items] }],
  run: ({ operands: [workers = "", admin], options }) =>
    told(async () => {
      if (!/^\d{1,6}$/.test(workers)) throw new UsageError(`${workers} is no number of workers`);
      const body = await change(portOf(admin, options), `/resize?workers=${workers}`, "not resized");
      if (body === undefined) return 1;
      const { workers: now } = body as { readonly workers: number };
      print(`${now} ${now === 1 ? "worker" : "workers"}\n`);
      return 0;
    }),
};

/** `thriftserve stop`. */
export const stop: Command = {
  description: "Ends a running server in good order: its calls at work are finished.",
  usage: "[ADMIN] [options]",
  operands: { admin: adminOperand },
  choices: { admin: [] },
  required: 0,
  rows: {
    noWait: { kind: flag, group, help: "do not wait until it has ended" },
    ...requestRows,
  },
  after: () => [{ ...variables, items: [...variables.items] }],
  run: ({ operands: [admin], options }) =>
    told(async () => {
      const port = portOf(admin, options);
      if ((await change(port, "/stop", "not stopped")) === undefined) return 1;
      if (options.noWait === true) print("stopping\n");
      else {
        await untilGone(port);
        print("stopped\n");
      }
      return 0;
    }),
};

/** Says what went wrong at the server. @returns the exit status. */
export async function told(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    say(error.message, "error");
    return 1;
  }
}

/** Asks for a change. @returns undefined when it was not made, after saying why. */
async function change(port: AdminPort, path: string, not: string): Promise<unknown> {
  const { status, body } = await ask(port, "POST", path);
  if (status < 400) return body;
  const { error, changes = [] } = body as { readonly error: string } & Partial<Reloaded>;
  say(`${not}: ${error}`, "error");
  for (const { message } of changes) if (!error.includes(message)) say(`breaks clients: ${message}`, "error");
  return undefined;
}

/** The admin port is there until the server has ended. */
async function untilGone(port: AdminPort): Promise<void> {
  for (;;) {
    try {
      await ask(port, "GET", "/status");
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, between));
  }
}

/** Milliseconds. */
const between = 100;
