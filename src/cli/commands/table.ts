// The table of the commands beside `serve`. Each is loaded when it is run: a server starts without them.
import type { CommandEntry } from "./command.ts";

/** The commands by their names, in the order in which the general help lists them. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  bench: {
    summary: "measure a handler under each server model, and say which to choose",
    load: async () => (await import("./bench/bench.ts")).bench,
  },
  build: {
    summary: "build one executable of a handler, which needs nothing installed",
    load: async () => (await import("./build.ts")).build,
  },
  call: {
    summary: "call a function of any Thrift server from JSON or NAME=VALUE",
    load: async () => (await import("./call/call.ts")).call,
  },
  check: {
    summary: "find errors in an IDL or a handler, and changes that break",
    load: async () => (await import("./check/check.ts")).check,
  },
  complete: {
    summary: "print what makes a shell complete command lines",
    load: async () => (await import("./complete/complete.ts")).complete,
  },
  docs: {
    summary: "write a service's functions and types as a site of files",
    load: async () => (await import("./docs.ts")).docs,
  },
  gateway: {
    summary: "send calls of ordinary clients to a group of servers over NATS",
    load: async () => (await import("./gateway/gateway.ts")).gateway,
  },
  gen: {
    summary: "write TypeScript for a .thrift file",
    load: async () => (await import("./gen/gen.ts")).gen,
  },
  init: {
    summary: "begin a project: an IDL, a typed handler, a test of it",
    load: async () => (await import("./init.ts")).init,
  },
  list: {
    summary: "list services, functions and types, with their docs",
    load: async () => (await import("./list/list.ts")).list,
  },
  reload: {
    summary: "have a running server read its handler and IDL anew",
    load: async () => (await import("./admin/changes.ts")).reload,
  },
  resize: {
    summary: "change the number of workers of a running server",
    load: async () => (await import("./admin/changes.ts")).resize,
  },
  status: {
    summary: "show what a running server is doing",
    load: async () => (await import("./admin/status.ts")).status,
  },
  stop: {
    summary: "end a running server in good order",
    load: async () => (await import("./admin/changes.ts")).stop,
  },
};
