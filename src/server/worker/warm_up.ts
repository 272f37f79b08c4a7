// Runs the warm-up of a handler: functions of its own, and calls that are run as clients' are.
import type { ServiceCodec, ServiceMessageHead } from "../../codec/codec.ts";
import { compileCodec } from "../../codec/compile.ts";
import { type Handler, InitError, type WarmupStep, type WorkerInfo } from "../../handler/handler.ts";
import { log } from "../../log/log.ts";
import type { Interceptor } from "../../processor/interceptor.ts";
import { Processor } from "../../processor/processor.ts";
import { Input } from "../../protocol/input.ts";
import { messageType } from "../../protocol/message.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import { Output } from "../../protocol/output.ts";
import { prefixEnd, type ResolvedService } from "../../schema/service.ts";
import { isInstance, stackOf, textOf } from "../../words/thrown.ts";

/** Gives the codec for a protocol, by a promise where it has to be loaded first. */
export type CodecsOf = (protocol: ProtocolName) => ServiceCodec | Promise<ServiceCodec>;

/** A worker that is to be warmed up. */
export interface Warming {
  readonly service: ResolvedService;
  readonly handler: Handler;
  readonly steps: readonly WarmupStep[];
  readonly worker: WorkerInfo;
  /** The handler, as messages name it. */
  readonly file: string;
  /** The codecs of the processor that is to run clients' calls: what engines compile of them is warm then too. */
  readonly codecs: CodecsOf;
}

/**
 * Runs one step after the other. Calls are not counted and have no limit of time of their own.
 * @returns the codecs, of which that of most clients' protocol is there by then.
 * @throws {InitError} that names the step which failed, and why.
 */
export async function warmUp(warming: Warming): Promise<CodecsOf> {
  const { steps, worker, file, codecs } = warming;
  const began = performance.now();
  const codec = await codecs("binary");
  const calls = new WarmupCalls(warming, codec);
  for (const step of steps) {
    try {
      if ("run" in step) await step.run(worker);
      else await calls.call(step);
    } catch (error) {
      const reason = isInstance(error, FailedCall) ? error.message : stackOf(error);
      throw new InitError(`${step.place} failed: ${reason}`, { cause: error });
    }
  }
  const milliseconds = Math.round(performance.now() - began);
  // Of models with a worker for each connection this would be a line for each.
  const level = worker.model === "threaded" || worker.model === "forking" ? "debug" : "info";
  log[level]("warmup of {file} took {milliseconds} ms", { file, milliseconds });
  return (protocol) => (protocol === "binary" ? codec : codecs(protocol));
}

/** The reason of a failure is what the method has thrown, which the processor has logged with its stack. */
class FailedCall extends Error {}

class WarmupCalls {
  readonly #processor: Processor;
  /** Write calls and read replies, of each of the services that are multiplexed; made when there is one. */
  readonly #clients = new Map<string | undefined, ServiceCodec>();
  readonly #service: ResolvedService;
  readonly #output = new Output(1024);
  readonly #input = new Input();
  readonly #head: ServiceMessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };
  #thrown: { readonly error: unknown } | undefined;

  constructor({ service, handler }: Warming, codec: ServiceCodec) {
    this.#service = service;
    const unlimited = { ...handler, timeouts: undefined };
    this.#processor = new Processor(service, unlimited, () => codec, undefined, [this.#watch]);
  }

  async call({ index, args }: Extract<WarmupStep, { readonly index: number }>): Promise<void> {
    const client = this.#clientOf(index);
    const func = client.functions[index]!;
    const output = this.#output;
    this.#thrown = undefined;
    output.position = 0;
    func.writeCall(output, 0, args);
    const bytes = output.bytes.slice(0, output.position);
    output.position = 0;
    this.#input.reset(bytes);
    const later = this.#processor.process(this.#input, output, "binary", connection);
    if (later !== undefined) (await later)(output);
    const thrown = this.#thrown as { readonly error: unknown } | undefined;
    if (thrown !== undefined) throw new FailedCall(textOf(thrown.error));
    if (!func.oneway) this.#checkReply(client, index, output.bytes.slice(0, output.position));
  }

  #clientOf(index: number): ServiceCodec {
    const { prefix } = this.#service.functions[index]!;
    const options = prefix === undefined ? undefined : { prefix: prefix + prefixEnd };
    const client = this.#clients.get(prefix) ?? compileCodec(this.#service, "binary", options);
    this.#clients.set(prefix, client);
    return client;
  }

  /** @throws {FailedCall} when the result does not fit the IDL, say. */
  #checkReply(client: ServiceCodec, index: number, reply: Uint8Array): void {
    this.#input.reset(reply);
    client.readMessageBegin(this.#input, this.#head);
    if (this.#head.type === messageType.exception)
      throw new FailedCall(client.readApplicationException(this.#input).message);
    client.functions[index]!.readReply(this.#input);
  }

  /** Keeps what is thrown: clients are told less of it. */
  readonly #watch: Interceptor = (method) => {
    const keep = (error: unknown) => {
      this.#thrown = { error };
      throw error;
    };
    return function (this: unknown, ...given: never[]) {
      try {
        const result: unknown = method.apply(this, given);
        return result instanceof Promise ? result.catch(keep) : result;
      } catch (error) {
        return keep(error);
      }
    };
  };
}

/** The client of a warm-up. `around` can tell it by its address, which no other has. */
const connection = { peer: "warmup", signal: new AbortController().signal };
