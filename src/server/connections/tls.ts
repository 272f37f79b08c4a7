// Secures a server's connections by TLS, loaded only where it is used: it takes a forked process 2 to 10 ms.
import { OptionsError } from "../../options/error.ts";
import { runtime } from "../../runtime/current.ts";
import type { TlsFileError, TlsFiles, TlsPaths } from "../../tls/files.ts";
import type { Tls } from "../../tls/tls.ts";
import { listenAddressText } from "../options/listening/address.ts";
import type { Place } from "../options/listening/places.ts";
import type { ServeOptions } from "../options/options.ts";

/** The TLS of a server's addresses. Those of the same settings have one. */
export class PlacesTls {
  readonly #byPlace: readonly (Tls | undefined)[];

  constructor(byPlace: readonly (Tls | undefined)[]) {
    this.#byPlace = byPlace;
  }

  /** That of a place, by its number; undefined: its connections are plain. */
  of(place = 0): Tls | undefined {
    return this.#byPlace[place];
  }

  /** The files' contents, the last that were of use, by place. What several have is there once. */
  get files(): readonly (TlsFiles | undefined)[] {
    return this.#byPlace.map((tls, place) => (this.#byPlace.indexOf(tls) === place ? tls?.files : undefined));
  }
}

/**
 * Undefined without TLS.
 * @param files what the server found in the files, for its workers: {@link PlacesTls.files}; absent: reads them.
 * @throws {OptionsError} when a file cannot be used, naming its option.
 */
export async function openTls(
  places: readonly Place[],
  files?: readonly (TlsFiles | undefined)[],
): Promise<PlacesTls | undefined> {
  if (places.every(({ tls }) => tls === undefined)) return undefined;
  const [{ Tls }, { TlsFileError }, { picksCiphers }] = await Promise.all([
    import("../../tls/tls.ts"),
    import("../../tls/files.ts"),
    import("../../runtime/deno/tls_stream.ts"),
  ]);
  const bySettings = new Map<string, Tls>();
  const open = (place: Place, index: number): Tls | undefined => {
    const { tls } = place;
    if (tls === undefined) return undefined;
    if (tls.ciphers !== undefined && picksCiphers) {
      throw new OptionsError(
        "tlsCiphers",
        `cannot be held to by ${runtime.name}, whose TLS picks them itself`,
      );
    }
    const key = JSON.stringify(tls);
    let opened = bySettings.get(key);
    try {
      opened ??= new Tls(tls, files?.[index] ?? undefined);
    } catch (error) {
      if (error instanceof TlsFileError) throw unusable(place, error);
      if (tls.ciphers !== undefined && (error as NodeJS.ErrnoException).code === "ERR_SSL_NO_CIPHER_MATCH") {
        throw new OptionsError(
          "tlsCiphers",
          `is ${tls.ciphers}; openssl ciphers lists the names that there are`,
        );
      }
      throw error;
    }
    bySettings.set(key, opened);
    return opened;
  };
  return new PlacesTls(places.map(open));
}

/** Names an address's own file by the address. */
function unusable(place: Place, { file, message }: TlsFileError): OptionsError {
  const name = file === "passphraseFile" ? "passphrase-file" : file;
  if (place.ways?.[name] === undefined) return new OptionsError(options[file], message);
  return new OptionsError("listen", `has ${listenAddressText(place)}, whose ${name} ${message}`);
}

const options: Readonly<Record<keyof TlsPaths, keyof ServeOptions>> = {
  cert: "tlsCert",
  key: "tlsKey",
  ca: "tlsCa",
  passphraseFile: "tlsPassphraseFile",
};
