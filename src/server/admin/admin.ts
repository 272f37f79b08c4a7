// The admin port: HTTP by node:http, loaded only where it is asked for. No call of a client's comes here.
import { rmSync } from "node:fs";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { log } from "../../log/log.ts";
import { stackOf, textOf } from "../../words/thrown.ts";
import { ListenError, removeFile } from "../connections/listen.ts";
import { inUse, isAbandoned, isInUse } from "../connections/listen_reasons.ts";
import { type AdminAddress, adminAddressText } from "../options/admin_address.ts";
import type { AdminSettings } from "../options/admin_rows.ts";
import type { Answer } from "./answer.ts";
import { type Administered, type Asked, answer, isOpen } from "./answers.ts";
import { readBody } from "./body.ts";
import { denied, deniedPage, isFromPage } from "./guard.ts";
import { encoded } from "./page/encoded.ts";
import { isShell, shellAnswer } from "./page/shell.ts";

/** A server's admin port. */
export class Admin {
  #address: AdminAddress;
  readonly #http: Server;
  readonly #settings: AdminSettings;
  #server: Administered | undefined;
  #isClosed = false;

  /**
   * Listens, unless that is for later.
   * @throws {ListenError} when it cannot.
   */
  static async open(settings: AdminSettings, isLater: boolean): Promise<Admin> {
    const admin = new Admin(createServer(), settings);
    if (!isLater) await admin.#listen();
    return admin;
  }

  /** Listens, as soon as the program that has listened there until now does not any more; the log says why it cannot. */
  async takeOver(): Promise<void> {
    for (const until = performance.now() + takenOverWithin; ; ) {
      try {
        await this.#listen();
        return;
      } catch (error) {
        if (isInUse((error as Error).cause ?? error) && performance.now() < until && !this.#isClosed) {
          await new Promise((resolve) => setTimeout(resolve, triedAgain));
          continue;
        }
        log.error("{reason}", { reason: textOf(error) });
        return;
      }
    }
  }

  get address(): AdminAddress {
    return this.#address;
  }

  /** The file of its socket, if that is one. */
  get files(): readonly string[] {
    const file = fileOf(this.#address);
    return file === undefined || !this.#http.listening ? [] : [file];
  }

  async #listen(): Promise<void> {
    const http = this.#http;
    const { address } = this.#settings;
    const file = fileOf(address);
    const umask = file === undefined ? undefined : process.umask(0o177); // nobody else gets in
    try {
      if (file !== undefined && (await isAbandoned(file))) rmSync(file); // its server was killed and could not
      await listen(http, address);
    } catch (error) {
      const where = adminAddressText(address);
      const reason = isInUse(error) ? inUse : textOf(error);
      throw new ListenError(`cannot listen on ${where} for the admin port: ${reason}`, {
        cause: error,
      });
    } finally {
      if (umask !== undefined) process.umask(umask);
    }
    const bound = http.address();
    if ("host" in address && typeof bound === "object" && bound !== null)
      this.#address = { host: address.host, port: bound.port };
  }

  private constructor(http: Server, settings: AdminSettings) {
    this.#http = http;
    this.#settings = settings;
    this.#address = settings.address;
    http.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response).catch((error: unknown) => {
        log.error("the admin port could not answer: {thrown}", { thrown: stackOf(error) });
        response.destroy();
      });
    });
  }

  /** There is a server: until then all answers but /healthz say that it is starting. */
  serves(server: Administered): void {
    this.#server = server;
  }

  /** Takes no more requests, and drops those that are not answered. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#http.close();
    this.#http.closeAllConnections();
    const file = fileOf(this.address);
    if (file !== undefined) removeFile(file);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", headers } = request;
    const url = URL.parse(request.url ?? "/", "http://admin") ?? new URL("http://admin/?");
    const left = new AbortController();
    response.on("close", () => left.abort(new Error("whoever asked has left")));
    const asked: Asked = {
      ...{ method, path: url.pathname, query: url.searchParams, accept: headers.accept ?? "" },
      ...{ calls: this.#settings.calls, signal: left.signal, body: () => readBody(request) },
    };
    const found = this.#refusal(asked, headers) ?? (await this.#found(asked));
    request.resume(); // whatever nobody has read
    const { body, encoding } = await encoded(
      found.text,
      headers["accept-encoding"],
      isShell(asked.path) ? 6 : 1,
    );
    response.writeHead(found.status, {
      "Content-Type": found.type,
      "Content-Length": body.length,
      ...(encoding !== undefined && { "Content-Encoding": encoding }),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      ...found.headers,
      ...(found.allow !== undefined && { Allow: found.allow }),
      ...(found.status === 401 && { "WWW-Authenticate": "Bearer" }),
    });
    response.end(method === "HEAD" ? undefined : body);
  }

  #found(asked: Asked): Promise<Answer> {
    const { method, path } = asked;
    const isRead = method === "GET" || method === "HEAD";
    return isShell(path) && isRead ? shellAnswer(path) : answer(asked, this.#server);
  }

  #refusal({ path, method }: Asked, headers: IncomingHttpHeaders): Answer | undefined {
    if (isOpen(path)) return undefined;
    const { address, token, calls } = this.#settings;
    const isRead = method === "GET" || method === "HEAD";
    const refused = isShell(path)
      ? deniedPage(headers, address, token)
      : (denied(headers, address, token) ??
        (!calls && !isRead && isFromPage(headers) ? pageOnlyReads : undefined));
    return (
      refused && { status: refused.status, type: "text/plain; charset=utf-8", text: `${refused.reason}\n` }
    );
  }
}

const pageOnlyReads = { status: 403, reason: "the page of this server only shows it" } as const;

/** Milliseconds in which another program lets go of the port, and between two tries. */
const takenOverWithin = 5000;
const triedAgain = 10;

async function listen(http: Server, address: AdminAddress): Promise<void> {
  const listening = Promise.withResolvers<void>();
  http.once("error", listening.reject);
  http.once("listening", listening.resolve);
  if ("host" in address) http.listen(address.port, address.host);
  else http.listen(address.path.startsWith("@") ? `\0${address.path.slice(1)}` : address.path);
  await listening.promise.finally(() => {
    http.off("error", listening.reject);
    http.off("listening", listening.resolve);
  });
}

/** The file of a Unix socket. */
function fileOf(address: AdminAddress): string | undefined {
  return "path" in address && !address.path.startsWith("@") ? address.path : undefined;
}
