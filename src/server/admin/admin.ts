// The admin port: HTTP by node:http, loaded only where it is asked for. No call of a client's comes here.
import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { log } from "../../log/log.ts";
import { stackOf, textOf } from "../../words/thrown.ts";
import { ListenError } from "../connections/listen.ts";
import { inUse, isAbandoned, isInUse } from "../connections/listen_reasons.ts";
import { type AdminAddress, adminAddressText } from "../options/admin_address.ts";
import type { AdminSettings } from "../options/admin_rows.ts";
import { type Administered, type Answer, answer, isOpen } from "./answers.ts";
import { denied } from "./guard.ts";

/** A server's admin port. */
export class Admin {
  readonly address: AdminAddress;
  readonly #http: Server;
  readonly #settings: AdminSettings;
  #server: Administered | undefined;

  /** Listens. @throws {ListenError} when it cannot. */
  static async open(settings: AdminSettings): Promise<Admin> {
    const http = createServer();
    const { address } = settings;
    const file = fileOf(address);
    if (file !== undefined && (await isAbandoned(file))) rmSync(file); // its server was killed and could not
    const umask = file === undefined ? undefined : process.umask(0o177); // nobody else gets in
    try {
      await listen(http, address);
    } catch (error) {
      http.close();
      const where = adminAddressText(address);
      const reason = isInUse(error) ? inUse : textOf(error);
      throw new ListenError(`cannot listen on ${where} for the admin port: ${reason}`, {
        cause: error,
      });
    } finally {
      if (umask !== undefined) process.umask(umask);
    }
    return new Admin(http, settings);
  }

  private constructor(http: Server, settings: AdminSettings) {
    this.#http = http;
    this.#settings = settings;
    const bound = http.address();
    const { address } = settings;
    this.address =
      "host" in address && typeof bound === "object" && bound !== null
        ? { host: address.host, port: bound.port }
        : address;
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
    this.#http.close();
    this.#http.closeAllConnections();
    const file = fileOf(this.address);
    if (file !== undefined) rmSync(file, { force: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume(); // no request has a body that matters
    const { method = "GET", headers } = request;
    const url = URL.parse(request.url ?? "/", "http://admin") ?? new URL("http://admin/?");
    const { address, token } = this.#settings;
    const refused = isOpen(url.pathname) ? undefined : denied(headers, address, token);
    const found: Answer =
      refused !== undefined
        ? { status: refused.status, type: "text/plain; charset=utf-8", text: `${refused.reason}\n` }
        : await answer(
            { method, path: url.pathname, query: url.searchParams, accept: headers.accept ?? "" },
            this.#server,
          );
    response.writeHead(found.status, {
      "Content-Type": found.type,
      "Content-Length": Buffer.byteLength(found.text),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      ...(found.allow !== undefined && { Allow: found.allow }),
      ...(found.status === 401 && { "WWW-Authenticate": "Bearer" }),
    });
    response.end(method === "HEAD" ? undefined : found.text);
  }
}

async function listen(http: Server, address: AdminAddress): Promise<void> {
  const listening = Promise.withResolvers<void>();
  http.once("error", listening.reject);
  http.once("listening", listening.resolve);
  if ("host" in address) http.listen(address.port, address.host);
  else http.listen(address.path.startsWith("@") ? `\0${address.path.slice(1)}` : address.path);
  await listening.promise;
}

/** The file of a Unix socket. */
function fileOf(address: AdminAddress): string | undefined {
  return "path" in address && !address.path.startsWith("@") ? address.path : undefined;
}
