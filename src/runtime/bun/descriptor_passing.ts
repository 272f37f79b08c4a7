// Sends file descriptors to another process through a Unix socket, as unix(7) says (SCM_RIGHTS). Linux, 64 bit.
import { bunFfi } from "./ffi.ts";
import { callsOfWorker, errorNumber, systemCalls, type WorkerCalls } from "./system_calls.ts";

/** Whether descriptors can be sent here. */
export function canPassDescriptors(): boolean {
  const is64Bit = process.arch === "x64" || process.arch === "arm64";
  return process.platform === "linux" && is64Bit && systemCalls() !== undefined;
}

/** One end of a pair of sockets; the other is for the process that is to receive. */
export class DescriptorSender {
  /** The other end's descriptor, which the process inherits. */
  readonly peer: number;
  readonly #descriptor: number;
  readonly #message = new DescriptorMessage();

  /** @throws {Error} when the system has no more descriptors. */
  constructor() {
    const pair = new Int32Array(2);
    if (systemCalls()!.socketpair(familyUnix, typeStream | closeOnExec, 0, bunFfi().ptr(pair)) !== 0) {
      throw new Error("no socket can be made to hand connections to a worker: too many open files");
    }
    this.#descriptor = pair[0]!;
    this.peer = pair[1]!;
  }

  /** Lets go of the other end once the process has it. */
  closePeer(): void {
    systemCalls()!.close(this.peer);
  }

  /**
   * Sends a descriptor.
   * @returns `later` when the system has no room for it now, or no process is left to take it; `no` when it will not take
   * this one ever.
   */
  send(descriptor: number): "sent" | "later" | "no" {
    this.#message.descriptor = descriptor;
    const sent = systemCalls()!.sendmsg(this.#descriptor, this.#message.pointer, dontWait | noSignal);
    if (sent === 1) return "sent";
    return passing.has(errorNumber()) ? "later" : "no";
  }

  close(): void {
    systemCalls()!.close(this.#descriptor);
  }
}

/** The receiving end. */
export class DescriptorReceiver {
  readonly #from: number;
  readonly #message = new DescriptorMessage();
  readonly #calls: WorkerCalls | undefined = callsOfWorker();

  /** @param from the socket's descriptor. */
  constructor(from: number) {
    this.#from = from;
  }

  /** Takes the next descriptor out of the socket; undefined when none is there. */
  receive(): number | undefined {
    const message = this.#message;
    message.descriptor = -1;
    const got = this.#calls?.recvmsg(this.#from, message.pointer, dontWait | closeOnExecReceived);
    return got === 1 && message.descriptor >= 0 ? message.descriptor : undefined;
  }
}

/** A msghdr with one byte of data and one descriptor, and all that it points to. */
class DescriptorMessage {
  readonly #header = new BigUint64Array(7);
  readonly #vector = new BigUint64Array(2);
  readonly #byte = new Uint8Array(8);
  readonly #control = new Int32Array(6);
  readonly pointer: number;

  constructor() {
    this.pointer = bunFfi().ptr(this.#header);
  }

  get descriptor(): number {
    return this.#control[4]!;
  }

  /** Fills everything in: the system changes the lengths when it receives. */
  set descriptor(descriptor: number) {
    this.#vector[0] = BigInt(bunFfi().ptr(this.#byte));
    this.#vector[1] = 1n;
    this.#header[2] = BigInt(bunFfi().ptr(this.#vector));
    this.#header[3] = 1n;
    this.#header[4] = BigInt(bunFfi().ptr(this.#control));
    this.#header[5] = 24n; // CMSG_SPACE of one descriptor
    this.#control.set([20, 0, levelSocket, rights, descriptor, 0]); // CMSG_LEN of one descriptor
  }
}

// From the C library's headers for Linux.
const familyUnix = 1;
const typeStream = 1;
const closeOnExec = 0x80000;
const levelSocket = 1;
const rights = 1;
const dontWait = 0x40;
const noSignal = 0x4000;
const closeOnExecReceived = 0x40000000;
/**
 * EINTR, EAGAIN, ENOMEM, EPIPE, ECONNRESET, ENOBUFS, ETOOMANYREFS. A worker that has died without the server's knowing
 * is among them: its end is about to be told, and another gets the connection.
 */
const passing: ReadonlySet<number> = new Set([4, 11, 12, 32, 104, 105, 109]);
