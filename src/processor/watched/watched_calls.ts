// Processors whose calls somebody watches from outside: when they begin, and what they come to. Whoever watches may fail,
// as the parts of a tracer that a program brings along do: no call fails with it.
import { log } from "../../log/log.ts";
import { LogThrottle, timesMore } from "../../log/throttle.ts";
import type { Input } from "../../protocol/input.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Output } from "../../protocol/output.ts";
import type { ResolvedService } from "../../schema/service.ts";
import type { Envelope } from "../../transport/envelope.ts";
import { stackOf } from "../../words/thrown.ts";
import type { CallerConnection } from "../context.ts";
import type { Processor, WriteReply } from "../processor.ts";

/** A call that is watched. */
export interface BegunCall {
  /** Runs it, where something has to be in force meanwhile. */
  run?<Result>(run: () => Result): Result;
  /** It was answered: its reply is what the output has from `start` on. Nothing, if its client waits for none. */
  answered(output: Output, start: number): void;
  /** Its client had left by then, or its message could not be read and its connection is closed. */
  unanswered(why: "left" | "unreadable"): void;
}

/** Is told of each call before it is run. @returns undefined when it is not to be watched. */
export type WatchCalls = (
  input: Input,
  protocol: ProtocolName,
  connection: CallerConnection,
  envelope: Envelope | undefined,
) => BegunCall | undefined;

/** Makes processors that are watched. @param watch is asked once for each of them. */
export function watchedProcessor(
  Base: typeof Processor,
  watch: (service: ResolvedService) => WatchCalls,
): typeof Processor {
  return class extends Base {
    readonly #watch: WatchCalls;

    constructor(...given: ConstructorParameters<typeof Processor>) {
      super(...given);
      this.#watch = watch(given[0]);
    }

    override process(
      input: Input,
      output: Output,
      protocol: ProtocolName,
      connection: CallerConnection,
      envelope?: Envelope,
    ): Promise<WriteReply> | undefined {
      const call = attempted(() => this.#watch(input, protocol, connection, envelope));
      const run = () => super.process(input, output, protocol, connection, envelope);
      if (call === undefined) return run();
      const before = output.position;
      let later: Promise<WriteReply> | undefined;
      try {
        later = runWatched(call, run);
      } catch (error) {
        attempted(() => call.unanswered("unreadable"));
        throw error;
      }
      if (later === undefined) {
        attempted(() => call.answered(output, before));
        return undefined;
      }
      return later.then((write) => writesOnce(call, write));
    }
  };
}

/** @throws what running the call does. */
function runWatched<Result>(call: BegunCall, run: () => Result): Result {
  if (call.run === undefined) return run();
  let hasBegun = false;
  try {
    return call.run(() => {
      hasBegun = true;
      return run();
    });
  } catch (error) {
    if (hasBegun) throw error;
    tell(error);
    return run();
  }
}

/** The reply is not written for a client that has left: that is found out when it was not by the next turn. */
function writesOnce(call: BegunCall, write: WriteReply): WriteReply {
  let isWritten = false;
  setImmediate(() => {
    if (!isWritten) attempted(() => call.unanswered("left"));
  });
  return (output) => {
    isWritten = true;
    const start = output.position;
    write(output);
    attempted(() => call.answered(output, start));
  };
}

/** @returns undefined when it fails, which is logged. */
function attempted<Result>(watch: () => Result): Result | undefined {
  try {
    return watch();
  } catch (error) {
    tell(error);
    return undefined;
  }
}

const throttle = new LogThrottle();

function tell(error: unknown): void {
  throttle.report("", (more) =>
    log.error(`a call could not be traced, or not be logged: {thrown}${timesMore(more)}`, {
      thrown: stackOf(error),
    }),
  );
}
