// The file that a command is about: an IDL, or a handler whose service it is.
import { existsSync } from "node:fs";
import type { BatchLimits } from "../../batching/rule.ts";
import { handlerSource } from "../../handler/source.ts";
import { IdlError } from "../../idl/errors.ts";
import { IdlLoader } from "../../idl/load.ts";
import { loadRuntime } from "../../runtime/current.ts";
import { splitReference } from "../../schema/reference.ts";
import type { IdlFile, Schema } from "../../schema/schema.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { textOf } from "../../words/thrown.ts";
import { Mistake } from "../mistakes.ts";

/** An IDL that was read, and perhaps the handler that serves it. */
export interface Subject {
  readonly schema: Schema;
  /** The files that it was read from; absent: they are not known. */
  readonly files?: readonly IdlFile[] | undefined;
  /** The service that is named behind `#`. */
  readonly name?: string;
  /** The services of a handler. */
  readonly served?: ResolvedService;
  /** How a handler's calls are gathered into batches, in the order of the functions; undefined: one by one. */
  readonly rules?: readonly (BatchLimits | undefined)[];
}

/** Options that say what is read. */
export interface SubjectOptions {
  readonly idl?: string;
  readonly include?: readonly string[];
}

/** Whether it is the name of a .thrift file, or of a service in one, `FILE#Service`. */
export function isIdl(given: string): boolean {
  return splitReference(given).path.endsWith(".thrift");
}

/**
 * Reads a .thrift file, `FILE#Service` too, or imports a handler.
 * @throws {Mistake} when there is no such file, or it has errors.
 */
export async function readSubject(given: string, { idl, include }: SubjectOptions): Promise<Subject> {
  const { path, name } = splitReference(given);
  try {
    if (isIdl(given)) {
      const loader = new IdlLoader({ include });
      const schema = loader.load(path);
      return { schema, files: loader.filesOf(schema), name };
    }
    if (!existsSync(given)) throw new Mistake(`no such file: ${given}`);
    await loadRuntime();
    const { loadHandler } = await import("../../handler/load.ts");
    const { service, handler } = await loadHandler(handlerSource(given, { idl, include }));
    return { schema: service.schema, served: service, rules: handler.rules };
  } catch (error) {
    const isTheirs = error instanceof IdlError || (error instanceof Error && error.name === "HandlerError");
    throw isTheirs ? new Mistake(textOf(error)) : error;
  }
}
