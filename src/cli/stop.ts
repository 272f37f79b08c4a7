// Signals to the command line, and how it ends.
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { printed } from "../log/console.ts";
import { log, logWritten } from "../log/log.ts";
import { standardError } from "../log/standard_error.ts";
import { runtime } from "../runtime/current.ts";
import { endAfter } from "../runtime/end_after.ts";
import { keepListening } from "../runtime/kept_listeners.ts";
import { shownAddress } from "../server/connections/listen.ts";
import type { RunningServer } from "../server/life/running_server.ts";
import type { Place } from "../server/options/listening/places.ts";
import type { HandedSockets, Program, ServerState } from "../server/program.ts";
import { changingSignals, endingSignals, meaninglessSignals, replacingSignal } from "../server/signals.ts";
import { hasStoppedEarly, stopNoMore } from "./early_stop.ts";
import type { Identity } from "./privileges/identity.ts";
import { originOfThis } from "./replacement/origin.ts";
import type { Replacement } from "./replacement/replacement.ts";
import { say } from "./say.ts";
import type { Notifier } from "./service_manager/notifier.ts";

/** The program that serves until a signal comes. */
export class ServingProgram implements Program {
  /** Files that are removed at the end, whatever that is. */
  files: string[] = [];
  /** Files that will be written. */
  written: readonly string[] = [];
  /** The service manager that has started it, if one has. */
  notifier: Notifier | undefined;
  readonly #stopped = new AbortController();
  #signal: string | undefined;
  /** The time when it came. */
  #signalled = 0;
  #server: RunningServer | undefined;
  /** Those to change the server that came before there was one. */
  readonly #early: (typeof changingSignals)[number][] = [];
  #listens = false;
  #ends = false;
  /** A runtime may end a program that waits for nothing but promises; a handler's `init` may be one that hangs. */
  readonly #alive = setInterval(() => {}, 2 ** 30);

  readonly #handler: string;
  handed: HandedSockets | undefined;
  /** The user that it is to become. */
  identity: Identity | undefined;
  readonly #origin = originOfThis();
  #replacement: Replacement | undefined;
  #isBeingReplaced = false;

  /**
   * @param handler as it was given.
   * @param handed sockets of a program that this one replaces.
   */
  constructor(handler: string, handed?: HandedSockets) {
    this.#handler = handler;
    this.handed = handed;
    process.on("exit", (status) => this.#exits(status));
  }

  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** The signal that ends it, if one has come. */
  get signal(): string | undefined {
    return this.#signal;
  }

  async becomesUser(places: readonly Place[], files: readonly string[]): Promise<void> {
    const { identity, handed, written } = this;
    if (identity === undefined) return;
    const { becomeUser } = await import("./privileges/become_user.ts");
    this.handed = await becomeUser(identity, { places, handed, files, written });
  }

  hasTurns(): void {
    if (this.#listens) return;
    this.#listens = true;
    for (const signal of endingSignals) keepListening(signal, () => this.#end(signal));
    for (const signal of changingSignals) keepListening(signal, () => this.#change(signal));
    keepListening(replacingSignal, () => void this.#replace());
    for (const signal of meaninglessSignals) {
      keepListening(signal, () => log.info("{signal} means nothing to this server", { signal }));
    }
    stopNoMore();
  }

  async mayBeHeld(): Promise<void> {
    await signalsTold();
    stopNoMore();
  }

  async closes(file: string, milliseconds: number): Promise<void> {
    const message = `close of ${file} holds the event loop: the program ends without it`;
    await endAfter(milliseconds + aMoment, message, this.files);
  }

  changed(state: ServerState): void {
    this.notifier?.changed(state, this.#status(state));
    if (this.#server !== undefined) runtime.entitle?.(titleOf(this.#server, state, this.#handler));
  }

  /** A line for those who ask the service manager. */
  #status(state: ServerState): string {
    if (state === "reloading") return `reads ${this.#handler} anew, and serves meanwhile`;
    const server = this.#server;
    if (server === undefined) return "ends before it has served";
    if (state === "ending") return `ends: the calls of ${server.service} that are at work are finished`;
    const { workers: count } = server;
    const workers = count === 0 ? "no workers" : count === 1 ? "1 worker" : `${count} workers`;
    return `serves ${server.service} on ${server.addresses.map(shownAddress).join(", ")}, ${server.model}, ${workers}`;
  }

  /** The server that its signals end from now on. */
  serves(server: RunningServer): void {
    this.#server = server;
    this.hasTurns();
    if (this.stopped.aborted) void server.close();
    else for (const signal of this.#early.splice(0)) this.#change(signal);
  }

  /** Ends the program, whatever its threads are doing. @param word its last one. */
  async end(status: number, word?: string): Promise<never> {
    clearInterval(this.#alive);
    printed();
    await logWritten();
    await this.notifier?.sent();
    if (word !== undefined) say(word, status === 0 ? "info" : "error");
    standardError().flush();
    return this.#exit(status);
  }

  #exit(status: number): never {
    this.#ends = true;
    // There is none before its first use, and then no thread either.
    if ((runtime as typeof runtime | undefined) === undefined) process.exit(status);
    return runtime.exit(status);
  }

  /** The first signal makes the server end in good order, the second at once. */
  #end(signal: string): void {
    if (this.#signal !== undefined) {
      if (performance.now() - this.#signalled < oneSignal) return;
      this.#exit(1); // without waiting for readers of the log
    }
    this.#signal = signal;
    this.#signalled = performance.now();
    this.#stopped.abort();
    this.#replacement?.giveUp();
    if (this.#server === undefined) this.changed("ending");
    void this.#server?.close();
  }

  /** Reloads or resizes the server, which tells the outcome in its log. Before there is one it waits for that. */
  #change(signal: (typeof changingSignals)[number]): void {
    const server = this.#server;
    if (server === undefined) {
      this.#early.push(signal);
      return;
    }
    log.info("{signal}: {meaning}", { signal, meaning: meanings[signal] });
    const changed =
      signal === "SIGHUP" ? server.reload() : server.resize(server.workers + (signal === "SIGTTIN" ? 1 : -1));
    changed.catch(() => {});
  }

  /** Has another program take this one's place, which the log tells of. */
  async #replace(): Promise<void> {
    const server = this.#server;
    const busy =
      server === undefined
        ? "the server has not started yet"
        : server.isClosing
          ? "the server ends"
          : this.#isBeingReplaced
            ? "it is being replaced already"
            : undefined;
    if (busy !== undefined || server === undefined) {
      log.warn("{signal} does nothing: {busy}", { signal: replacingSignal, busy });
      return;
    }
    this.#isBeingReplaced = true;
    const { Replacement } = await import("./replacement/replacement.ts");
    this.#replacement = new Replacement({
      server,
      origin: this.#origin,
      notifier: this.notifier,
      handedOver: (files) => {
        this.files = this.files.filter((file) => !files.includes(resolve(file)));
      },
    });
    await this.#replacement.run();
    this.#isBeingReplaced = false;
  }

  #exits(status: number): void {
    for (const file of this.files) {
      try {
        rmSync(file, { force: true });
      } catch {
        // Its folder is not this user's, as the log has said.
      }
    }
    if (this.#ends || hasStoppedEarly()) return;
    this.#ends = true;
    say(
      this.#server !== undefined
        ? `the handler ended the server: process.exit(${status})`
        : `the process ended while it imported ${this.#handler} or ran its init: exit code ${status}`,
    );
    standardError().flush();
  }
}

/** What matters first: there may be no room for all of it. */
function titleOf(
  { addresses }: Pick<RunningServer, "addresses">,
  state: ServerState,
  handler: string,
): string {
  const does = { serving: "serves", reloading: "reloads", ending: "ends" }[state];
  return `thriftserve: server ${addresses.map(shownAddress).join(", ")} ${does} ${handler}`;
}

/**
 * Resolves when the signals that have come have been told to their listeners: a later one of our own has been. Node
 * loses those that are still on their way when their listener goes; Deno hands them over from a thread of its own,
 * which no number of the event loop's turns waits for.
 */
async function signalsTold(): Promise<void> {
  if (process.platform === "win32") return;
  await new Promise<void>((resolve) => {
    const told = () => {
      clearTimeout(blocked);
      process.off("SIGWINCH", told);
      resolve();
    };
    const blocked = setTimeout(told, 1000); // a parent may have had it blocked
    process.on("SIGWINCH", told);
    process.kill(process.pid, "SIGWINCH"); // means nothing to a program without a window
  });
}

const meanings = {
  SIGHUP: "the handler and its IDL are read anew",
  SIGTTIN: "one worker more",
  SIGTTOU: "one worker less",
} as const;

/** Milliseconds: timeout(1) and others tell a program, and then its group that it belongs to. */
const oneSignal = 100;
/** Milliseconds after the time is up, in which the event loop ends the program itself when it can. */
const aMoment = 500;
