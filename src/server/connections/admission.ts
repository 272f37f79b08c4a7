// Lets connections in: so many in all, and so many of one address.
import type { Accepted } from "../../runtime/runtime.ts";
import type { Limits } from "../options/limits.ts";
import type { RefusalKind, RefusalLog } from "../refusals.ts";

/** Counts a server's connections, wherever they live. */
export class Admission {
  readonly #limits: Limits;
  readonly #refusals: RefusalLog;
  /** By address, while there is a limit for one. */
  readonly #ofPeer = new Map<string, number>();
  #connections = 0;
  #total = 0;
  /** Connections whose descriptors are this process's own: all, unless they are handed to processes. */
  readonly #ours = new Set<Accepted>();
  /** The most of those. */
  #room = Number.POSITIVE_INFINITY;

  constructor(limits: Limits, refusals: RefusalLog) {
    this.#limits = limits;
    this.#refusals = refusals;
  }

  /** Connections that are open. */
  get open(): number {
    return this.#connections;
  }

  /** Connections that were let in so far. */
  get total(): number {
    return this.#total;
  }

  /** Connections that this process itself holds. */
  get here(): number {
    return this.#ours.size;
  }

  /** Limits the connections that this process itself may hold. */
  limit(room: number): void {
    this.#room = room;
  }

  /**
   * Lets a connection in, or closes it at once. {@link Admission.left} has to be called when it has ended.
   * @param isHanded whether a process of its own gets it, so that it is released here.
   * @returns what to go on with.
   */
  admit(accepted: Accepted, isHanded: boolean): Accepted | undefined {
    if (this.#ours.size >= this.#room) {
      const reason = `${this.#ours.size} connections are held, and ulimit -n leaves room for no more`;
      return this.#refuse(accepted, "maxConnections", reason);
    }
    const { maxConnections, maxConnectionsPerPeer } = this.#limits;
    if (maxConnections > 0 && this.#connections >= maxConnections) {
      return this.#refuse(accepted, "maxConnections", `${maxConnections} connections are open`);
    }
    const address = maxConnectionsPerPeer > 0 ? addressOf(accepted.peer) : undefined;
    if (address !== undefined) {
      const open = this.#ofPeer.get(address) ?? 0;
      if (open >= maxConnectionsPerPeer) {
        return this.#refuse(accepted, "maxConnectionsPerPeer", `${open} connections of ${address} are open`);
      }
      this.#ofPeer.set(address, open + 1);
    }
    this.#connections++;
    this.#total++;
    const admitted: Accepted = !isHanded
      ? accepted
      : {
          ...accepted,
          release: () => accepted.release(() => this.#ours.delete(admitted)),
        };
    this.#ours.add(admitted);
    return admitted;
  }

  /** A connection that was let in is gone. */
  left(accepted: Accepted): void {
    const { peer } = accepted;
    this.#ours.delete(accepted);
    this.#connections--;
    const address = addressOf(peer);
    const open = address === undefined ? undefined : this.#ofPeer.get(address);
    if (address === undefined || open === undefined) return;
    if (open === 1) this.#ofPeer.delete(address);
    else this.#ofPeer.set(address, open - 1);
  }

  /** A connection could not be let in: there was no file descriptor for it. */
  lost(peer: string): void {
    const reason = "no file descriptor was free for it (ulimit -n)";
    this.#refusals.add({ kind: "maxConnections", peer, outcome: "closed", reason });
  }

  #refuse(accepted: Accepted, kind: RefusalKind, reason: string): undefined {
    const { peer } = accepted;
    accepted.close();
    this.#refusals.add({ kind, peer, outcome: "closed", reason });
    return undefined;
  }
}

/** The address without its port; clients of a Unix domain socket have none. */
export function addressOf(peer: string): string | undefined {
  const end = peer.lastIndexOf(":");
  return end < 0 ? undefined : peer.slice(0, end);
}
