// The options of TLS, for all addresses that say nothing else.
import { OptionsError } from "../../options/error.ts";
import { flag, type Kind, secondsUpTo, text } from "../../options/kinds.ts";
import { oneOf } from "../../options/names.ts";
import { path } from "../../options/path_kinds.ts";
import type { TlsVersion } from "../../tls/tls.ts";
import type { ServeOptions } from "./options.ts";
import type { ServeRow } from "./row.ts";

const group = "TLS";

/** A word that no list of options prints. */
const passphrase: Kind<string> = { ...text("the passphrase, which is not empty"), secret: true };

/** As OpenSSL writes lists. Those of TLS 1.3 cannot be chosen everywhere, and its servers take all of them. */
const cipherList: Kind<string> = {
  ...text("ciphers of TLS 1.2, by OpenSSL's names, with colons between"),
  accept: (value) =>
    typeof value === "string" && /^[\w+@=!:-]+$/.test(value) && !value.includes("TLS_") ? value : undefined,
};

/** The rows of TLS. */
export const tlsRows = {
  tlsCert: {
    kind: path("the path of a PEM file"),
    group,
    placeholder: "file",
    help: "certificate, and its chain, in PEM: clients have to use TLS",
  },
  tlsKey: {
    kind: path("the path of a PEM file"),
    group,
    placeholder: "file",
    help: "the certificate's private key in PEM",
  },
  tlsPassphrase: {
    kind: passphrase,
    group,
    placeholder: "passphrase",
    help: "what that key is encrypted with; on a command line the machine's users see it",
  },
  tlsPassphraseFile: {
    kind: path("the path of a file"),
    group,
    placeholder: "file",
    help: "a file with that passphrase, which keeps it off the command line",
  },
  tlsCa: {
    kind: path("the path of a PEM file"),
    group,
    placeholder: "file",
    help: "authorities, in PEM, that clients' certificates have to be from",
  },
  tlsRequireClient: {
    kind: flag,
    fallback: false,
    group,
    help: "refuse clients without a certificate",
  },
  tlsOptional: {
    kind: flag,
    fallback: false,
    group,
    help: "serve clients without TLS too, on the same port",
  },
  tlsMinVersion: {
    kind: { ...oneOf<TlsVersion>(["1.2", "1.3"]), textOnly: true },
    fallback: "1.2" as const,
    group,
    placeholder: "version",
    help: "least version of TLS, 1.2 or 1.3",
  },
  tlsCiphers: {
    kind: cipherList,
    group,
    placeholder: "list",
    help: "the ciphers of TLS 1.2, by OpenSSL's names with colons between; not on Deno",
    usual: "the runtime's own",
  },
  handshakeTimeout: {
    kind: secondsUpTo(86_400),
    fallback: 10,
    group,
    help: "how long a client may take for its TLS handshake",
  },
} satisfies Readonly<Record<string, ServeRow>>;

type TlsOption = keyof typeof tlsRows;

/**
 * @param options what was given, without the defaults.
 * @param isElsewhere whether an address has a certificate of its own, which the options that name no files are for as well.
 * @throws {OptionsError} when an option of TLS has no use beside the others.
 */
export function refuseSenselessTls(options: ServeOptions, isElsewhere: boolean): void {
  for (const option of Object.keys(tlsRows) as TlsOption[]) {
    if (option === "tlsCert" || !(options[option] ?? false) || options.tlsCert !== undefined) continue;
    if (isElsewhere && option !== "tlsKey" && !option.startsWith("tlsPassphrase")) continue;
    throw new OptionsError(option, "is for TLS; expected a certificate too");
  }
  if (options.tlsCert !== undefined && options.tlsKey === undefined) {
    throw new OptionsError("tlsCert", "needs a private key; expected the key's file too");
  }
  if (options.tlsPassphrase !== undefined && options.tlsPassphraseFile !== undefined) {
    throw new OptionsError(
      "tlsPassphraseFile",
      (named) => `cannot be combined with ${named("tlsPassphrase")}`,
    );
  }
  if (options.tlsCiphers !== undefined && options.tlsMinVersion === "1.3") {
    throw new OptionsError(
      "tlsCiphers",
      (named) => `is of no use with ${named("tlsMinVersion", "1.3")}: it is for TLS 1.2`,
    );
  }
  if (options.tlsRequireClient) {
    const needs = "clients' certificates";
    if (options.tlsCa === undefined) {
      throw new OptionsError("tlsRequireClient", `needs to know who signs ${needs}; expected that file too`);
    }
    if (options.tlsOptional) {
      throw new OptionsError("tlsOptional", `lets clients in without TLS, but ${needs} are required`);
    }
  }
}
