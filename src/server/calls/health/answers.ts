// Makes the answers of a server that is asked for its health. Loaded where they are to be given.
import type { ServedStatus } from "../../../handler/source.ts";
import { statusMethods } from "../../../handler/status/methods.ts";
import { statusPrefix, withoutStatus } from "../../../handler/status/service.ts";
import { StatusState } from "../../../handler/status/state.ts";
import type { CallCounts } from "../../../metrics/call_counts.ts";
import type { Processor } from "../../../processor/processor.ts";
import { type MessageBytes, messageType, readSentHead } from "../../../protocol/message.ts";
import type { ProtocolName } from "../../../protocol/names.ts";
import type { ResolvedService } from "../../../schema/service.ts";
import type { Limits } from "../../options/limits.ts";
import type { Executor } from "../executor.ts";
import { LocalExecutor } from "../local_executor.ts";

/** The parts of a server that its answers are made of. */
export interface HealthParts {
  readonly status: ServedStatus;
  readonly limits: Limits;
  /** The reason for which no calls are taken now. */
  readonly unready: () => string | undefined;
  /** The class of processors, which may log or trace. */
  readonly processing: () => Promise<typeof Processor>;
  readonly refused: ConstructorParameters<typeof Processor>[3];
  /** Counts the calls, if they are counted. */
  readonly counts: (service: ResolvedService) => CallCounts | undefined;
}

/** The answers, and which calls get them. */
export interface Answers {
  readonly executor: Executor;
  isFor(message: MessageBytes): boolean;
}

/** @param service of the handler, with Status beside it. @param isEnding tells whether the server ends in a while. */
export async function answersFor(
  service: ResolvedService,
  { status, limits, unready, processing, refused, counts }: HealthParts,
  isEnding: () => boolean,
): Promise<Answers> {
  const functions = service.functions.filter(
    ({ prefix, name }) => prefix === statusPrefix && healthy.has(name),
  );
  const own: ResolvedService = { ...service, functions };
  const methods = statusMethods(withoutStatus(service), status, new ServerState(isEnding, unready));
  const handler = {
    methods: functions.map(({ name }) => methods[name]!),
    receivers: functions.map(() => undefined),
  };
  const Processing = await processing();
  const processor = new Processing(own, handler, codecsOf(own), refused, undefined, counts(own));
  const names = new Set(
    functions.flatMap(({ name, bare }) => [`${statusPrefix}:${name}`, ...(bare === true ? [name] : [])]),
  );
  return {
    executor: new LocalExecutor(processor, mostAtATime, limits),
    isFor: (message) => {
      if (message.end - message.start > longest || !mayBegin(message)) return false;
      const head = readSentHead(message);
      return head?.type === messageType.call && names.has(head.name);
    },
  };
}

class ServerState extends StatusState {
  readonly #isEnding: () => boolean;
  readonly #unready: () => string | undefined;

  constructor(isEnding: () => boolean, unready: () => string | undefined) {
    super();
    this.#isEnding = isEnding;
    this.#unready = unready;
  }

  override get isEnding(): boolean {
    return this.#isEnding();
  }

  override get unready(): string | undefined {
    return this.#unready();
  }
}

function codecsOf(service: ResolvedService) {
  return async (protocol: ProtocolName) =>
    (await import("../../../codec/compile.ts")).compileCodec(service, protocol);
}

/**
 * Whether the name of a message may be one of these, by its first letter: every call is asked for it. 5 ns, where the whole
 * beginning takes 70 and more.
 */
function mayBegin({ bytes, start, protocol }: MessageBytes): boolean {
  if (protocol === "json") return true;
  let at = start + (bytes[start]! >= 0x80 && protocol === "binary" ? 8 : 4);
  if (protocol === "compact") {
    at = start + 2;
    while (bytes[at]! >= 0x80) at++; // the sequence id
    at += 2;
  }
  return firstLetters.has(bytes[at]!);
}

/** The functions that say how the server is, and nothing that only workers know. */
const healthy: ReadonlySet<string> = new Set([
  ...["getStatus", "getStatusDetails", "is_healthy", "getName", "getVersion", "aliveSince"],
]);
const firstLetters: ReadonlySet<number> = new Set(
  [...healthy, statusPrefix].map((name) => name.charCodeAt(0)),
);
/** Bytes; such calls have one argument at most, and JSON needs the most. */
const longest = 256;
const mostAtATime = 1000;
