// The access log: a line for each call that is run, or for some of them.
import { lineOf } from "../log/format.ts";
import { logWorker } from "../log/log.ts";
import { inOneLine } from "../log/shown.ts";
import { standardError } from "../log/standard_error.ts";
import { applicationExceptionType } from "../protocol/application_exception.ts";
import type { Input } from "../protocol/input.ts";
import { readSentHead } from "../protocol/message.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import { replyOutcome } from "../protocol/reply_outcome.ts";
import { localName, type ResolvedService, wireNames } from "../schema/service.ts";
import type { Envelope } from "../transport/envelope.ts";
import type { CallerConnection } from "./context.ts";
import { Processor, type WriteReply } from "./processor.ts";

/** Makes processors that write the access log. @param share of the calls that get a line, picked at random. */
export function loggedProcessor(share: number): typeof Processor {
  return class extends Processor {
    readonly #service: ResolvedService;
    readonly #indexes: ReadonlyMap<string, number>;

    constructor(...given: ConstructorParameters<typeof Processor>) {
      super(...given);
      this.#service = given[0];
      this.#indexes = wireNames(this.#service);
    }

    override process(
      input: Input,
      output: Output,
      protocol: ProtocolName,
      connection: CallerConnection,
      envelope?: Envelope,
    ): Promise<WriteReply> | undefined {
      if (share < 1 && Math.random() >= share) {
        return super.process(input, output, protocol, connection, envelope);
      }
      const call = this.#begin(input, protocol, connection);
      const before = output.position;
      let later: Promise<WriteReply> | undefined;
      try {
        later = super.process(input, output, protocol, connection, envelope);
      } catch (error) {
        this.#end(call, "unreadable", 0);
        throw error;
      }
      if (later === undefined) {
        this.#answered(call, output, before);
        return undefined;
      }
      return later.then((write) => {
        let isWritten = false;
        setImmediate(() => {
          if (!isWritten) this.#end(call, "left", 0);
        });
        return (to) => {
          isWritten = true;
          const start = to.position;
          write(to);
          this.#answered(call, to, start);
        };
      });
    }

    #begin(input: Input, protocol: ProtocolName, { peer }: CallerConnection): LoggedCall {
      const { bytes, position, end } = input;
      const head = readSentHead({ bytes, start: position, end, protocol });
      const index = head === undefined ? undefined : this.#indexes.get(head.name);
      const began = performance.now();
      return { began, name: head?.name ?? "", index, peer, protocol, size: end - position };
    }

    #answered(call: LoggedCall, { bytes, position }: Output, start: number): void {
      if (position === start) this.#end(call, "oneway", 0);
      else {
        const reply = { bytes, start, end: position, protocol: call.protocol };
        this.#end(call, this.#statusOf(call, reply), position - start);
      }
    }

    /** `ok`, the name of a declared exception, or that of a TApplicationException's type. */
    #statusOf({ index, protocol }: LoggedCall, reply: Parameters<typeof replyOutcome>[0]): string {
      const outcome = replyOutcome({ ...reply, protocol });
      if (outcome.kind === "exception") return exceptionNames[outcome.type] ?? `exception ${outcome.type}`;
      if (outcome.field === undefined || outcome.field === 0 || index === undefined) return "ok";
      const thrown = this.#service.functions[index]!.throws.find(({ id }) => id === outcome.field);
      return thrown?.type.kind === "struct" ? localName(thrown.type.name) : "ok";
    }

    #end({ began, name, index, peer, size }: LoggedCall, status: string, sent: number): void {
      const func = index === undefined ? undefined : this.#service.functions[index]!;
      const service = func && (func.service ?? this.#service.name);
      // The name of no function of ours is a stranger's text.
      const method = func?.name ?? inOneLine(name.slice(0, longestName));
      const milliseconds = Number((performance.now() - began).toFixed(3));
      const worker = logWorker();
      const where = service === undefined ? method : `${service}.${method}`;
      const message = `${peer} ${where || "?"} ${status} ${milliseconds} ms, ${size} bytes in, ${sent} out`;
      const about = `access${worker === undefined ? "" : ` (worker ${worker})`}: `;
      const members = { service, method, peer, worker, status, milliseconds, received: size, sent };
      standardError().write(lineOf({ time: Date.now(), level: "info", message, about, members }));
    }
  };
}

interface LoggedCall {
  readonly began: number;
  /** As the client sent it. */
  readonly name: string;
  /** Of the function in the service; undefined: there is none of that name. */
  readonly index: number | undefined;
  readonly peer: string;
  readonly protocol: ProtocolName;
  /** Bytes of the message, without what its transport puts around it. */
  readonly size: number;
}

const exceptionNames: readonly string[] = Object.keys(applicationExceptionType);

/** Characters. */
const longestName = 200;
