// The options of the admin port, and what they come to.
import { readFileSync } from "node:fs";
import { OptionsError } from "../../options/error.ts";
import { integer, type Kind, text } from "../../options/kinds.ts";
import { oneOf } from "../../options/names.ts";
import { path } from "../../options/path_kinds.ts";
import { textOf } from "../../words/thrown.ts";
import { type AdminAddress, adminAddressExpected, isLocal, parseAdminAddress } from "./admin_address.ts";
import type { ServeOptions } from "./options.ts";
import type { ServeRow } from "./row.ts";

/** The settings of an admin port. */
export interface AdminSettings {
  readonly address: AdminAddress;
  /** What clients have to bring; undefined: nothing. */
  readonly token: string | undefined;
  /** Whether its page may call the server's functions. */
  readonly calls: boolean;
}

/** An address that is one. */
export const adminAddress: Kind<string> = {
  ...text(adminAddressExpected),
  accept: (value) =>
    typeof value === "string" && parseAdminAddress(value) !== undefined ? value : undefined,
  from: (folder, value) => {
    const address = parseAdminAddress(value)!;
    return "path" in address ? `unix:${path("").from!(folder, address.path)}` : value;
  },
};

/** A word that stands in a header, and in no list of options that is printed. */
const token: Kind<string> = {
  ...text("at least 8 characters of ASCII without spaces"),
  accept: (value) => (typeof value === "string" && isToken(value) ? value : undefined),
  secret: true,
};

const group = "The admin port";

/** The rows of the admin port. */
export const adminRows = {
  admin: {
    kind: adminAddress,
    group,
    placeholder: "address",
    help: "count calls, and serve metrics, health and status over HTTP at HOST:PORT or unix:PATH; docs/metrics.md",
  },
  adminToken: {
    kind: token,
    group,
    placeholder: "token",
    help: "what clients of that port have to bring as `Authorization: Bearer`; needed when it is not of this machine alone",
  },
  adminTokenFile: {
    kind: path("the path of a file"),
    group,
    placeholder: "file",
    help: "a file with that token, which keeps it off the command line",
  },
  adminCalls: {
    kind: oneOf<"on" | "off">(["on", "off"]),
    fallback: "on" as const,
    group,
    help: "off: the page of that port shows the service and the server, and calls and changes nothing",
  },
  recordCalls: {
    kind: integer(0, 10_000),
    fallback: 0,
    group,
    placeholder: "calls",
    help: "keep this many of the last calls that were slow or failed for the page of that port, with their arguments cut short; 0: none",
  },
} satisfies Readonly<Record<string, ServeRow>>;

/** @throws {OptionsError} when options of the admin port do not go together. */
export function refuseOpenAdmin({
  admin,
  adminToken,
  adminTokenFile,
  adminCalls,
  recordCalls,
}: ServeOptions): void {
  for (const [option, value] of [
    ["adminCalls", adminCalls],
    ["recordCalls", recordCalls],
    ["adminToken", adminToken],
    ["adminTokenFile", adminTokenFile],
  ] as const) {
    if (value === undefined) continue;
    if (admin === undefined)
      throw new OptionsError(option, "is for the admin port; expected its address too");
    if (option === "adminTokenFile" && adminToken !== undefined) {
      throw new OptionsError(option, (named) => `cannot be combined with ${named("adminToken")}`);
    }
  }
  if (admin === undefined || adminToken !== undefined || adminTokenFile !== undefined) return;
  const address = parseAdminAddress(admin);
  if (address === undefined || isLocal(address)) return;
  throw new OptionsError(
    "admin",
    (named) =>
      `is ${admin}, which other machines reach: it needs ${named("adminTokenFile")} or ${named("adminToken")}`,
  );
}

/**
 * Reads the settings. @returns undefined: there is to be no admin port.
 * @throws {OptionsError} when the token cannot be read.
 */
export function adminSettings(options: ServeOptions): AdminSettings | undefined {
  const { admin, adminToken, adminTokenFile, adminCalls = "on" } = options;
  const address = admin === undefined ? undefined : parseAdminAddress(admin);
  if (address === undefined) return undefined;
  const token = adminTokenFile === undefined ? adminToken : readToken(adminTokenFile);
  return { address, token, calls: adminCalls === "on" };
}

/** Reads a file with a token. @throws {OptionsError} when it has none. */
export function readToken(file: string): string {
  let found: string;
  try {
    found = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new OptionsError("adminTokenFile", `is ${file}, which cannot be read: ${textOf(error)}`);
  }
  if (isToken(found)) return found;
  throw new OptionsError("adminTokenFile", `is ${file}; expected in it ${token.expected}`);
}

function isToken(value: string): boolean {
  return /^[\x21-\x7e]{8,}$/.test(value);
}
