// The terms of a call in its reply subject, where nothing else would need headers: reading these took a
// quarter of a member's time, with calls that take none themselves, and they are dear for the server of NATS too.
import { type CallHeaders, emptyHeaders } from "../transport/envelope.ts";

/** The terms of a call, as a reply subject says them. */
export interface ReplyTerms {
  /** The headers that they stand for, without the convention's own: shared by all calls with the same terms. */
  readonly headers: CallHeaders;
}

/**
 * The end of a reply subject: whoever has sent the call sends it on when a member gives it back.
 * @param left milliseconds that its caller waits; infinite: that is not said.
 */
export function replyTerms(left: number): string {
  return left < longest ? `${sign}${Math.max(1, Math.ceil(left))}` : sign;
}

/** A reply subject without its terms. @param from where its last token begins. */
export function tokenOf(subject: string, from: number): string {
  const end = subject.indexOf(sign, from);
  return end < 0 ? subject.slice(from) : subject.slice(from, end);
}

/** Reads terms, and keeps the last: nearly all calls of a gateway have the same. */
export class ReplyTermsReader {
  #text: string | undefined;
  #terms: ReplyTerms | undefined;

  /** @returns undefined: the reply subject has none. */
  read(reply: string): ReplyTerms | undefined {
    const at = reply.lastIndexOf(sign);
    if (at < 0) return undefined;
    const text = reply.slice(at + sign.length);
    if (text !== this.#text) {
      this.#terms = termsOf(text);
      this.#text = text;
    }
    return this.#terms;
  }
}

function termsOf(text: string): ReplyTerms | undefined {
  if (!/^\d{0,15}$/.test(text)) return undefined;
  const headers = emptyHeaders();
  if (text !== "") headers.client_timeout = text;
  return { headers: Object.freeze(headers) };
}

/** No inbox that a client of NATS makes has it: their tokens are letters and digits. */
const sign = "~";
const longest = 1e15;
