// The options that say whose word is taken about where a call is from.
import { OptionsError } from "../../options/error.ts";
import { networks } from "../../options/networks.ts";
import { origins } from "../../options/origins.ts";
import type { ServeOptions } from "./options.ts";
import type { ServeRow } from "./row.ts";

const group = "Where calls are from";

/** The rows of pages in browsers. */
export const clientRows = {
  allowOrigin: {
    kind: origins,
    group,
    placeholder: "origin",
    help: "pages of this origin may call by HTTP and WebSocket, https://app.example say, or * for any; can be repeated",
    usual: "the server's own alone",
  },
  proxyProtocol: {
    kind: networks,
    group,
    placeholder: "address",
    help: "proxies, addresses or blocks such as 10.0.0.0/8, that tell by PROXY protocol who their clients are; can be repeated",
    usual: "none",
  },
} satisfies Readonly<Record<string, ServeRow>>;

/** @throws {OptionsError} when an option has no use beside the others. @param options what was given. */
export function refuseUnasked({ allowOrigin, transport = "auto" }: ServeOptions): void {
  if (allowOrigin === undefined || ["auto", "http", "websocket"].includes(transport)) return;
  throw new OptionsError(
    "allowOrigin",
    (named) => `is for HTTP and WebSocket, which ${named("transport", transport)} rules out`,
  );
}
