// Certificates for tests, made by openssl when a test file begins, below .test/.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The files of one certificate: PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A folder of certificates that were made for one run. */
export class Certificates {
  readonly folder: string;
  #serial = 1;

  constructor() {
    const test = fileURLToPath(new URL("../../.test", import.meta.url));
    mkdirSync(test, { recursive: true });
    this.folder = mkdtempSync(join(test, "certificates-"));
  }

  /** One that signs others. */
  authority(name: string): Certificate {
    return this.#make(name, `/CN=${name}`, "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n");
  }

  /** A server's, for `localhost` and the addresses of this machine. */
  server(name: string, by: Certificate): Certificate {
    const names = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1";
    return this.#make(name, "/CN=localhost", `${names}\nextendedKeyUsage=serverAuth\n`, by);
  }

  client(name: string, by: Certificate): Certificate {
    return this.#make(name, `/CN=${name}`, "extendedKeyUsage=clientAuth\n", by);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #make(name: string, subject: string, extensions: string, by?: Certificate): Certificate {
    const path = (kind: string) => join(this.folder, `${name}.${kind}`);
    const made = { cert: path("crt"), key: path("key") };
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    openssl("req", "-new", ...curve, "-keyout", made.key, "-out", path("csr"), "-subj", subject);
    writeFileSync(path("ext"), extensions);
    const signer = by ? ["-CA", by.cert, "-CAkey", by.key] : ["-signkey", made.key];
    const serial = ["-set_serial", String(this.#serial++), "-days", "2", "-extfile", path("ext")];
    openssl("x509", "-req", "-in", path("csr"), ...signer, ...serial, "-out", made.cert);
    return made;
  }
}

/** Runs openssl. @throws with what it said when it fails. */
export function openssl(...args: string[]): string {
  return execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Why what needs openssl cannot run here. Under CI that is no excuse: it runs, and fails. */
export const withoutOpenssl: string | false =
  process.env.CI || isThere() ? false : "openssl is not installed";

function isThere(): boolean {
  try {
    openssl("version");
    return true;
  } catch {
    return false;
  }
}
