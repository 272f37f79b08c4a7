// Has this program started once more, as its file is now, and hands its sockets to that: no client is refused meanwhile.
import { log } from "../../log/log.ts";
import { type Successor, startSuccessor } from "../../runtime/successor/start.ts";
import type { RunningServer } from "../../server/life/running_server.ts";
import type { HandedSockets } from "../../server/program.ts";
import { textOf } from "../../words/thrown.ts";
import type { Notifier } from "../service_manager/notifier.ts";
import { handedVariable, type Taken } from "./handed.ts";
import type { Origin } from "./origin.ts";

/** The program that is replaced. */
export interface Replaced {
  readonly server: RunningServer;
  readonly origin: Origin | undefined;
  readonly notifier: Notifier | undefined;
  /** Another program serves in its place. @param files that are that one's, absolute paths. */
  handedOver(files: readonly string[]): void;
}

/** One attempt to replace this program. */
export class Replacement {
  readonly #replaced: Replaced;
  #successor: Successor | undefined;
  #isGivenUp = false;

  constructor(replaced: Replaced) {
    this.#replaced = replaced;
  }

  /** Resolves when another program serves, or when none does: the log says which. */
  async run(): Promise<void> {
    const { server, notifier, handedOver } = this.#replaced;
    try {
      const successor = await this.#start();
      const { sockets, files } = JSON.parse(await successor.word) as Taken;
      if (this.#isGivenUp) return;
      handedOver(files);
      await notifier?.handOver(successor.id);
      log.info("process {id} serves in place of this one, which finishes its calls and ends", {
        id: successor.id,
      });
      server.handOver(new Set(sockets));
      successor.letGo();
    } catch (error) {
      if (this.#isGivenUp) return;
      log.error("this server is not replaced, and serves on: {reason}", { reason: textOf(error) });
    }
  }

  /** This program ends: so does the one that was to replace it. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.#successor?.end();
  }

  async #start(): Promise<Successor> {
    const { server, origin, notifier } = this.#replaced;
    if (origin === undefined)
      throw new Error("how it was started is not known: that takes Linux, and -A on Deno");
    if (process.pid === 1) throw new Error("it is process 1 of a container, which ends with it");
    const sockets = handable(server.sockets);
    const names = [...sockets.keys()];
    log.info("starts {program} once more, to take this one's place", { program: origin.command[0] });
    this.#successor = await startSuccessor({
      ...origin,
      descriptors: [...sockets.values()],
      environment: (numbers) => ({
        ...process.env,
        PWD: origin.folder,
        ...notifier?.variables,
        ...handedVariable(new Map(names.map((name, index) => [name, numbers[index]!]))),
      }),
    });
    return this.#successor;
  }
}

/** @throws {Error} when one of them cannot be handed over. */
function handable(sockets: ReadonlyMap<string, number | undefined>): HandedSockets {
  const known = new Map<string, number>();
  for (const [name, descriptor] of sockets) {
    if (descriptor === undefined) throw new Error(`the socket at ${name} cannot be handed over: ${why}`);
    known.set(name, descriptor);
  }
  return known;
}

const why = "its descriptor, or that of its folder, is not known; Deno needs -A";
