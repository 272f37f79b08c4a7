// The facts about a call that are told from outside of the processor: from the message's bytes, and from its reply's.
import { applicationExceptionType } from "../../protocol/application_exception.ts";
import type { Input } from "../../protocol/input.ts";
import { readSentHead } from "../../protocol/message.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Output } from "../../protocol/output.ts";
import { replyOutcome } from "../../protocol/reply_outcome.ts";
import { localName, type ResolvedService, type ServedFunction, wireNames } from "../../schema/service.ts";

/** A call whose message was found. */
export interface FoundCall {
  /** The function; undefined: there is none of that name. */
  readonly func: ServedFunction | undefined;
  /** The name of its service. */
  readonly service: string | undefined;
  /** The function's name as the client sent it, or its beginning: it may be of any length. */
  readonly sent: string;
  readonly protocol: ProtocolName;
}

/** The end of a call: `exception` has a TApplicationException's type, or the declared one's name. */
export interface CallStatus {
  readonly kind: "ok" | "oneway" | "declared" | "application";
  readonly exception: string;
}

/** Finds the calls of one service. */
export class CallFacts {
  readonly #service: ResolvedService;
  readonly #indexes: ReadonlyMap<string, number>;

  constructor(service: ResolvedService) {
    this.#service = service;
    this.#indexes = wireNames(service);
  }

  /** The call whose message `input` is at. */
  found({ bytes, position, end }: Input, protocol: ProtocolName): FoundCall {
    const head = readSentHead({ bytes, start: position, end, protocol });
    const sent = head?.name ?? "";
    const index = this.#indexes.get(sent);
    const func = index === undefined ? undefined : this.#service.functions[index]!;
    const service = func && (func.service ?? this.#service.name);
    return { func, service, sent: sent.slice(0, longestName), protocol };
  }
}

/** The end of a call, told from its reply: what the output has from `start` on. */
export function statusOf(
  { func, protocol }: FoundCall,
  { bytes, position }: Output,
  start: number,
): CallStatus {
  if (position === start) return { kind: "oneway", exception: "" };
  const outcome = replyOutcome({ bytes, start, end: position, protocol });
  if (outcome.kind === "exception") {
    return { kind: "application", exception: exceptionNames[outcome.type] ?? String(outcome.type) };
  }
  const thrown = func?.throws.find(({ id }) => id === outcome.field && id !== 0);
  if (thrown?.type.kind !== "struct") return { kind: "ok", exception: "" };
  return { kind: "declared", exception: localName(thrown.type.name) };
}

/** Characters. */
const longestName = 200;

const exceptionNames: readonly string[] = Object.keys(applicationExceptionType);
