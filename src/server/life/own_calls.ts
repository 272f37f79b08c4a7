// The calls of the server's own page: what makes them is loaded with the first.

import type { ResolvedService } from "../../schema/service.ts";
import type { PageOutcome } from "../admin/page/outcome.ts";
import type { PageCalls } from "../admin/page/page_calls.ts";
import type { PageCall } from "../admin/page/request.ts";
import type { ListeningPlace } from "../connections/listen.ts";

/** Makes calls of the server's own. */
export class OwnCalls {
  readonly #open: (path: string) => Promise<ListeningPlace>;
  readonly #closed: Promise<void>;
  #calls: Promise<PageCalls> | undefined;

  /**
   * @param open lets in connections of a Unix socket.
   * @param closed settles when the server has ended.
   */
  constructor(open: (path: string) => Promise<ListeningPlace>, closed: Promise<void>) {
    this.#open = open;
    this.#closed = closed;
  }

  /** See {@link PageCalls.call}. */
  async call(service: ResolvedService, call: PageCall, signal: AbortSignal): Promise<PageOutcome> {
    this.#calls ??= this.#load();
    return await (await this.#calls).call(service, call, signal);
  }

  async #load(): Promise<PageCalls> {
    const { PageCalls } = await import("../admin/page/page_calls.ts");
    const calls = new PageCalls(this.#open);
    const close = () => calls.close();
    this.#closed.then(close, close);
    return calls;
  }
}
