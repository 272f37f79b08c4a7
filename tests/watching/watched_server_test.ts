// A server with `watch` reads its handler anew when one of the files has changed that it is made of, and serves on
// meanwhile, whatever is wrong with them.
import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { type Client, connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { ServeOptions, Server } from "../../src/server/options/options.ts";
import { serve } from "../../src/server/serve.ts";
import { until } from "../fixtures/serving.ts";

const ways: readonly ServeOptions[] = [
  { model: "nonblocking", workers: 0 },
  { model: "nonblocking", workers: 1 },
];

for (const options of ways) {
  test(`${options.model}, ${options.workers} workers: what changes in any of its files is served to connected clients`, async () => {
    await using watched = await Watched.serve(options);
    assert.deepEqual(watched.files(), ["handler.mjs", "part.mjs", "data.json", "sum.thrift", "base.thrift"]);
    await watched.serves(111);
    watched.write("part.mjs", "export const part = 2;");
    await watched.serves(112);
    watched.write("data.json", "20");
    await watched.serves(122);
    // Files that it imports from now on, and no more.
    watched.write("more.mjs", "export const more = 200;");
    watched.write("handler.mjs", handler.replace("const more = 100", 'import { more } from "./more.mjs"'));
    await watched.serves(222);
    watched.write("more.mjs", "export const more = 300;");
    await watched.serves(322);

    watched.write("part.mjs", "export const part = ;");
    await watched.refuses(/part\.mjs:1:/);
    rmSync(watched.path("part.mjs"));
    await watched.refuses(/part\.mjs/);
    await watched.serves(322);
    watched.write("part.mjs.new", "export const part = 3;");
    renameSync(watched.path("part.mjs.new"), watched.path("part.mjs"));
    await watched.serves(323);

    watched.write("sum.thrift", `include "new.thrift"\n${idl} struct Other { 1: new.Name name }`);
    await watched.refuses(/new\.thrift/);
    watched.write("new.thrift", "typedef string Name");
    await until(() => watched.outcomes.at(-1) === "reloaded", "what was missing has come");
    watched.write("base.thrift", "typedef i64 Total");
    await watched.refuses(/would break clients:\n {2}what Sum\.sum returns was i32 and is i64/);
    await watched.serves(323);
    watched.write("base.thrift", "typedef i32 Total // as before");
    await until(() => watched.outcomes.at(-1) === "reloaded", "it is as before");
  });
}

test("a handler that is no file cannot be watched", async () => {
  await assert.rejects(serve("https://example.org/handler.ts", { port: 0, watch: true }), {
    name: "OptionsError",
    message: /^watch cannot be: https:\S+ cannot change while it is served, as it is no file$/,
  });
});

const idl = `include "base.thrift"\nservice Sum { base.Total sum() }`;
const handler = `
  import { part } from "./part.mjs";
  import data from "./data.json" with { type: "json" };
  const more = 100;
  export const service = new URL("./sum.thrift", import.meta.url);
  export default { sum: () => part + data + more };`;

/** A server of a handler in files that the test writes. */
class Watched implements AsyncDisposable {
  /** Of each reload: the message of its error, or `reloaded`. */
  readonly outcomes: string[] = [];
  #server!: Server;
  #client!: Client;
  readonly #folder = mkdtempSync(join(tmpdir(), "thriftserve-watched-"));

  static async serve(options: ServeOptions): Promise<Watched> {
    const watched = new Watched();
    watched.write("handler.mjs", handler);
    watched.write("part.mjs", "export const part = 1;");
    watched.write("data.json", "10");
    watched.write("sum.thrift", idl);
    watched.write("base.thrift", "typedef i32 Total");
    const service = resolveService(loadIdl(watched.path("sum.thrift")));
    const usual = { port: 0, logLevel: "fatal", shutdownTimeout: 1, watch: true } as const;
    const server = await serve(watched.path("handler.mjs"), { ...usual, ...options });
    watched.#server = server;
    const { reload } = server;
    server.reload = async () => {
      try {
        const reloaded = await reload.call(server);
        watched.outcomes.push("reloaded");
        return reloaded;
      } catch (error) {
        watched.outcomes.push((error as Error).message);
        throw error;
      }
    };
    const { port } = server.address as { port: number };
    watched.#client = await connect(service, { port, connectTimeout: 0, retries: 0 });
    return watched;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  /** The names of those that are watched. */
  files(): string[] {
    return this.#server.watched.map((path) => basename(path));
  }

  async serves(sum: number): Promise<void> {
    await until(async () => (await this.#client.call("sum")) === sum, `the sum is ${sum}`, 60);
  }

  async refuses(message: RegExp): Promise<void> {
    await until(() => message.test(this.outcomes.at(-1) ?? ""), `a reload is refused: ${message}`, 60);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    await this.#server.close();
    rmSync(this.#folder, { recursive: true });
  }
}
