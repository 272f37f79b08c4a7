// The files that TLS needs: read, and checked alone and together before anything is done with them.
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { unreadableBecause } from "../words/paths.ts";

/** The paths of the files; all hold PEM. */
export interface TlsPaths {
  /** The server's certificate, and those between it and its authority's behind it. */
  readonly cert: string;
  /** The private key of that certificate. */
  readonly key: string;
  /** The certificates of the authorities that sign clients' certificates. */
  readonly ca?: string;
  /** The passphrase of the key, in a file of its own: a line, which is no PEM. */
  readonly passphraseFile?: string;
}

/** The contents of the files. */
export interface TlsFiles {
  readonly cert: string;
  /** Not encrypted any more. */
  readonly key: string;
  /** A certificate each. */
  readonly ca?: readonly string[];
  /** Another one once a file has been changed or replaced. */
  readonly stamp: string;
  /** The stamp of later contents that were of no use, and told of. */
  readonly useless?: string;
}

/** The paths, and a passphrase that stands in no file. */
export interface TlsSources extends TlsPaths {
  readonly passphrase?: string;
}

/** Thrown when a file cannot be used. */
export class TlsFileError extends Error {
  override readonly name = "TlsFileError";
  /** The file that is meant. */
  readonly file: keyof TlsPaths;

  /** @param detail begins with a verb: `is x.pem: there is no such file`. */
  constructor(file: keyof TlsPaths, detail: string) {
    super(detail);
    this.file = file;
  }
}

/**
 * Reads the files.
 * @throws {TlsFileError} when one cannot be read or holds something else, or when the key is another's.
 */
export function readTlsFiles(paths: TlsSources): TlsFiles {
  const stamp = stampOf(paths) ?? ""; // before reading: what is written meanwhile is seen the next time
  const cert = read(paths, "cert");
  const key = privateKey(paths, read(paths, "key"));
  const [own] = certificates(paths, "cert", cert);
  const ca = paths.ca === undefined ? undefined : certificates(paths, "ca", read(paths, "ca"));
  if (!new X509Certificate(own!).checkPrivateKey(key.own)) {
    throw new TlsFileError("key", `is ${paths.key}: it is not the key of the certificate in ${paths.cert}`);
  }
  return { cert, key: key.pem, ca, stamp };
}

/**
 * Says whether the files are still the same: {@link TlsFiles.stamp}. A file that is not there counts too.
 * @returns undefined when they cannot be looked at, by another user say than the one who has read them.
 */
export function stampOf({ cert, key, ca, passphraseFile }: TlsPaths): string | undefined {
  try {
    return [cert, key, ca ?? cert, passphraseFile ?? cert]
      .map((path) => {
        const stat = statSync(path, { throwIfNoEntry: false });
        return stat === undefined ? "none" : `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
      })
      .join(" ");
  } catch {
    return undefined;
  }
}

function read(paths: TlsPaths, file: keyof TlsPaths): string {
  const path = paths[file]!;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new TlsFileError(file, `is ${path}: ${unreadableBecause(error)}`);
  }
}

function certificates(paths: TlsPaths, file: keyof TlsPaths, text: string): readonly string[] {
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const pem of found) new X509Certificate(pem);
    if (found.length > 0) return found;
  } catch {
    // Told in the same words.
  }
  throw new TlsFileError(file, `is ${paths[file]}: it holds no certificate in PEM`);
}

/** Decrypted here, as not every runtime's TLS takes a passphrase. */
function privateKey(paths: TlsSources, text: string): { readonly own: KeyObject; readonly pem: string } {
  const encrypted = text.includes("ENCRYPTED");
  const passphrase =
    paths.passphraseFile === undefined
      ? paths.passphrase
      : read(paths, "passphraseFile").replace(/\r?\n$/, "");
  if (!encrypted) {
    try {
      return { own: createPrivateKey(text), pem: text };
    } catch {
      throw new TlsFileError("key", `is ${paths.key}: it holds no private key in PEM`);
    }
  }
  if (passphrase === undefined) {
    throw new TlsFileError("key", `is ${paths.key}: its key is encrypted; expected a passphrase too`);
  }
  try {
    const own = createPrivateKey({ key: text, passphrase });
    return { own, pem: own.export({ format: "pem", type: "pkcs8" }) as string };
  } catch {
    const or = "the passphrase is another, or it is encrypted in a way that this runtime does not read";
    throw new TlsFileError("key", `is ${paths.key}: its key cannot be decrypted: ${or}`);
  }
}
