// Asks a server for its IDL: one that serves Status tells it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, connect } from "../../client/client.ts";
import { ApplicationError } from "../../client/errors.ts";
import type { ConnectOptions } from "../../client/options.ts";
import { readStatus } from "../../handler/status/load.ts";
import { statusPrefix } from "../../handler/status/service.ts";
import { IdlError } from "../../idl/errors.ts";
import { IdlLoader } from "../../idl/load.ts";
import { OptionsError } from "../../options/error.ts";
import type { Schema } from "../../schema/schema.ts";
import { textOf } from "../../words/thrown.ts";
import { Mistake } from "../mistakes.ts";
import { say } from "../say.ts";
import { asCalled } from "./connecting.ts";

/** A service of a server, and the schema of the file that defines it. */
export interface Reflected {
  readonly name: string;
  readonly schema: Schema;
  /** What clients put before the colon. */
  readonly prefix?: string;
  /** Whether its functions are called by their names alone. */
  readonly isDefault: boolean;
}

/** Thrown when there is no answer. */
export class NotReachedError extends Error {}

/**
 * @throws {Mistake} when the server does not tell, or what it tells is no IDL.
 * @throws {NotReachedError}
 */
export async function reflect(connecting: ConnectOptions, address: string): Promise<readonly Reflected[]> {
  let services: readonly Told[];
  let files: ReadonlyMap<string, string>;
  try {
    const client: Client = await connect(await readStatus(), { ...connecting, multiplexed: statusPrefix });
    try {
      services = (await client.call("getServices")) as readonly Told[];
      ({ files } = (await client.call("getIdl")) as { readonly files: ReadonlyMap<string, string> });
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof OptionsError) throw new Mistake(error.told(asCalled));
    if (!(error instanceof ApplicationError)) throw new NotReachedError(textOf(error));
    throw new Mistake(
      `--idl is not given, and ${address} does not tell its IDL (${error.message}): expected the .thrift file of the server, or a server with --status`,
    );
  }
  return read(services, files, address);
}

/** Runs a command that may ask a server. @returns its exit status, or 1 when there was no answer, which is told. */
export async function unlessNotReached(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof NotReachedError)) throw error;
    say(error.message);
    return 1;
  }
}

/** A service as Status tells of it. */
type Told = Omit<Reflected, "schema"> & { readonly file: string };

function read(
  services: readonly Told[],
  files: ReadonlyMap<string, string>,
  address: string,
): readonly Reflected[] {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-idl-"));
  try {
    for (const [name, text] of files) {
      // Whoever answers there: it may name no other place.
      if (!/^\w[\w.-]*\.thrift$/.test(name)) throw new Mistake(`${address} names a file of its IDL ${name}`);
      writeFileSync(join(folder, name), text);
    }
    const loader = new IdlLoader();
    const schemas = new Map(
      [...new Set(services.map(({ file }) => file))].map((file) => {
        if (!files.has(file)) throw new Mistake(`${address} tells no file ${file} of its IDL`);
        return [file, loader.load(join(folder, file))] as const;
      }),
    );
    return services.map(({ file, ...one }) => ({ ...one, schema: schemas.get(file)! }));
  } catch (error) {
    throw error instanceof IdlError
      ? new Mistake(`the IDL that ${address} tells cannot be read: ${textOf(error)}`)
      : error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
