// A site for the page under test: its files, and /thrift, which passes calls on to a server as a proxy does.

import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { extname, join } from "node:path";

/** A site that is served. */
export interface Site extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** The port of the server that calls are passed on to. */
  target: number;
  /** Whether the connections of calls are closed in place of passing these on. */
  isDropping: boolean;
  /** The number of those that were. */
  dropped: number;
}

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/**
 * Serves the files of a folder, and `/empty.html` with `page.js` in it. Below `/strict/` the same, with a
 * Content-Security-Policy that lets no code be made of text.
 */
export async function serveSite(folder: string): Promise<Site> {
  const server = createServer((incoming, response) => {
    // A browser sends a call again by itself where a connection that was kept is closed: here none is kept.
    response.shouldKeepAlive = false;
    const { pathname } = new URL(incoming.url!, "http://site");
    if (pathname === "/thrift") {
      if (site.isDropping) {
        site.dropped++;
        incoming.socket.destroy();
        return;
      }
      const { method, headers } = incoming;
      const passed = request(
        { host: "127.0.0.1", port: site.target, path: "/", method, headers },
        (answer) => {
          response.writeHead(answer.statusCode!, { ...answer.headers, connection: "close" });
          answer.pipe(response);
        },
      );
      passed.on("error", () => incoming.socket.destroy());
      response.on("close", () => passed.destroy());
      incoming.pipe(passed);
      return;
    }
    const name = pathname.replace("/strict/", "/").slice(1);
    const head = { "content-type": types[extname(name)] ?? "text/plain" };
    const policy = { "content-security-policy": "script-src 'self'; connect-src *" };
    response.writeHead(200, { ...head, ...(pathname.startsWith("/strict/") && policy) });
    const empty = '<!doctype html><script type="module" src="page.js"></script>';
    response.end(
      name === "empty.html" ? empty : name === "favicon.ico" ? "" : readFileSync(join(folder, name)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const site: Site = {
    origin: `http://127.0.0.1:${port}`,
    target: 0,
    isDropping: false,
    dropped: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return site;
}
