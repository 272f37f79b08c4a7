// The contract between those who store oneway calls in a stream of JetStream and the members who run them. A change here is one
// for gateways, clients and members alike.
//
// - A oneway call is a message of callSubject, three tokens below the group's subject, where no member listens: what listens
//   to requests would run it besides. Its payload and headers are those of a request; it has no reply subject but JetStream's own.
// - It is stored once JetStream has said so. `Nats-Msg-Id` tells copies of one call from each other, for as long as the
//   stream looks for them.
// - Members take it by a durable pull consumer, which is named for their queue group, and acknowledge it when it has been run.
// - What is run in vain, or cannot be run, is stored once more at deadSubject, as it came, with the headers of deadHeaders.

/** The subject that a oneway call is stored at. @param method as the message has it, with the service's name before it perhaps. */
export function callSubject(subject: string, method: string): string {
  return `${subject}.$oneway.call.${method.replaceAll(":", ".")}`;
}

/** The subjects of all oneway calls. */
export function callSubjects(subject: string): string {
  return `${subject}.$oneway.call.>`;
}

/** The subject at which a call of `stored` is kept that was given up. @param stored where it was. */
export function deadSubject(subject: string, stored: string): string {
  const before = `${subject}.$oneway.call.`;
  return `${subject}.$oneway.dead.${stored.startsWith(before) ? stored.slice(before.length) : "other"}`;
}

/** The subjects of all that was given up. */
export function deadSubjects(subject: string): string {
  return `${subject}.$oneway.dead.>`;
}

/** The names of the streams that are made where there are none: names have no dots. */
export function streamNames(subject: string): { readonly calls: string; readonly dead: string } {
  const name = nameOf(subject);
  return { calls: `${name}-oneway`, dead: `${name}-oneway-dead` };
}

/** The name of a group's consumer. */
export function consumerName(group: string): string {
  return nameOf(group);
}

/** JetStream's header that tells copies of one message from each other. */
export const messageIdHeader = "Nats-Msg-Id";

/** The headers of a call that was given up, beside its own. */
export const deadHeaders = {
  /** In words. */
  reason: "Thrift-Reason",
  /** The class of what the handler has thrown last; absent: it has thrown nothing. */
  error: "Thrift-Error",
  /** How many times it was brought to a member. */
  deliveries: "Thrift-Deliveries",
  /** Who has given it up: the connection's name in NATS, and the machine's. */
  member: "Thrift-Member",
  /** The stream that it was stored in, and its number there. */
  stream: "Thrift-Stream",
} as const;

function nameOf(text: string): string {
  return text.replaceAll(/[^\w-]/g, "_");
}
