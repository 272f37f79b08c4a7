// Secures a server's connections by TLS, loaded only where it is used: it takes a forked process 2 to 10 ms.
import { OptionsError } from "../../options/error.ts";
import { runtime } from "../../runtime/current.ts";
import type { TlsFiles, TlsPaths } from "../../tls/files.ts";
import type { Tls, TlsSettings } from "../../tls/tls.ts";
import type { ServeOptions } from "../options/options.ts";

/**
 * Undefined without TLS.
 * @param files what the server found in the files, for its workers; absent: reads them.
 * @throws {OptionsError} when a file cannot be used, naming its option.
 */
export async function openTls(settings: TlsSettings | undefined, files?: TlsFiles): Promise<Tls | undefined> {
  if (settings === undefined) return undefined;
  const [{ Tls }, { TlsFileError }, { picksCiphers }] = await Promise.all([
    import("../../tls/tls.ts"),
    import("../../tls/files.ts"),
    import("../../runtime/deno/tls_stream.ts"),
  ]);
  const { ciphers } = settings;
  if (ciphers !== undefined && picksCiphers) {
    throw new OptionsError("tlsCiphers", `cannot be held to by ${runtime.name}, whose TLS picks them itself`);
  }
  try {
    return new Tls(settings, files);
  } catch (error) {
    if (error instanceof TlsFileError) throw new OptionsError(options[error.file], error.message);
    if (ciphers !== undefined && (error as NodeJS.ErrnoException).code === "ERR_SSL_NO_CIPHER_MATCH") {
      throw new OptionsError("tlsCiphers", `is ${ciphers}; openssl ciphers lists the names that there are`);
    }
    throw error;
  }
}

const options: Readonly<Record<keyof TlsPaths, keyof ServeOptions>> = {
  cert: "tlsCert",
  key: "tlsKey",
  ca: "tlsCa",
  passphraseFile: "tlsPassphraseFile",
};
