// Faults under steady load: every call is answered or refused, none hangs, and the server is afterwards what it was before.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type Client, connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { ModelName } from "../../src/server/models.ts";
import { settlesWithin } from "../../src/server/within.ts";
import { allGone, commandLine, startWith } from "../fixtures/command_line.ts";
import { zombiesOf } from "../fixtures/processes.ts";
import { until } from "../fixtures/serving.ts";
import { sideBySide } from "../fixtures/side_by_side.ts";

const faulty = resolveService(loadIdl(new URL("./faulty.thrift", import.meta.url)));

/** What a handler does, and what its caller gets. */
const wrongs: Readonly<Record<string, RegExp>> = {
  throw: /: so it goes$/,
  reject: /: so it goes$/,
  throwLater: /: answered$/,
  exit: /: worker ended: /,
  loop: /: deadline: /,
  print: /: answered$|: deadline: /, // a busy machine may need longer than a call has
  grow: /: answered$|: deadline: /,
  leaveFolder: /: answered$|chdir/, // threads may not
};

const models = {
  nonblocking: ["--workers", "2"],
  processpool: ["--workers", "2", "--max-memory", "250M"],
  forking: ["--spares", "1"],
} as const satisfies Partial<Record<ModelName, readonly string[]>>;

const folder = mkdtempSync(join(tmpdir(), "faults-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Seconds in which each call has to be settled. */
const settled = 40;

test("whatever a handler does, and whoever stops or kills its workers, other calls are answered and the workers replaced", () =>
  sideBySide(models, async (model, args) => {
    const admin = join(folder, model);
    const given = ["--model", model, ...args, "--call-timeout", "6", "--admin", `unix:${admin}`];
    // Nobody reads what it prints, and the reader of its log is gone.
    const script = 'exec "$@" > /dev/null 2> >(exec head -c 1 > /dev/null)';
    const command = ["bash", "-c", script, "bash", ...commandLine];
    await using server = await startWith(command, ["tests/server/faulty.ts", ...given]);
    await using load = new Load(server.port, 2);
    await load.goesOn();
    const caller = async () => await connect(faulty, { port: server.port, connectTimeout: 0 });
    const client = await caller();
    for (const [wrong, words] of Object.entries(wrongs)) {
      if (wrong === "grow" && model !== "processpool") continue; // nothing says how far the others may
      let outcome = "";
      do {
        const settles = client.call("go", wrong).then(
          () => "answered",
          (error: Error) => error.message,
        );
        assert.ok(await settlesWithin(settles, settled * 1000), `${wrong} is settled`);
        outcome = await settles;
      } while (outcome.includes("no worker could be started for")); // a process each, on a busy machine
      assert.match(`${wrong}: ${outcome}`, words);
      await load.goesOn();
    }
    for (const signal of ["SIGKILL", "SIGSTOP"] as const) {
      if (model !== "processpool" && model !== "forking") break;
      const pid = (await client.call("processId")) as number;
      process.kill(pid, signal);
      // A call that comes to it fails, and with it the worker: it is replaced.
      await until(
        async () => {
          const by = await client.call("processId").catch(() => pid);
          return by !== pid && server.children().every((child) => child.pid !== pid);
        },
        `${signal}: the worker is replaced`,
        settled,
      );
      await load.goesOn();
    }
    client.close();
    await load[Symbol.asyncDispose]();
    assert.deepEqual(load.odd, []);
    await until(async () => {
      const { workers } = await statusAt(admin);
      const isReady = workers.every(({ state }) => state === "ready");
      return isReady && (model === "forking" ? workers.length > 0 : workers.length === 2);
    }, "there are as many workers as there have to be");
    const zombies = () => zombiesOf(server.pid).filter(({ name }) => name !== "head"); // the shell's, who is not there any more
    await until(() => zombies().length === 0, "no zombie");
    const tree = server.tree();
    server.signal("SIGTERM");
    assert.equal((await server.ended()).status, 0);
    await allGone(tree);
  }));

/** Clients that call and call. */
class Load implements AsyncDisposable {
  /** What was neither an answer nor a refusal. */
  readonly odd: string[] = [];
  readonly #port: number;
  readonly #callers: Promise<void>[];
  #answered = 0;
  #ending = false;

  constructor(port: number, count: number) {
    this.#port = port;
    const odd = (error: unknown) => {
      this.odd.push(String(error));
    };
    this.#callers = Array.from({ length: count }, () => this.#call().catch(odd));
  }

  /** Resolves when so many more calls were answered as show that all goes on. */
  async goesOn(): Promise<void> {
    const enough = this.#answered + 10;
    await until(() => this.#answered >= enough, "calls are answered", settled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#callers);
  }

  async #call(): Promise<void> {
    let client: Client | undefined;
    for (let i = 0; !this.#ending; i++) {
      client ??= await connect(faulty, { port: this.#port, connectTimeout: 0 });
      const call = client.call("echo", i);
      const outcome = call.then(
        (answer) => {
          this.#answered++;
          if (answer !== i) this.odd.push(`${answer} to ${i}`);
        },
        ({ name, message }: Error) => {
          // Its worker was ended in the middle of another's call.
          const isTold = name === "ApplicationError" || name === "ConnectionClosedError";
          if (!isTold) this.odd.push(`${name}: ${message}`);
          client?.close();
          client = undefined;
        },
      );
      if (!(await settlesWithin(outcome, settled * 1000))) this.odd.push(`call ${i} hung`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    client?.close();
  }
}

interface Status {
  readonly workers: readonly { readonly state: string }[];
}

function statusAt(socketPath: string): Promise<Status> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: "/status" }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () => resolve(JSON.parse(text) as Status));
    })
      .on("error", reject)
      .end();
  });
}
