// Tells calls that their client has left: with one listener for a connection, however many calls it makes.
import type { CallerConnection } from "../processor/context.ts";

/** A call that can be given up. */
export interface Leavable {
  /** @param isClosed whether no reply can be sent any more; otherwise one half of the connection is closed. */
  left(isClosed: boolean): void;
}

/** The calls at work, by their connections. */
export class Leavers {
  readonly #calls = new WeakMap<CallerConnection, Set<Leavable>>();

  begin(connection: CallerConnection, call: Leavable): void {
    const known = this.#calls.get(connection);
    if (known !== undefined) {
      known.add(call);
      return;
    }
    const calls = new Set([call]);
    this.#calls.set(connection, calls);
    connection.signal.addEventListener("abort", () => {
      const { closed } = connection as { readonly closed?: boolean };
      for (const one of [...calls]) one.left(closed !== false);
    });
  }

  over(connection: CallerConnection, call: Leavable): void {
    this.#calls.get(connection)?.delete(call);
  }
}
