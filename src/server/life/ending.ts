// The end of a server, in good order as far as there is time.
import { log } from "../../log/log.ts";
import type { Administration } from "../admin/administration.ts";
import type { Listening } from "../connections/listeners.ts";
import type { Settings } from "../options/settings.ts";
import type { Program } from "../program.ts";
import type { Refusals } from "../refusals.ts";
import type { Crew, Phase } from "../workers/crew.ts";
import type { WatchedFiles } from "./watched_files.ts";

/** The parts of a server that end. */
export interface Ended {
  /** The handler, as messages name it. */
  readonly file: string;
  readonly settings: Pick<Settings, "drainDelay" | "shutdownTimeout">;
  readonly crew: Crew;
  readonly listening: Listening;
  readonly refusals: Refusals;
  readonly administration: Administration | undefined;
  readonly watched: WatchedFiles | undefined;
  /** It is told that the server ends. */
  readonly program: Pick<Program, "changed"> | undefined;
}

/** A server's end. */
export class Ending {
  /** Resolves when it has ended. */
  readonly over: Promise<void>;
  readonly #ended: Ended;
  readonly #over = Promise.withResolvers<void>();
  readonly #timeUp = Promise.withResolvers<"time is up">();
  /** Seconds that it was given, and until when that is, in milliseconds. */
  #seconds: number;
  #until = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #begun = false;
  #isReplaced = false;

  constructor(ended: Ended) {
    this.#ended = ended;
    this.#seconds = ended.settings.shutdownTimeout;
    this.over = this.#over.promise;
  }

  get hasBegun(): boolean {
    return this.#begun;
  }

  /**
   * Begins it.
   * @param timeout seconds, instead of the `shutdownTimeout`. When it has begun already: from now on, if that is sooner.
   */
  begin(timeout?: number): Promise<void> {
    if (this.#begun) {
      if (timeout !== undefined) this.#limit(timeout);
    } else {
      this.#begun = true;
      this.#ended.watched?.close();
      this.#ended.program?.changed("ending");
      this.#end(timeout).then(this.#over.resolve, this.#over.reject);
    }
    return this.over;
  }

  /** Begins it: another program serves in this one's place already, and takes what comes. */
  beginReplaced(): Promise<void> {
    this.#isReplaced = true;
    return this.begin();
  }

  async #end(timeout: number | undefined): Promise<void> {
    const { crew, listening, refusals, administration, settings, file } = this.#ended;
    if (this.#isReplaced) await this.#serveOn(lastAccepted);
    else if (settings.drainDelay > 0) await this.#announce(settings.drainDelay);
    crew.expectEnd?.();
    this.#limit(timeout ?? settings.shutdownTimeout);
    const drained = listening.stop().then(() => crew.drain(this.#until - performance.now()));
    const outcome = await Promise.race([drained, this.#timeUp.promise]);
    clearTimeout(this.#timer);
    if (outcome === "time is up") {
      drained.catch(() => {});
      for (const phase of crew.unfinished) log.warn(overdue[phase], { seconds: this.#seconds, file });
      await crew.kill();
    }
    refusals.flush();
    listening.remove();
    administration?.close();
  }

  /** Lets load balancers look elsewhere, while what they still send is served. */
  async #announce(seconds: number): Promise<void> {
    log.info("ends in {seconds} s: it is not ready any more, and serves on until then", { seconds });
    this.#ended.crew.announceEnd();
    await this.#serveOn(seconds);
  }

  async #serveOn(seconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const delayed = new Promise((resolve) => {
      timer = setTimeout(resolve, seconds * 1000);
    });
    await Promise.race([delayed, this.#timeUp.promise]);
    clearTimeout(timer);
  }

  #limit(seconds: number): void {
    const until = performance.now() + seconds * 1000;
    if (until >= this.#until) return;
    this.#until = until;
    this.#seconds = seconds;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#timeUp.resolve("time is up"), seconds * 1000);
  }
}

/** Seconds that the last clients have which came before another program accepted all: for a handshake, and a call. */
const lastAccepted = 1;

/** The words for what did not end in time. */
const overdue: Readonly<Record<Phase, string>> = {
  init: "init of {file} had not ended after {seconds} s",
  calls: "calls were still at work after {seconds} s: they are dropped",
  close: "close of {file} did not end within {seconds} s",
};
