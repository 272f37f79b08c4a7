// Makes a call of the page's.
import type { PageOutcome } from "../../server/admin/page/outcome.ts";
import { AnswerError, ask } from "../server.ts";
import { readHeaders } from "./header_lines.ts";
import { writeJson } from "./json_text.ts";

/** What came of a call. */
export type Made =
  | {
      readonly kind: "result" | "exception" | "error";
      readonly outcome: PageOutcome;
      /** Milliseconds between the request and the answer, here. */
      readonly milliseconds: number;
    }
  /** It was not made, or given up: the reason. */
  | { readonly kind: "none"; readonly reason: string };

/** A call as the form has it. */
export interface Asked {
  readonly name: string;
  readonly given: unknown;
  readonly headers: string;
  /** Seconds; empty: any time. */
  readonly timeout: string;
}

/** @returns what came of it: it never fails. */
export async function makeCall({ name, given, headers, timeout }: Asked, signal: AbortSignal): Promise<Made> {
  const began = performance.now();
  try {
    const seconds = timeout.trim() === "" ? undefined : Number(timeout);
    if (Number.isNaN(seconds)) return { kind: "none", reason: `${timeout} is no number of seconds` };
    const body = writeJson(
      { method: name, arguments: given, headers: readHeaders(headers), timeout: seconds },
      0,
    );
    const outcome = (await ask("call", { method: "POST", body, signal })) as PageOutcome;
    const kind = "result" in outcome ? "result" : "exception" in outcome ? "exception" : "error";
    return { kind, outcome, milliseconds: performance.now() - began };
  } catch (error) {
    if (signal.aborted) return { kind: "none", reason: "given up" };
    if (error instanceof AnswerError) return { kind: "none", reason: error.message };
    return { kind: "none", reason: `the server does not answer: ${(error as Error).message}` };
  }
}
