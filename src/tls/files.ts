// The files that TLS needs: read, and checked alone and together before anything is done with them.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { unreadableBecause } from "../words/paths.ts";

/** The paths of the files; all hold PEM. */
export interface TlsPaths {
  /** The server's certificate, and those between it and its authority's behind it. */
  readonly cert: string;
  /** The private key of that certificate, not encrypted. */
  readonly key: string;
  /** The certificates of the authorities that sign clients' certificates. */
  readonly ca?: string;
}

/** The contents of the files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** A certificate each. */
  readonly ca?: readonly string[];
  /** Another one once a file has been changed or replaced. */
  readonly stamp: string;
  /** The stamp of later contents that were of no use, and told of. */
  readonly useless?: string;
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
export function readTlsFiles(paths: TlsPaths): TlsFiles {
  const stamp = stampOf(paths); // before reading: what is written meanwhile is seen the next time
  const cert = read(paths, "cert");
  const key = read(paths, "key");
  const [own] = certificates(paths, "cert", cert);
  const ca = paths.ca === undefined ? undefined : certificates(paths, "ca", read(paths, "ca"));
  if (!new X509Certificate(own!).checkPrivateKey(privateKey(paths, key))) {
    throw new TlsFileError("key", `is ${paths.key}: it is not the key of the certificate in ${paths.cert}`);
  }
  return { cert, key, ca, stamp };
}

/** Says whether the files are still the same: {@link TlsFiles.stamp}. A file that is not there counts too. */
export function stampOf({ cert, key, ca }: TlsPaths): string {
  return [cert, key, ca ?? cert]
    .map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? "none" : `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
    })
    .join(" ");
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

function privateKey(paths: TlsPaths, text: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(text);
  } catch {
    const encrypted = text.includes("ENCRYPTED");
    const detail = encrypted ? "its key is encrypted; expected one without a passphrase" : undefined;
    throw new TlsFileError("key", `is ${paths.key}: ${detail ?? "it holds no private key in PEM"}`);
  }
}
