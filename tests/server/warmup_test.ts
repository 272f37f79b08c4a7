// No call is answered by a worker that has not warmed up, and a warm-up that cannot be is told of at the start.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, type ServeOptions, serve, serveInMemory } from "../../mod.ts";
import { allModels, oneWorker, until } from "../fixtures/serving.ts";
import { service } from "./warmed.ts";

const handler = new URL("./warmed.ts", import.meta.url);

/** The workers of threaded come and go as those of forking do, and are threads as those of threadpool. */
const models = allModels.filter((model) => model !== "threaded");

const ways: readonly [string, ServeOptions][] = [
  ...models.map((model): [string, ServeOptions] => [model, { model, ...oneWorker(model) }]),
  ["inline", { model: "nonblocking", workers: 0 }],
];

for (const [way, options] of ways) {
  test(`${way}: no call is answered cold, after the start, while workers die, while the handler is reloaded`, async () => {
    await using server = await serve(handler, {
      ...{ port: 0, logLevel: "fatal", shutdownTimeout: 5 },
      ...options,
    });
    const { port } = server.address as { port: number };
    const answers = { warm: 0, cold: 0 };
    let isOver = false;
    const isGrowing = way === "forking";
    const client = () => connect(service, { port, connectTimeout: 0, retries: 0 });
    /** Each by a connection of its own. One that is with a worker that dies fails. */
    const call = async (method: "isWarm" | "crash") => {
      await using caller = await client();
      const isWarm = await caller.call(method).catch(() => undefined);
      if (isWarm === true) answers.warm++;
      else if (isWarm === false) answers.cold++;
    };
    const load = async () => {
      while (!isOver) {
        await call("isWarm");
        await new Promise((resolve) => setTimeout(resolve, isGrowing ? 250 : 40)); // a start each
      }
    };
    const calling = load();
    const some = isGrowing ? 2 : 4;
    const more = async (what: string) => {
      const before = answers.warm;
      await until(() => answers.warm > before + some, `calls are answered ${what}`);
    };
    try {
      await more("after the start");
      if (server.workers > 0) {
        for (const { runs, number } of (await server.status()).workers) {
          if (runs === "process") killed(number);
          else await call("crash");
        }
        await more("after workers have died");
      }
      await server.reload();
      await more("after a reload");
      if (options.workers) await server.resize(options.workers + 1);
      await more("at the end");
    } finally {
      isOver = true;
      await calling;
    }
    assert.equal(answers.cold, 0);
  });
}

const own = "service S { i32 f(1: i32 a, 2: binary b), oneway void tell(), void fail() }";
const methods = {
  f: (a: number) => a,
  tell: () => {},
  fail: () => {
    throw new TypeError("undefined is not a network");
  },
};

test("calls of several services and functions are run in the order of their modules, through around", async () => {
  const order: string[] = [];
  const around = (call: { peer: string; method: string; arguments: unknown[] }, next: () => unknown) => {
    order.push(`${call.peer} ${call.method} ${call.arguments.join()}`);
    return next();
  };
  const notes = {
    service: "service Notes { i32 f() }",
    default: { f: async () => 2 },
    warmup: async (worker: { runs: string }) => {
      await Promise.resolve();
      order.push(`a function, ${worker.runs}`);
    },
  };
  const warmup = [
    { method: "f", args: { a: 1, b: "AAE=" } },
    { method: "tell" },
    { method: "Notes:f", args: {} },
  ];
  await using server = await serveInMemory(
    { service: own, default: methods, services: { Notes: notes }, warmup, around },
    { logLevel: "fatal" },
  );
  assert.deepEqual(order, ["warmup f 1,0,1", "warmup tell ", "warmup f ", "a function, inline"]);
  assert.equal(server.service, "S, Notes");
});

const refused: readonly [
  warmup: unknown,
  error: { readonly name: string; readonly message: RegExp | string },
][] = [
  ["f", handlerError(/^the handler: warmup is "f"; expected a function, or \[\{ method: "NAME"/)],
  [[7], handlerError(/^the handler: warmup\[0\] is 7; expected \{ method/)],
  [[{ method: "f", arg: {} }], handlerError(/warmup\[0\] has arg; .*; did you mean args\?$/)],
  [[{ method: "tel" }], handlerError(/warmup\[0\]\.method: S has no function tel; did you mean tell\?$/)],
  [
    [{ method: "f" }, { method: "f", args: { a: "x" } }],
    handlerError(/warmup\[1\]\.args: a: expected a whole number of 32 bits, got "x"$/),
  ],
  [
    [{ method: "f", args: { c: 1 } }],
    handlerError(/warmup\[0\]\.args: c: f has no field of this name; it has a, b$/),
  ],
  [[{ method: "f", args: [1, "", 3] }], handlerError(/warmup\[0\]\.args: f takes 2, and 3 are given$/)],
  [
    [{ method: "tell" }, { method: "fail" }],
    initError("warmup of the handler: call 2, fail failed: undefined is not a network"),
  ],
  [
    [{ method: "f" }],
    initError(/^warmup of the handler: call 1, f failed: S\.f result: expected i32, got undefined/),
  ],
  [
    () => {
      throw new Error("no model");
    },
    initError(/^warmup of the handler failed: Error: no model\n/),
  ],
  [
    () => new Promise(() => {}),
    initError("warmup of the handler had not ended after 0.2 s, the initTimeout"),
  ],
];

function handlerError(message: RegExp) {
  return { name: "HandlerError", message };
}

function initError(message: RegExp | string) {
  return { name: "InitError", message };
}

for (const [warmup, error] of refused) {
  test(`a warm-up is refused: ${error.message}`, async () => {
    const given = { service: own, default: methods, warmup };
    const options: object = { logLevel: "fatal", initTimeout: 0.2 };
    await assert.rejects(serveInMemory(given, options), error);
  });
}

test("a worker that cannot warm up is not started, and says which call it was", async () => {
  const { writeModules } = await import("../handler/modules.ts");
  using modules = writeModules({
    "handler.mjs": `export const service = "service S { i32 f() }";
      export default { f() { throw new Error("no GPU"); } };
      export const warmup = [{ method: "f" }];`,
  });
  for (const model of ["threadpool", "processpool"] as const) {
    const options = { model, workers: 1, port: 0, logLevel: "fatal" } as const;
    await assert.rejects(serve(`${modules.folder}/handler.mjs`, options), ({ message, cause }: Error) => {
      assert.match(message, /^warmup of .*handler\.mjs: call 1, f failed: no GPU$/);
      return (cause as Error).name === "InitError";
    });
  }
});

/** A process of a single connection may have ended meanwhile. */
function killed(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
