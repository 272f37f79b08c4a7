// Chromium without a window, and what a test does in a page of it: by the DevTools protocol.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../fixtures/serving.ts";

const program = "/usr/bin/chromium";

/** The reason why it cannot be used here, or undefined. Under CI a missing peer is a failure instead. */
export function whyMissing(): string | undefined {
  if (existsSync(program)) return undefined;
  const reason = `not installed: ${program}: apt-get install chromium`;
  if (process.env.CI) throw new Error(reason);
  return reason;
}

/** A page that is open. */
export interface Page {
  /** Runs an expression in the page, and waits for its promise. The value has to be one of JSON. */
  evaluate(expression: string): Promise<unknown>;
}

/** A browser that runs. */
export interface Browser extends AsyncDisposable {
  /** Opens a page, and waits until an expression holds in it. */
  open(url: string, ready: string): Promise<Page>;
}

/** Starts one, which reaches no other machine. */
export async function startChromium(): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-chromium-"));
  const child = spawn(
    program,
    [
      ...["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
      // As root it would not start; its pages are ours.
      ...["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
      ...["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--no-proxy-server"],
      ...[`--user-data-dir=${folder}`, "--remote-debugging-port=0", "about:blank"],
    ],
    { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: folder }, detached: true },
  );
  let said = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-10_000);
  });
  let hasEnded = false;
  child.on("exit", () => {
    hasEnded = true;
  });
  const kill = () => {
    // It is the first of a group with all its processes.
    if (!hasEnded) process.kill(-child.pid!, "SIGKILL");
  };
  process.once("exit", kill);
  const end = async () => {
    process.off("exit", kill);
    kill();
    await until(() => hasEnded, "Chromium has ended");
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const address = () => /DevTools listening on (ws:\S+)/.exec(said)?.[1];
    await until(() => hasEnded || address() !== undefined, "Chromium listens", 60);
    if (hasEnded) throw new Error("Chromium has ended");
    const session = await DevTools.connect(address()!);
    return {
      open: (url, ready) => session.open(url, ready),
      async [Symbol.asyncDispose]() {
        session.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw new Error(`${(error as Error).message}; Chromium said: ${said}`, { cause: error });
  }
}

interface Message {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A connection to a browser. */
class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #last = 0;

  static async connect(url: string): Promise<DevTools> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error(`no connection to ${url}`));
    });
    return new DevTools(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      this.#waiting.get(message.id ?? 0)?.(message);
      this.#waiting.delete(message.id ?? 0);
    };
    socket.onclose = () => {
      for (const tell of this.#waiting.values()) tell({ error: { message: "the browser has gone" } });
    };
  }

  close(): void {
    this.#socket.close();
  }

  async open(url: string, ready: string): Promise<Page> {
    const { targetId } = await this.#send("Target.createTarget", { url });
    const { sessionId } = await this.#send("Target.attachToTarget", { targetId, flatten: true });
    const evaluate = async (expression: string) => {
      const asked = {
        ...{ expression, awaitPromise: true, returnByValue: true },
        // Otherwise a page's policy would not hold for what is begun here.
        allowUnsafeEvalBlockedByCSP: false,
      };
      const { result, exceptionDetails } = await this.#send("Runtime.evaluate", asked, sessionId as string);
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { readonly value?: unknown }).value;
    };
    await until(() => evaluate(ready).then(Boolean, () => false), `${ready} holds at ${url}`, 60);
    return { evaluate };
  }

  #send(method: string, params: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (result === undefined) reject(new Error(`${method}: ${error?.message}`));
        else resolve(result);
      });
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }
}
