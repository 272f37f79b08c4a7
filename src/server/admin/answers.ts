// The answers of the admin port, by path.

import type { ToldLine } from "../../log/told_lines.ts";
import { metricsText, metricsTypes } from "../../metrics/family.ts";
import type { RecordedCall } from "../../processor/watched/recorded_call.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { textOf } from "../../words/thrown.ts";
import { familiesOf } from "../counting/families.ts";
import type { Observed } from "../counting/observed.ts";
import type { Numbered } from "../counting/recent.ts";
import { statusOf } from "../counting/status.ts";
import { healthPages } from "../health.ts";
import type { ReloadError } from "../options/reload_outcome.ts";
import type { Answer } from "./answer.ts";
import { type ServedBy, serviceDocument } from "./page/document.ts";
import { liveOf, waitingByMethod } from "./page/live.ts";
import type { PageOutcome } from "./page/outcome.ts";
import { type PageCall, readCall } from "./page/request.ts";

/** The server, as its admin port has it. */
export interface Administered {
  observe(): Observed;
  reload(options?: { readonly force?: boolean }): Promise<object>;
  resize(workers: number): Promise<void>;
  close(): Promise<void>;
  readonly workers: number;
  /** The names of the methods of calls that wait for a worker, as they were sent. */
  waitingMethods(): Iterable<string>;
  /** What is served, and how clients call it. */
  readonly served: { readonly service: ResolvedService; readonly by: Omit<ServedBy, "calls"> };
  /** The last lines of its log with a higher number than one that was seen. */
  linesAfter(number: number): readonly Numbered<ToldLine>[];
  /** The last calls that were slow or failed with a higher number; undefined: they are not recorded. */
  callsAfter(number: number): readonly Numbered<RecordedCall>[] | undefined;
  /** Makes a call of the page. @throws {PageCallError} when it cannot be made as it stands. */
  call(call: PageCall, signal: AbortSignal): Promise<PageOutcome>;
}

/** A request, as far as it matters. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  /** Whether a page of this port's may change and call something. */
  readonly calls: boolean;
  /** The body, of a call. @throws {BodyError} when it is none that is taken. */
  body(): Promise<string>;
  /** Aborts when whoever asked has left. */
  readonly signal: AbortSignal;
}

/** Whether anybody may ask: what starts and stops programs, and balances load, need not know the token. */
export function isOpen(path: string): boolean {
  return path === "/healthz" || path === "/readyz";
}

/** Answers. @param server undefined: it is starting. */
export async function answer(asked: Asked, server: Administered | undefined): Promise<Answer> {
  const { method, path } = asked;
  const isChange = Object.hasOwn(changes, path);
  if (!isChange && !Object.hasOwn(pages, path)) return plain(404, `there is ${known}`);
  const allow = isChange ? "POST" : "GET, HEAD";
  if (!allow.split(", ").includes(method)) return { ...plain(405, `${path} takes ${allow}`), allow };
  if (server === undefined && path !== "/healthz") return plain(503, "the server is starting");
  return isChange ? await changes[path]!(asked, server!) : pages[path]!(asked, server!);
}

const pages: Readonly<Record<string, (asked: Asked, server: Administered) => Answer>> = {
  "/healthz": () => plain(200, "ok"),
  "/readyz": (_, server) => {
    const { closing, unready } = server.observe();
    const page = healthPages(() => (closing ? "this server is about to end" : unready)).get("/readyz")!;
    return plain(page.status, page.text);
  },
  "/metrics": ({ accept }, server) => {
    const observed = server.observe();
    const form = accept.includes("application/openmetrics-text") ? "openMetrics" : "prometheus";
    const text = metricsText(familiesOf(observed, statusOf(observed)), form);
    return { status: 200, type: metricsTypes[form], text };
  },
  "/status": (_, server) => json(200, statusOf(server.observe())),
  "/live": ({ query }, server) => {
    const seen = (name: string) => Number(query.get(name) ?? 0) || 0;
    const lines = server.linesAfter(seen("lines"));
    const waiting = waitingByMethod(server.served.service, server.waitingMethods());
    return json(200, {
      ...liveOf(server.observe(), waiting),
      lines,
      calls: server.callsAfter(seen("calls")),
    });
  },
  "/service": ({ calls, query }, { served: { service, by } }) => {
    if (query.get("known") === String(by.read)) return json(200, {});
    return json(200, serviceDocument(service, { ...by, calls }));
  },
};

const changes: Readonly<Record<string, (asked: Asked, server: Administered) => Promise<Answer>>> = {
  "/reload": async ({ query }, server) => {
    const force = query.has("force") && query.get("force") !== "false";
    return await attempted(() => server.reload({ force }));
  },
  "/resize": async ({ query }, server) => {
    const workers = query.get("workers") ?? "";
    if (!/^\d{1,6}$/.test(workers)) return json(400, { error: "expected ?workers= and a whole number" });
    return await attempted(async () => {
      await server.resize(Number(workers));
      return { workers: server.workers };
    });
  },
  "/call": called,
  "/stop": async (_, server) => {
    void server.close().catch(() => {}); // whoever waits for its end hears of it
    return json(202, { state: "ending" });
  },
};

/** Makes the call that a body has. */
async function called(asked: Asked, server: Administered): Promise<Answer> {
  if (!asked.calls) return json(403, { error: "calls of the page are off" });
  try {
    return json(200, await server.call(readCall(await asked.body()), asked.signal));
  } catch (error) {
    if (error instanceof Error && refusedCalls.has(error.name)) return json(400, { error: error.message });
    throw error;
  }
}

/** The names of errors that say what is wrong with a call. */
const refusedCalls: ReadonlySet<string> = new Set(["PageCallError", "BodyError"]);

const known = `nothing there; there are GET ${Object.keys(pages).join(", ")} and POST ${Object.keys(changes).join(", ")}`;

async function attempted(change: () => Promise<object>): Promise<Answer> {
  try {
    return json(200, await change());
  } catch (error) {
    const { changes } = error as Partial<ReloadError>;
    const hasChanges = changes !== undefined && changes.length > 0;
    return json(409, { error: textOf(error), ...(hasChanges && { changes }) });
  }
}

function plain(status: number, text: string): Answer {
  return { status, type: "text/plain; charset=utf-8", text: `${text}\n` };
}

function json(status: number, value: object): Answer {
  return { status, type: "application/json", text: `${JSON.stringify(value)}\n` };
}
