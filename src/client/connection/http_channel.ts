// Calls over HTTP: a request for each, with the message as its body and the reply as the response's.

import { defaultReadLimits, Input } from "../../protocol/input.ts";
import { messageType } from "../../protocol/message.ts";
import { Output } from "../../protocol/output.ts";
import { emptyHeaders } from "../../transport/envelope.ts";
import { misspelt } from "../misspelt.ts";
import type { Channel, Ended, Outgoing } from "./channel.ts";
import { type ConnectionParts, closed } from "./connection.ts";

/** The runtime keeps the connections, and opens as many as there are calls at a time. */
export class HttpChannel implements Channel {
  readonly address: string;
  begun = 0;
  ended: Ended | undefined;
  readonly #parts: Omit<ConnectionParts, "transport">;
  readonly #requests = new Map<Outgoing, AbortController>();
  /** Responses. */
  #heard = 0;
  #isRetired = false;
  /** The reason why it is retired, if that is one of its own. */
  #failure: Ended | undefined;

  /** @param parts the address is the URL. */
  constructor(parts: Omit<ConnectionParts, "transport">) {
    this.#parts = parts;
    this.address = parts.address;
  }

  get load(): number {
    return this.#requests.size;
  }

  send(call: Outgoing): void {
    const output = new Output(512, undefined, misspelt);
    call.sequenceId = (this.begun + 1) | 0;
    this.#parts.codec.functions[call.index]!.writeCall(output, call.sequenceId, call.args);
    this.begun++;
    call.heard = this.#heard;
    const controller = new AbortController();
    this.#requests.set(call, controller);
    void this.#request(call, output.bytes.slice(0, output.position), controller.signal);
  }

  forget(call: Outgoing): boolean {
    this.#requests.get(call)?.abort();
    this.#requests.delete(call);
    this.#closeIfDone();
    return call.heard === this.#heard;
  }

  retire(): void {
    this.#isRetired = true;
    this.#closeIfDone();
  }

  close(): void {
    const calls = [...this.#requests];
    this.#end({ reason: closed });
    this.#requests.clear();
    for (const [call, controller] of calls) {
      controller.abort();
      call.dropped({ reason: closed });
    }
  }

  /** A request holds the program, and nothing else does. */
  hold(): void {}

  #closeIfDone(): void {
    if (this.#isRetired && this.load === 0) this.#end(this.#failure ?? { reason: closed });
  }

  #end(why: Ended): void {
    if (this.ended !== undefined) return;
    this.ended = why;
    this.#parts.owner.ended(this);
  }

  async #request(call: Outgoing, body: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> {
    let response: Response;
    let bytes: Uint8Array;
    try {
      const headers = {
        "content-type": "application/x-thrift",
        accept: "application/x-thrift",
        ...call.headers,
      };
      response = await fetch(this.address, { method: "POST", headers, body, signal });
      bytes = new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      this.#over(call, () => this.#fail(call, error as Error));
      return;
    }
    this.#heard++;
    const status = `${response.status} ${response.statusText}`.trim();
    if (response.status !== 200) {
      const text = new TextDecoder().decode(bytes.subarray(0, 200)).split(/[\r\n]/, 1)[0]!;
      const reason = `the server answered with HTTP status ${status}${text === "" ? "" : `: ${text}`}`;
      this.#over(call, () => call.dropped({ reason }, response.status === 503));
      return;
    }
    this.#over(call, () => this.#answer(call, bytes, response.headers));
  }

  #over(call: Outgoing, tell: () => void): void {
    if (!this.#requests.delete(call)) return;
    tell();
    this.#closeIfDone();
  }

  /** Other requests may have a response yet; the next call is to try another server. */
  #fail(call: Outgoing, error: Error): void {
    const why = reasonOf(error);
    this.#failure ??= why;
    this.#parts.owner.retire(this);
    call.dropped(why, isRefused(error));
  }

  #answer(call: Outgoing, bytes: Uint8Array, given: Headers): void {
    const { codec, spoken } = this.#parts;
    const func = codec.functions[call.index]!;
    const headers = Object.assign(emptyHeaders(), Object.fromEntries(given));
    if (func.oneway) {
      call.answered({ result: undefined }, headers);
      return;
    }
    const input = new Input({ ...defaultReadLimits, maxDecodedSize: Number.MAX_SAFE_INTEGER });
    const head = { name: "", type: 0, seqid: 0, index: -1, strict: true };
    input.reset(bytes, 0, bytes.length);
    try {
      codec.readMessageBegin(input, head);
      const isException = head.type === messageType.exception;
      call.answered(isException ? codec.readApplicationException(input) : func.readReply(input), headers);
    } catch (error) {
      const cause = error as Error;
      call.dropped({ reason: `the server's response is no reply of ${spoken}: ${cause.message}`, cause });
    }
  }
}

/** The cause of "fetch failed", where a runtime tells it. */
function reasonOf(error: Error): Ended {
  const cause = error.cause instanceof Error && error.cause.message !== "" ? error.cause : error;
  return { reason: `the request failed: ${cause.message}`, cause: error };
}

/** Whether there was no connection, so that nothing was sent: each runtime says so in its own way. */
function isRefused(error: Error): boolean {
  const { code } = (error.cause ?? error) as { readonly code?: unknown };
  return (
    ["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ConnectionRefused"].includes(String(code)) ||
    /connection refused|error trying to connect|tcp connect error|client error \(Connect\)/i.test(
      `${error.message} ${error.cause}`,
    )
  );
}
