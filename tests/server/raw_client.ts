// A client that sends whatever bytes it is told to.
import { connect as connectSocket, type Socket } from "node:net";

export class RawClient {
  readonly socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #closed = false;
  #wake = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#closed = true;
      this.#wake();
    });
    socket.on("end", () => {
      this.#closed = true;
      this.#wake();
    });
  }

  static connect(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connectSocket({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new RawClient(socket));
      });
    });
  }

  send(...parts: readonly (Uint8Array | readonly number[])[]): void {
    this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
  }

  /** What came and was not taken as a frame. */
  get received(): Buffer {
    return this.#received;
  }

  /** The body of the next frame, or undefined when the server closes first. */
  async frame(): Promise<Buffer | undefined> {
    for (;;) {
      const size = this.#received.length < 4 ? undefined : this.#received.readInt32BE();
      if (size !== undefined && this.#received.length >= 4 + size) {
        const body = this.#received.subarray(4, 4 + size);
        this.#received = this.#received.subarray(4 + size);
        return body;
      }
      if (this.#closed) return undefined;
      await this.#more();
    }
  }

  /**
   * The next message, of which only reading it tells how long it is.
   * @param read gives its length, or throws while more of it is to come.
   * @param what says what is missing when no more comes.
   */
  async message(read: (bytes: Buffer) => number, what: string): Promise<Buffer> {
    for (;;) {
      try {
        const length = read(this.#received);
        const message = this.#received.subarray(0, length);
        this.#received = this.#received.subarray(length);
        return message;
      } catch (error) {
        if (this.#closed) throw new Error(`${what}: the connection was closed`, { cause: error });
        await this.#more().catch((late: Error) => {
          throw new Error(`${what}: ${late.message}`, { cause: error });
        });
      }
    }
  }

  /** What has come, framed or not, as soon as it is `size` bytes or more; undefined when the server closes first. */
  async unframed(size: number): Promise<Buffer | undefined> {
    while (this.#received.length < size) {
      if (this.#closed) return undefined;
      await this.#more();
    }
    const all = this.#received;
    this.#received = Buffer.alloc(0);
    return all;
  }

  /** Resolves when the server has closed the connection. */
  async closed(): Promise<void> {
    while (!this.#closed) await this.#more();
  }

  destroy(): void {
    this.socket.destroy();
  }

  #more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("nothing came within 10 s")), 10_000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A frame around bytes. */
export function frame(...parts: readonly (readonly number[])[]): Buffer {
  const body = Buffer.from(parts.flat());
  return Buffer.concat([i32(body.length), body]);
}

/** A strict binary message's beginning. */
export function binaryMessage(name: string, type = 1, seqid = 7): number[] {
  return [0x80, 0x01, 0x00, type, ...i32(name.length), ...Buffer.from(name), ...i32(seqid)];
}

export function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A TApplicationException as a reply in strict binary carries it. */
export interface ApplicationException {
  readonly name: string;
  readonly seqid: number;
  readonly type: number;
  readonly message: string;
}

/** Reads a reply of type exception; throws when `body` is anything else. */
export function readException(body: Buffer | undefined): ApplicationException {
  if (body === undefined) throw new Error("the server closed the connection");
  if (body.readUInt32BE() !== 0x80010003) throw new Error(`no exception: ${body.toString("hex")}`);
  const nameEnd = 8 + body.readInt32BE(4);
  const messageEnd = nameEnd + 11 + body.readInt32BE(nameEnd + 7);
  return {
    name: body.toString("utf8", 8, nameEnd),
    seqid: body.readInt32BE(nameEnd),
    message: body.toString("utf8", nameEnd + 11, messageEnd),
    type: body.readInt32BE(messageEnd + 3),
  };
}
