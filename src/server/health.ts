// The pages that tell load balancers, and what restarts programs, whether a server is well.
import type { Page, Pages } from "../transport/pages.ts";

/**
 * `/healthz`, which is there while the event loop turns, and `/readyz`, which is while calls are taken.
 *
 * @param unready the reason why none are; undefined: they are.
 */
export function healthPages(unready: () => string | undefined): Pages {
  return {
    get(path) {
      if (path === "/healthz") return well;
      if (path !== "/readyz") return undefined;
      const reason = unready();
      return reason === undefined ? well : { status: 503, text: reason };
    },
  };
}

const well: Page = { status: 200, text: "ok" };
