// The TLS of each address: its own parameters, and the server's options for what they leave out.
import type { Filled } from "../../../options/check.ts";
import { OptionsError } from "../../../options/error.ts";
import type { TlsSettings } from "../../../tls/tls.ts";
import type { ServeOptions } from "../options.ts";
import type { tlsRows } from "../tls_rows.ts";
import { type ListenAddress, listenAddressText } from "./address.ts";
import { tlsNames, type Ways } from "./ways.ts";

/** @param options checked, with the defaults. @returns undefined: there is to be no TLS at an address of these ways. */
export function tlsOf(ways: Ways = {}, options: Filled<typeof tlsRows>): TlsSettings | undefined {
  const isOwn = ways.cert !== undefined;
  const cert = ways.cert ?? options.tlsCert;
  const key = isOwn ? ways.key : options.tlsKey;
  if (ways.tls === "off" || cert === undefined || key === undefined) return undefined;
  return {
    cert,
    key,
    ca: ways.ca ?? options.tlsCa,
    passphraseFile: isOwn ? ways["passphrase-file"] : options.tlsPassphraseFile,
    passphrase: isOwn ? undefined : options.tlsPassphrase,
    minVersion: options.tlsMinVersion,
    ciphers: options.tlsCiphers,
    requireClient: requiresClient(ways, options),
    optional: isOptional(ways, options),
    handshakeTimeout: options.handshakeTimeout,
  };
}

/**
 * @param options what was given, without the defaults.
 * @throws {OptionsError} when parameters of TLS have no use beside the others.
 */
export function refuseSenselessPlaceTls(addresses: readonly ListenAddress[], options: ServeOptions): void {
  const isSecuredAnywhere =
    options.tlsCert !== undefined || addresses.some(({ ways }) => ways?.cert !== undefined);
  for (const { ways, ...address } of addresses) {
    const of = `of ${listenAddressText(address)}`;
    const given = tlsNames.filter((name) => ways?.[name] !== undefined);
    const [beside] = given.filter((name) => name !== "tls");
    if (ways === undefined || given.length === 0) continue;
    if (ways.tls === "off") {
      if (beside !== undefined)
        throw new OptionsError("listen", `has tls=off ${of}, and ${beside} beside it`);
      if (isSecuredAnywhere) continue;
      throw new OptionsError(
        "listen",
        (named) => `has tls=off ${of}: none has TLS without ${named("tlsCert")}`,
      );
    }
    if (ways.key !== undefined && ways.cert === undefined)
      throw new OptionsError("listen", `has key ${of} without a cert: its certificate is missing`);
    if (ways.cert !== undefined && ways.key === undefined)
      throw new OptionsError("listen", `has cert ${of} without a key: its private key is missing`);
    if (ways["passphrase-file"] !== undefined && ways.key === undefined)
      throw new OptionsError("listen", `has passphrase-file ${of}, which is for a cert and key of its own`);
    if (ways.cert === undefined && options.tlsCert === undefined) {
      throw new OptionsError(
        "listen",
        (named) =>
          `has ${given[0]} ${of}, which has no TLS: expected its cert and key, or ${named("tlsCert")}`,
      );
    }
    if (!requiresClient(ways, options)) continue;
    if (ways.ca === undefined && options.tlsCa === undefined) {
      throw new OptionsError(
        "listen",
        (named) =>
          `has require-client ${of} and does not say who signs clients' certificates: expected its ca, or ${named("tlsCa")}`,
      );
    }
    if (isOptional(ways, options)) {
      throw new OptionsError(
        "listen",
        `lets clients in without TLS ${of}, but their certificates are required there: expected tls=required, or require-client=off`,
      );
    }
  }
}

function requiresClient(
  ways: Ways,
  { tlsRequireClient = false }: Pick<ServeOptions, "tlsRequireClient">,
): boolean {
  return ways["require-client"] === undefined ? tlsRequireClient : ways["require-client"] === "on";
}

function isOptional(ways: Ways, { tlsOptional = false }: Pick<ServeOptions, "tlsOptional">): boolean {
  return ways.tls === undefined ? tlsOptional : ways.tls === "optional";
}
