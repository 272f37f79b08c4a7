// The calls of the page: they come in through a socket of their own, as those of any other client do.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, connect } from "../../../client/client.ts";
import { jsonOutcome } from "../../../client/json_call.ts";
import { OptionsError } from "../../../options/error.ts";
import { type ResolvedService, type ServedFunction, splitWireName } from "../../../schema/service.ts";
import { ValueJsonError } from "../../../value_json/error.ts";
import { fieldsFromJson } from "../../../value_json/from_json.ts";
import type { JsonOutcome } from "../../../value_json/outcome.ts";
import { textOf } from "../../../words/thrown.ts";
import type { ListeningPlace } from "../../connections/listen.ts";
import { PageCallError } from "./error.ts";
import type { PageOutcome } from "./outcome.ts";
import type { PageCall } from "./request.ts";

/** Makes calls of a server's page. */
export class PageCalls {
  readonly #open: (path: string) => Promise<ListeningPlace>;
  #opened: Promise<{ readonly folder: string; readonly listening: ListeningPlace }> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** @param open lets in connections of a Unix socket, without TLS and in every dialect. */
  constructor(open: (path: string) => Promise<ListeningPlace>) {
    this.#open = open;
  }

  /**
   * Makes a call, on a connection of its own.
   * @param signal gives it up.
   * @throws {PageCallError} when the service has no such function, or its arguments do not fit.
   */
  async call(service: ResolvedService, call: PageCall, signal: AbortSignal): Promise<PageOutcome> {
    const { prefix, name } = splitWireName(call.method);
    const { functions, schema } = service;
    const own = functions.filter((one) => (prefix === undefined ? isPlain(one) : one.prefix === prefix));
    const func = own.findLast((one) => one.name === name);
    if (func === undefined) throw new PageCallError(`${service.name} has no function ${call.method}`);
    const values = argumentsOf(service, func, call.arguments);
    const { prefix: _, bare: _bare, ...only } = func; // alone: readers for two thousand functions take 0.2 s
    const called = { name: service.name, schema, functions: [only] };
    let headers: Readonly<Record<string, string>> = {};
    const began = performance.now();
    const timed = (outcome: JsonOutcome) => ({
      ...outcome,
      milliseconds: performance.now() - began,
      headers,
    });
    const onHeaders = (told: typeof headers) => {
      headers = told;
    };
    let client: Client;
    try {
      client = await this.#inTurn(async () => {
        const { path } = await this.#listening();
        return await connect(called, {
          ...{ unix: path, transport: "header", multiplexed: prefix, retries: 0, signal, onHeaders },
          ...{ headers: call.headers, timeout: call.timeout },
        });
      });
    } catch (error) {
      if (error instanceof OptionsError) throw new PageCallError(error.message);
      return timed({ error: textOf(error) });
    }
    try {
      return timed(await jsonOutcome(() => client.call(name, ...values), client, schema, func));
    } finally {
      client.close();
    }
  }

  /** Takes no more calls; those at work go on. */
  close(): void {
    this.#isClosed = true;
    void this.#opened?.then(
      ({ folder, listening }) => {
        listening.close();
        rmSync(folder, { recursive: true, force: true });
      },
      () => {},
    );
  }

  /** One connects after the other: this event loop lets in none while it opens many, which Bun's short queue then refuses. */
  #inTurn<Outcome>(open: () => Promise<Outcome>): Promise<Outcome> {
    const opened = this.#last.then(open);
    this.#last = opened.catch(() => {});
    return opened;
  }

  /** Opened by the first call: most admin ports only tell. And once more when what clears a folder of temporary files has. */
  async #listening(): Promise<{ readonly path: string }> {
    for (;;) {
      if (this.#isClosed) throw new Error("this server is about to end");
      this.#opened ??= this.#begin();
      const opened = this.#opened;
      const { folder, listening } = await opened.catch((error: unknown) => {
        if (this.#opened === opened) this.#opened = undefined; // the next call tries again
        throw error;
      });
      const path = join(folder, socketName);
      if (existsSync(path)) return { path };
      if (this.#opened !== opened) continue;
      this.#opened = undefined;
      listening.close();
    }
  }

  async #begin() {
    const folder = mkdtempSync(join(tmpdir(), "thriftserve-page-")); // nobody else may enter it
    try {
      return { folder, listening: await this.#open(join(folder, socketName)) };
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }
}

const socketName = "calls";

/** Whether it is called by its name alone. */
function isPlain({ prefix, bare }: ServedFunction): boolean {
  return prefix === undefined || bare === true;
}

function argumentsOf(
  { schema }: ResolvedService,
  { name, arguments: fields }: ServedFunction,
  given: PageCall["arguments"],
): unknown[] {
  try {
    const values = fieldsFromJson(schema, fields, given, { of: name, place: "" });
    return fields.map((field) => values[field.name]);
  } catch (error) {
    throw error instanceof ValueJsonError ? new PageCallError(error.message) : error;
  }
}
