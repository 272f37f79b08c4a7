// The contract between those who call a group over NATS and its members. A change here is one for gateways, clients and
// members alike.
//
// - A request is a message of NATS whose payload is exactly one Thrift message: binary, compact or JSON, told as on a socket, bare
//   or in a frame, THeader's as well. NATS' headers are the call's, by their names in lower case.
// - The reply is one message to the request's reply subject, in the same protocol and framing; the headers that the handler has
//   set are NATS' headers. A request without a reply subject is a oneway call, or its reply is dropped.
// - The subject is the one that the members joined with, in their queue group; routed by method it has the function's name behind
//   it, and before that the service's where that stands before the function's: see requestSubject.
// - A member that has no room answers at once, with an empty payload and `Thrift-Status: full`, where the request says
//   `Thrift-Accepts: full`: the call has not begun, and can be sent to the group once more. Otherwise, once its queue is full,
//   it answers with the exception that a client on a socket would get.
// - Where a connection on a socket would be closed without an answer, a reply subject gets an empty payload, and the reason in
//   `Thrift-Reason`. `Thrift-Status: unreadable` says that the payload is no message, and no call has begun; `Thrift-Status: closed`
//   that the call may have begun: the member was told to end before it had ended, or its worker has died.
// - A request without headers may say in its reply subject what nearly all say: a `~` behind the last token is `Thrift-Accepts: full`,
//   and the digits that follow it, if any do, are `client_timeout`. Gateways and clients do so: reply_terms.ts tells why.
// - A reply over NATS' own limit of payloads is replaced with an exception that names it.
// - A member that ends leaves the group first, then answers what it has taken.
// - A caller that does not wait any more publishes the request's reply subject, as payload, to cancelSubject: each member hears
//   it; the call's signal aborts, and one that still waits never begins. Nothing answers that.
// - `client_timeout`, in milliseconds, is the time that the caller gives the call, as over THeader.
// - Where there is no member NATS itself answers, with its status 503.

/** The way in which a call's subject is told. */
export type NatsRoute = "subject" | "method";

/** The queue group, unless another is named. */
export const standardGroup = "thriftserve";

/** The headers that are not the call's own. */
export const natsHeaders = {
  /** Of an answer that is no reply: {@link natsStatus}. */
  status: "Thrift-Status",
  /** The reason, in words, of such an answer. */
  reason: "Thrift-Reason",
  /** Of a request: `full`, when the caller sends calls on that a full member gives back. */
  accepts: "Thrift-Accepts",
} as const;

/** The values of {@link natsHeaders.status}. */
export const natsStatus = { full: "full", unreadable: "unreadable", closed: "closed" } as const;

/**
 * The subject of a call.
 * @param method as the message has it: behind the service's name and a colon where several are multiplexed.
 */
export function requestSubject(subject: string, route: NatsRoute, method: string): string {
  return route === "method" ? `${subject}.${method.replaceAll(":", ".")}` : subject;
}

/** The subjects that members take calls of. */
export function memberSubjects(subject: string, route: NatsRoute): readonly string[] {
  return route === "method" ? [`${subject}.*`, `${subject}.*.*`] : [subject];
}

/** The subject on which callers give up. No function's name can have the sign in it. */
export function cancelSubject(subject: string): string {
  return `${subject}.$cancel`;
}

/** Whether a header is the convention's own, rather than the call's. @param name in lower case. */
export function isOwnHeader(name: string): boolean {
  return own.has(name) || name.startsWith("nats-");
}

const own: ReadonlySet<string> = new Set(Object.values(natsHeaders).map((name) => name.toLowerCase()));
