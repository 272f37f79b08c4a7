// The options of a client in a page: those of connect() that have a meaning where there are no sockets.
import { OptionsError } from "../../options/error.ts";
import { shownText } from "../../options/shown.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import { addressText, type WebAddress } from "../address/address.ts";
import { type Connecting, type ConnectOptions, connectOptions } from "../options.ts";

/** Options of sockets and of the files of TLS. */
const ofSockets = ["host", "port", "unix", "tls", "keepAlive"] as const;

/** The addresses of servers, the dialect to speak with them, and what calls may take. All times are in seconds. */
export interface PageOptions extends Omit<ConnectOptions, (typeof ofSockets)[number] | "transport"> {
  /**
   * The place of the server, `https://host/path` or `wss://host/path`, or `/path` at the page's own origin; or several:
   * the first that can be connected to is called.
   */
  address?: string | URL | readonly (string | URL)[];
  /** Over WebSocket; default: `buffered`, bare messages. */
  transport?: "buffered" | "framed";
}

/**
 * Checks the options of a page's client and fills in the defaults.
 * @throws {OptionsError}
 */
export function pageOptions(
  given: PageOptions,
): Omit<Connecting, "addresses"> & { readonly addresses: readonly WebAddress[] } {
  const options: ConnectOptions = { ...given };
  for (const option of ofSockets) {
    if (options[option] !== undefined) throw new OptionsError(option, `has no use here: ${noSockets}`);
  }
  if (options.address === undefined) throw new OptionsError("address", `is not given; expected ${expected}`);
  options.address = withOrigin(options.address);
  const { addresses, ...connecting } = connectOptions(options);
  const { transport } = connecting;
  if (transport === "header" || transport === "zlib") {
    throw new OptionsError(
      "transport",
      `is ${transport}; expected buffered or framed: browsers get no others`,
    );
  }
  return { ...connecting, addresses: addresses.map(onWeb) };

  function onWeb(address: (typeof addresses)[number]): WebAddress {
    if ("url" in address) return address;
    throw new OptionsError("address", `is ${addressText(address)}; expected ${expected}: ${noSockets}`);
  }
}

/** The error for a page whose Content-Security-Policy lets no code be made of text. */
export function withoutCompiler(protocol: ProtocolName, cause: EvalError): OptionsError {
  const error = new OptionsError(
    "protocol",
    `is ${protocol}, whose readers and writers are compiled when the page runs: its Content-Security-Policy would need script-src 'unsafe-eval'; json needs nothing`,
  );
  error.cause = cause;
  return error;
}

const expected = "https://HOST/PATH, wss://HOST/PATH, or /PATH at the page's own origin";
const noSockets = 'this client has no sockets; connect() of "thriftserve" has, on Bun, Deno and Node';

type Given = NonNullable<PageOptions["address"]>;

function withOrigin(address: Given): Given {
  if (Array.isArray(address)) return address.map((one) => withOrigin(one) as string | URL);
  if (typeof address !== "string" || !address.startsWith("/")) return address;
  const { origin = "null" } =
    (globalThis as { readonly location?: { readonly origin?: string } }).location ?? {};
  // A file's is "null", and programs that are no page have none.
  if (URL.canParse(address, origin)) return new URL(address, origin).href;
  throw new OptionsError(
    "address",
    `is ${shownText(address)}; expected a whole URL: there is no origin here`,
  );
}
