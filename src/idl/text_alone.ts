// Reads the text of an IDL where there are no files: in a browser.
import type { Schema } from "../schema/schema.ts";
import { assembled } from "./assembled.ts";
import { IdlError } from "./errors.ts";
import { Linker } from "./link/link.ts";
import { explained, inFileOrder, Messages } from "./messages.ts";
import { parse } from "./parse/parse.ts";

/**
 * Reads the text of an IDL into a checked schema, without what it includes.
 *
 * @param shown how messages name the text.
 * @throws {IdlError} with every error found; an include statement is one.
 */
export function readTextAlone(text: string, shown: string): Schema {
  const messages = new Messages();
  const document = parse(text, shown);
  messages.add(document);
  const program = assembled(document, { name: "service", key: "service" }, messages, (node) => {
    const remedy = "write what it defines into the text, or use the code of thriftserve gen";
    messages.error(document.source, node, `no files are read here to include; ${remedy}`);
    return undefined;
  });
  const schema = new Linker(messages, false).link(program);
  if (messages.errors.length === 0) return schema;
  throw new IdlError(explained(inFileOrder(messages.errors, [shown])));
}
