// Calls of the probe over HTTP and WebSocket, by the clients that every runtime brings.
import { Buffer } from "node:buffer";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { compileCodec } from "../../src/codec/compile.ts";
import { Input } from "../../src/protocol/input.ts";
import { messageType } from "../../src/protocol/message.ts";
import { Output } from "../../src/protocol/output.ts";
import { probe } from "../fixtures/serving.ts";

const codec = compileCodec(probe, "binary");

/** A call of the probe as its message in the binary protocol. */
export function probeCall(name: string, ...args: readonly unknown[]): Uint8Array {
  const output = new Output(64);
  codec.functions.find((func) => func.name === name)!.writeCall(output, 1, args);
  return output.bytes.slice(0, output.position);
}

/** What a reply says. @throws when it is an exception of the server's. */
export function probeReply(name: string, message: Uint8Array): unknown {
  const input = new Input();
  input.reset(Uint8Array.from(message));
  const head = { name: "", type: 0, seqid: 0, index: -1, strict: true };
  codec.readMessageBegin(input, head);
  if (head.type === messageType.exception) throw new Error(codec.readApplicationException(input).message);
  const reply = codec.functions.find((func) => func.name === name)!.readReply(input);
  return "result" in reply ? reply.result : reply.exception;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The client's port, which tells whether a connection was used again. */
  readonly from: number;
}

export interface HttpAsk {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Sends a request with an agent of node:http. */
export function ask(port: number, agent: Agent | undefined, asked: HttpAsk): Promise<HttpAnswer> {
  const { method = asked.body === undefined ? "GET" : "POST", path = "/", headers = {}, body } = asked;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "Content-Length": String(body.length) };
    const asking = request(
      { host: "127.0.0.1", port, agent, method, path, headers: { ...length, ...headers }, timeout: 10_000 },
      (response) => {
        const chunks: Buffer[] = [];
        const from = response.socket.localPort!;
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: Buffer.concat(chunks),
            from,
          });
        });
      },
    );
    asking.on("timeout", () => asking.destroy(new Error("no answer within 10 s")));
    asking.on("error", reject);
    asking.end(body);
  });
}

/** An agent that keeps one connection. */
export function oneConnection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

/** A connection of the runtime's own WebSocket, whose messages can be waited for one by one. */
export class Socketed {
  readonly #socket: WebSocket;
  readonly #messages: unknown[] = [];
  #wake = () => {};
  /** The code and reason with which the connection closed. */
  closed: { readonly code: number; readonly reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => {
      this.#messages.push(data);
      this.#wake();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
  }

  static open(port: number): Promise<Socketed> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    const socketed = new Socketed(socket);
    return new Promise((resolve, reject) => {
      socket.addEventListener("open", () => resolve(socketed));
      socket.addEventListener("error", () => reject(new Error("the WebSocket failed")));
    });
  }

  send(data: Uint8Array | string): void {
    this.#socket.send(data as Uint8Array<ArrayBuffer>);
  }

  /** The next message: bytes, or text. */
  async next(): Promise<Uint8Array | string> {
    await this.#until(() => this.#messages.length > 0);
    const data = this.#messages.shift();
    return typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
  }

  async call(name: string, ...args: readonly unknown[]): Promise<unknown> {
    this.send(probeCall(name, ...args));
    return probeReply(name, (await this.next()) as Uint8Array);
  }

  async ended(): Promise<{ readonly code: number; readonly reason: string }> {
    await this.#until(() => this.closed !== undefined);
    return this.closed!;
  }

  close(): void {
    this.#socket.close();
  }

  async #until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + 10_000;
    while (!condition()) {
      if (performance.now() > deadline) throw new Error("nothing came within 10 s");
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
