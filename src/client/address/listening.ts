// The address of a server of this library, as its `address` is.
import { OptionsError } from "../../options/error.ts";

/** The address that a server listens on: {@link connect} takes it as it is. */
export type ServerAddress =
  | { readonly host: string; readonly port: number }
  /** An abstract name of Linux begins with `@`. */
  | { readonly path: string }
  /** The subject of a group on NATS. */
  | { readonly nats: string; readonly subject: string }
  /** Of an inherited socket of which the system does not say where it listens: nothing can be connected to by it. */
  | { readonly descriptor: number };

/**
 * The address as options; options stay as they are.
 *
 * @param others what is told beside it.
 * @throws {OptionsError} when it does not say where the server listens.
 */
export function listeningAt<Options extends object>(
  where: Options | ServerAddress,
  others: Options,
): Options {
  if (typeof where !== "object" || where === null) return where; // whoever reads options says what it is
  if ("path" in where) return { ...others, unix: where.path };
  if ("subject" in where) return { ...others, address: `${where.nats}/${where.subject}` };
  if (!("descriptor" in where)) return { ...others, ...where };
  throw new OptionsError(
    "address",
    `is descriptor ${where.descriptor} of the server, which does not say where it listens; expected what its socket was bound to, such as tcp://HOST:PORT`,
  );
}
