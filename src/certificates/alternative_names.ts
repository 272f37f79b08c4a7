// The other names of a certificate's subject: RFC 5280, 4.2.1.6.
import { type Der, type Element, latin1Of } from "./der.ts";

/** The names of a certificate's subject besides the distinguished one, by their kind, in the order of the certificate. */
export interface AlternativeNames {
  /** Names of hosts, as they stand there: `*.example.org` too. */
  readonly dns: readonly string[];
  readonly email: readonly string[];
  /** `spiffe://cluster.local/ns/orders/sa/default`, for example. */
  readonly uri: readonly string[];
  /** `10.0.0.1`, `fe80::1`. */
  readonly ip: readonly string[];
}

/** Reads `GeneralNames`; undefined: there are none. Those of other kinds are left out. @throws {RangeError} */
export function alternativeNames(der: Der, names: Element | undefined): AlternativeNames {
  const found = { dns: [] as string[], email: [] as string[], uri: [] as string[], ip: [] as string[] };
  if (names === undefined) return found;
  for (const name of der.elementsOf(names)) {
    const bytes = der.contentOf(name);
    if (name.tag === 0x81) found.email.push(latin1Of(bytes));
    else if (name.tag === 0x82) found.dns.push(latin1Of(bytes));
    else if (name.tag === 0x86) found.uri.push(latin1Of(bytes));
    else if (name.tag === 0x87) found.ip.push(addressOf(bytes));
  }
  return found;
}

function addressOf(bytes: Uint8Array): string {
  if (bytes.length !== 16) return bytes.join(".");
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1); // written as RFC 5952 has it
}
