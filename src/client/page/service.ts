// The service that a page calls: generated code's, or read from the text of an IDL.
import { isIdlText } from "../../idl/text.ts";
import { shown } from "../../options/shown.ts";
import { isService, type ResolvedService, resolveOnlyService } from "../../schema/service.ts";

/** Of more, the one that was read first is forgotten: a page may make up its texts. */
const knownAtMost = 64;

/** By their texts. */
const known = new Map<string, ResolvedService>();

/**
 * Reads the service of an IDL's text, the first time that it is asked for, or gives back what is one already.
 *
 * @throws {TypeError} when it is neither; {IdlError} when the IDL has errors.
 */
export async function readPageService(service: unknown): Promise<ResolvedService> {
  if (isService(service)) return service;
  if (!isIdlText(service)) {
    throw new TypeError(
      `service is ${shown(service)}; expected that of generated code, or the text of an IDL: no files are read here`,
    );
  }
  const read = known.get(service) ?? (await readText(service));
  known.set(service, read);
  const [oldest] = known.keys();
  if (known.size > knownAtMost) known.delete(oldest!);
  return read;
}

/** The reader is a quarter of the client: a page with generated code does not load it, if its bundler splits. */
async function readText(text: string): Promise<ResolvedService> {
  const { readTextAlone } = await import("../../idl/text_alone.ts");
  return resolveOnlyService(readTextAlone(text, place), place);
}

const place = "the IDL";
