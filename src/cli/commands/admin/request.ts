// Asks the admin port of a running server.
import { type IncomingMessage, request } from "node:http";
import { OptionsError } from "../../../options/error.ts";
import {
  type AdminAddress,
  adminAddressExpected,
  adminAddressText,
  parseAdminAddress,
} from "../../../server/options/admin_address.ts";
import { adminRows, readToken } from "../../../server/options/admin_rows.ts";
import type { ServeRow } from "../../../server/options/row.ts";
import { textOf } from "../../../words/thrown.ts";
import { Mistake, UsageError } from "../../mistakes.ts";
import type { Invocation } from "../command.ts";

/** A server that can be asked. */
export interface AdminPort {
  readonly address: AdminAddress;
  readonly token: string | undefined;
}

/** An answer that was understood: its status, and its JSON. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Thrown when there is no answer, or one that says that nothing was done. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

const group = "Options";

/** The options of all commands that ask. */
export const requestRows: Readonly<Record<"adminToken" | "adminTokenFile", ServeRow>> = {
  adminToken: { ...adminRows.adminToken, group, help: "the token of the server's admin port" },
  adminTokenFile: { ...adminRows.adminTokenFile, group, help: "a file with that token" },
};

/** What the help says of the operand. */
export const adminOperand = `the admin port of a running server, ${adminAddressExpected}; without it that of THRIFTSERVE_ADMIN`;

/** The title and the lines on environment variables. */
export const variables = {
  title: "Environment",
  items: [
    ["THRIFTSERVE_ADMIN", "the admin port, as the server itself takes it"],
    ["THRIFTSERVE_ADMIN_TOKEN", "its token"],
    ["THRIFTSERVE_ADMIN_TOKEN_FILE", "a file with it"],
  ],
} as const;

/** The server that a command line means. @throws {Mistake} */
export function portOf(operand: string | undefined, options: Invocation["options"]): AdminPort {
  const env = process.env;
  const text = operand ?? env.THRIFTSERVE_ADMIN;
  if (text === undefined || text === "")
    throw new UsageError("the admin port is not given, and THRIFTSERVE_ADMIN is not set");
  const address = parseAdminAddress(text);
  if (address === undefined)
    throw new UsageError(`${text} is no admin port; expected ${adminAddressExpected}`);
  const given = options as { readonly adminToken?: string; readonly adminTokenFile?: string };
  if (given.adminToken !== undefined) return { address, token: given.adminToken };
  const file = given.adminTokenFile ?? (env.THRIFTSERVE_ADMIN_TOKEN_FILE || undefined);
  try {
    return {
      address,
      token: file === undefined ? env.THRIFTSERVE_ADMIN_TOKEN || undefined : readToken(file),
    };
  } catch (error) {
    throw error instanceof OptionsError ? new Mistake(error.message) : error;
  }
}

/** Asks. @throws {NoAnswer} in words that say all of it. */
export async function ask(port: AdminPort, method: "GET" | "POST", path: string): Promise<Answered> {
  const where = adminAddressText(port.address);
  let answered: { readonly status: number; readonly text: string };
  try {
    answered = await exchange(port, method, path);
  } catch (error) {
    throw new NoAnswer(`no answer of ${where}: ${textOf(error) || (error as NodeJS.ErrnoException).code}`);
  }
  const { status, text } = answered;
  const body = parsed(text);
  if (status < 400) {
    if (body === undefined) throw new NoAnswer(`${where} is no admin port of thriftserve's`);
    return { status, body };
  }
  const said = (body as { readonly error?: string } | undefined)?.error ?? text.trim().slice(0, 1000);
  if (status === 401) throw new NoAnswer(`${where} wants its token: --admin-token-file, or --admin-token`);
  if (status === 409) return { status, body: body ?? { error: said } };
  throw new NoAnswer(`${where} answered ${status}: ${said}`);
}

async function exchange(
  { address, token }: AdminPort,
  method: string,
  path: string,
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const asked = request(
    {
      ...("host" in address
        ? { host: address.host, port: address.port }
        : { socketPath: address.path.replace(/^@/, "\0"), host: "localhost" }),
      method,
      path,
      agent: false,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    },
    (response: IncomingMessage) => {
      const chunks: string[] = [];
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: chunks.join("") }));
    },
  );
  asked.on("error", reject);
  asked.end();
  return await promise;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
