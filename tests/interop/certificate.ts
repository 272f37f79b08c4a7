// A certificate of 127.0.0.1 for a run of the tests, signed by itself: clients trust it and nothing else.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../fixtures/hosts.ts";

const run = promisify(execFile);

/** Files in PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  remove(): void;
}

/** Makes a certificate that is good for a day, with Debian's openssl. */
export async function makeCertificate(): Promise<Certificate> {
  mkdirSync(join(root, ".test"), { recursive: true });
  const folder = mkdtempSync(join(root, ".test", "certificate-"));
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "1"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
    ...["-keyout", key, "-out", certificate],
  ]);
  return { certificate, key, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
