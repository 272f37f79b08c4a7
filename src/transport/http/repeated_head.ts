// Recognises a request whose head is, byte for byte, that of the connection's request before: clients send the same one with
// call after call, and parsing it takes longer than the call does.
import { emptyHeaders } from "../envelope.ts";
import type { HttpHead } from "./head.ts";

/** A request whose body has a size that its head says. */
export interface RepeatedRequest extends HttpHead {
  readonly bodySize: number;
}

/** The last head of a connection, and what was made of it. */
export class RepeatedHead {
  #bytes: Uint8Array = none;
  #head: RepeatedRequest | undefined;
  /** Requests in a row whose heads were others. */
  #missed = 0;

  /**
   * Looks for a request that is there as a whole, behind the same head.
   * @returns the index behind that head; 0: there is none.
   */
  find(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#bytes;
    const { length } = known;
    const bodySize = this.#head?.bodySize;
    if (bodySize === undefined || end - start < length + bodySize) return 0;
    for (let index = 0; index < length; index++) if (bytes[start + index] !== known[index]) return 0;
    this.#missed = 0;
    return start + length;
  }

  /** The head that was found, for one more request. */
  get head(): RepeatedRequest {
    return copied(this.#head!);
  }

  /** Remembers the head of the request in [start, end), unless its body came in chunks, or it is a long one. */
  remember(head: HttpHead, bytes: Uint8Array, start: number, end: number): void {
    // A client that calls now this and now that has heads of several lengths: what is not found is not kept each time.
    if (++this.#missed > 4 && this.#missed % 16 !== 0) return;
    const { bodySize } = head;
    const length = end - start - (bodySize ?? 0);
    const isKept = bodySize !== undefined && length <= longest;
    this.#head = isKept ? copied({ ...head, bodySize }) : undefined;
    this.#bytes = isKept ? bytes.slice(start, start + length) : none;
  }
}

/** Each request has headers of its own: they are a handler's to see. */
function copied({
  method,
  target,
  minorVersion,
  headers,
  bodySize,
  hasBody,
  keepAlive,
}: RepeatedRequest): RepeatedRequest {
  const own = emptyHeaders();
  for (const name in headers) own[name] = headers[name]!;
  return { method, target, minorVersion, headers: own, bodySize, hasBody, keepAlive };
}

/** Bytes: those of Apache's clients have 100 to 300, and each connection keeps its own. */
const longest = 512;

const none = new Uint8Array(0);
