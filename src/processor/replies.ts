// The replies of one service's calls. Everything that a handler gives, results and errors alike, is looked at in here,
// inside of one guard: it may be a Proxy whose every trap throws.
import type { ServiceCodec } from "../codec/codec.ts";
import { log } from "../log/log.ts";
import { LogThrottle, timesMore } from "../log/throttle.ts";
import { outcomes } from "../metrics/cells.ts";
import { applicationExceptionType, writeApplicationException } from "../protocol/application_exception.ts";
import { ValueError } from "../protocol/errors.ts";
import type { Output } from "../protocol/output.ts";
import type { Envelope } from "../transport/envelope.ts";
import { isInstance, stackOf } from "../words/thrown.ts";
import type { Callee } from "./callee.ts";
import { clientMessage } from "./client_message.ts";
import type { CallerConnection } from "./context.ts";
import { matchException } from "./match_exception.ts";
import { isAnswered, reportOf } from "./reported.ts";

/** A call that is to be answered. */
export interface AnsweredCall {
  readonly codec: ServiceCodec;
  /** Index of its function in the service. */
  readonly index: number;
  readonly name: string;
  readonly seqid: number;
  readonly strict: boolean;
  /** The client waits for no reply: the function, or the message itself, is oneway. */
  readonly oneway: boolean;
  readonly connection: CallerConnection;
}

/** Appends replies to an output. What is thrown on the way takes back what was written, and the caller is told. */
export class Replies {
  /** In the order of the service's functions. */
  readonly #callees: readonly Callee[];
  readonly #throttle = new LogThrottle();

  constructor(callees: readonly Callee[]) {
    this.#callees = callees;
  }

  /** Appends what a method has returned. @returns the call's outcome, one of {@link outcomes}. */
  result(output: Output, call: AnsweredCall, result: unknown): number {
    if (call.oneway) return outcomes.success;
    const mark = output.position;
    try {
      call.codec.functions[call.index]!.writeReply(output, call.seqid, result, call.strict);
      return outcomes.success;
    } catch (error) {
      return this.#misfit(output, mark, call, error);
    }
  }

  /**
   * Appends what a method has thrown: an exception that it declares, or in a few words what it was.
   * @returns the call's outcome, one of {@link outcomes}.
   */
  thrown(output: Output, call: AnsweredCall, thrown: unknown, envelope: Envelope | undefined): number {
    const { declaration, serviceContext } = this.#callees[call.index]!;
    const declared = matchException(declaration, serviceContext.exceptions, thrown);
    if (declared < 0 || call.oneway) {
      this.#log(call, "error", `threw ${stackOf(thrown)}`);
      if (!isAnswered(call, envelope)) return outcomes.unknown;
      const said = clientMessage(thrown, this.place(call));
      const message = call.oneway ? reportOf(thrown, said) : said;
      writeApplicationException(output, call.codec.protocol, call, applicationExceptionType.UNKNOWN, message);
      return outcomes.unknown;
    }
    const mark = output.position;
    try {
      call.codec.functions[call.index]!.writeException(output, call.seqid, declared, thrown, call.strict);
      return outcomes.declared + declared;
    } catch (error) {
      return this.#misfit(output, mark, call, error);
    }
  }

  /** The handler gave something that the IDL does not allow: takes back what was written of it. */
  #misfit(output: Output, mark: number, call: AnsweredCall, error: unknown): number {
    output.position = mark;
    const isMisfit = isInstance(error, ValueError);
    const said = clientMessage(error, this.place(call));
    this.#log(call, "warn", isMisfit ? said : `cannot write: ${stackOf(error)}`);
    const message = isMisfit ? said : `cannot write: ${said}`;
    writeApplicationException(
      output,
      call.codec.protocol,
      call,
      applicationExceptionType.INTERNAL_ERROR,
      message,
    );
    return outcomes.internalError;
  }

  /** `Calculator.add`. */
  place({ index, name }: AnsweredCall): string {
    return `${this.#callees[index]!.serviceContext.service}.${name}`;
  }

  #log(call: AnsweredCall, level: "warn" | "error", what: string): void {
    const separator = level === "warn" ? ":" : "";
    this.#throttle.report(call.name, (more) =>
      log[level](`{place} called by {peer}${separator} {what}${timesMore(more)}`, {
        place: this.place(call),
        peer: call.connection.peer,
        what,
      }),
    );
  }
}
