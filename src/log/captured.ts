// Makes records of the log of what a handler prints, a line each, with the worker that printed it.
import { StringDecoder } from "node:string_decoder";
import { capturePrinting } from "./console.ts";
import { lineOf } from "./format.ts";
import { logWorker } from "./log.ts";
import { longestRecord } from "./shown.ts";
import { standardError } from "./standard_error.ts";

/** Takes what is printed to one of the standard streams. */
export class CapturedStream {
  readonly #name: "stdout" | "stderr";
  readonly #worker: () => number | undefined;
  readonly #decoder = new StringDecoder("utf8");
  /** A line without its end. */
  #begun = "";

  constructor(name: "stdout" | "stderr", worker: () => number | undefined) {
    this.#name = name;
    this.#worker = worker;
  }

  write(text: string | Uint8Array): void {
    const more = typeof text === "string" ? text : this.#decoder.write(Buffer.from(text));
    const lines = (this.#begun + more).split("\n");
    this.#begun = lines.pop()!;
    for (const line of lines) this.#record(line);
    if (this.#begun.length > longestRecord) this.flush();
  }

  /** Writes the line that was begun. */
  flush(): void {
    if (this.#begun !== "") this.#record(this.#begun);
    this.#begun = "";
  }

  #record(line: string): void {
    const stream = this.#name;
    const worker = this.#worker();
    const about = `${stream}${worker === undefined ? "" : ` (worker ${worker})`}: `;
    const message = line.endsWith("\r") ? line.slice(0, -1) : line;
    const members = { stream, worker };
    standardError().write(lineOf({ time: Date.now(), level: "info", message, about, members }));
  }
}

/** From now on the log has what is printed here. */
export function captureOutput(): void {
  capturePrinting([new CapturedStream("stdout", logWorker), new CapturedStream("stderr", logWorker)]);
}
