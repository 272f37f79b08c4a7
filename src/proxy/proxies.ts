// The proxies whose word is taken for who a client is.
import { BlockList, isIPv6 } from "node:net";
import { clientAddress } from "../runtime/addresses.ts";
import type { Accepted } from "../runtime/runtime.ts";
import { type HeadEvents, ProxyHead } from "./head.ts";

/** Knows the addresses of proxies. */
export class Proxies {
  readonly #trusted = new BlockList();
  readonly #trustsUnix: boolean;

  /** @param listed addresses, `10.0.0.7` or `fd00::7`, blocks of them, `10.0.0.0/8`, and `unix`; checked. */
  constructor(listed: readonly string[]) {
    this.#trustsUnix = listed.includes("unix");
    for (const one of listed) {
      if (one === "unix") continue;
      const [address = "", prefix] = one.split("/");
      const family = familyOf(address);
      if (prefix === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(prefix), family);
    }
  }

  /** The head to be read from a connection; undefined: it is of a client itself, or the head was read before. */
  headOf(accepted: Accepted, events: HeadEvents): ProxyHead | undefined {
    if (accepted.client !== undefined || !this.#trusts(accepted.peer)) return undefined;
    return new ProxyHead(accepted.peer, events);
  }

  #trusts(peer: string): boolean {
    const client = clientAddress(peer);
    if (client.kind !== "tcp") return this.#trustsUnix;
    const address = client.address.split("%", 1)[0]!; // the zone of a link's own address
    return this.#trusted.check(address, familyOf(address));
  }
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
