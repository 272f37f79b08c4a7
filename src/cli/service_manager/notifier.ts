// Tells the service manager that has started this program how it is, as sd_notify(3) says: systemd, and who does as it does.
import { log } from "../../log/log.ts";
import type { Datagrams } from "../../runtime/datagrams/datagrams.ts";
import { openDatagrams } from "../../runtime/datagrams/open.ts";
import type { ServerState } from "../../server/program.ts";

/** The service manager's ear. */
export class Notifier {
  /** What the manager has told in the environment, for a program that takes this one's place. */
  readonly variables: NodeJS.ProcessEnv;
  readonly #datagrams: Datagrams;
  /** Milliseconds between two signs of life; undefined: none are asked for. */
  readonly #every: number | undefined;
  #alive: ReturnType<typeof setInterval> | undefined;
  #ends = false;
  /** Those that the manager's queue had no room for. */
  readonly #unsent: string[] = [];

  /**
   * Finds the manager by this program's environment, and takes the variables out of it: what this program starts, workers
   * and what handlers start, is not the service.
   * @returns undefined: there is none, or it cannot be told anything, which the log says.
   */
  static async open(): Promise<Notifier | undefined> {
    const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = process.env;
    for (const variable of ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]) delete process.env[variable];
    if (NOTIFY_SOCKET === undefined || NOTIFY_SOCKET === "") return undefined;
    const datagrams = await openDatagrams(NOTIFY_SOCKET);
    if (typeof datagrams === "string") {
      log.warn("the service manager at NOTIFY_SOCKET={address} is told nothing: {reason}", {
        address: NOTIFY_SOCKET,
        reason: datagrams,
      });
      return undefined;
    }
    const isOurs = WATCHDOG_PID === undefined || WATCHDOG_PID === String(process.pid);
    const microseconds = isOurs ? Number(WATCHDOG_USEC) : 0;
    const variables = { NOTIFY_SOCKET, ...(isOurs && WATCHDOG_USEC !== undefined && { WATCHDOG_USEC }) };
    return new Notifier(datagrams, variables, microseconds > 0 ? microseconds / 2000 : undefined);
  }

  private constructor(datagrams: Datagrams, variables: NodeJS.ProcessEnv, every: number | undefined) {
    this.variables = variables;
    this.#datagrams = datagrams;
    this.#every = every;
  }

  /** The program starts. @param status a line for people. */
  starts(status: string): void {
    this.#send(statusLine(status));
  }

  /** The server has come to a state. @param status a line for people. */
  changed(state: ServerState, status: string): void {
    if (this.#ends) return;
    this.#ends = state === "ending";
    const states: Readonly<Record<ServerState, string>> = {
      serving: "READY=1",
      reloading: `RELOADING=1\nMONOTONIC_USEC=${this.#datagrams.now()}`,
      ending: "STOPPING=1",
    };
    this.#send(`${states[state]}\n${statusLine(status)}`);
    // A timer of the event loop that takes connections and hands them on: what holds that keeps it from being told.
    if (this.#every !== undefined) {
      this.#alive ??= setInterval(() => this.#lives(), this.#every).unref();
    }
  }

  /** Another process is the service from now on, and tells of it. Resolves as {@link Notifier.sent}. */
  async handOver(id: number): Promise<void> {
    this.#send(`MAINPID=${id}`);
    this.#ends = true;
    clearInterval(this.#alive);
    await this.sent();
  }

  /** Resolves when what was sent has gone out, or has had a second for that. */
  async sent(): Promise<void> {
    const { underWay } = this.#datagrams;
    if (underWay === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, 1000);
    });
    await Promise.race([underWay, late]);
    clearTimeout(timer);
  }

  /** One that would have to wait for others says no more than the next. */
  #lives(): void {
    if (this.#datagrams.underWay === undefined) this.#datagrams.send("WATCHDOG=1");
  }

  /** In their order; while the manager's queue is full, all of them wait. */
  #send(text: string): void {
    this.#unsent.push(text);
    if (this.#unsent.length === 1) this.#sendAll(attempts);
  }

  #sendAll(left: number): void {
    while (this.#unsent[0] !== undefined) {
      if (!this.#datagrams.send(this.#unsent[0])) {
        if (left > 0) setTimeout(() => this.#sendAll(left - 1), pause).unref();
        else this.#giveUp();
        return;
      }
      this.#unsent.shift();
    }
  }

  #giveUp(): void {
    this.#unsent.length = 0;
    log.warn("the service manager at NOTIFY_SOCKET takes no message: it is not told how this server is");
  }
}

/** Whatever a file is named, it is one line: another would be another message. */
function statusLine(status: string): string {
  return `STATUS=${status.replaceAll(/\p{Cc}+/gu, " ")}`;
}

/** Milliseconds until a message is sent again, and how often that is. */
const pause = 50;
const attempts = 40;
