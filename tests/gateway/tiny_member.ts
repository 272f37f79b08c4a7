// A member of a group in a few lines, which does what its test says: answers, is full, says nothing.
import type { MsgHdrs, NatsConnection } from "@nats-io/transport-node";
import { connect, headers as newHeaders } from "@nats-io/transport-node";
import { sharedCodec } from "../../src/codec/shared.ts";
import type { Handler, Method } from "../../src/handler/handler.ts";
import { cancelSubject, memberSubjects, type NatsRoute, standardGroup } from "../../src/nats/convention.ts";
import { Processor } from "../../src/processor/processor.ts";
import { Input } from "../../src/protocol/input.ts";
import { Output } from "../../src/protocol/output.ts";
import type { ResolvedService } from "../../src/schema/service.ts";

/** What a member does with its next calls. */
export type Mood = "answers" | "full" | "silent" | "unreadable" | "garbage" | "spoilt";

/** A request as it came. */
export interface Seen {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly reply: string | undefined;
}

/** Headers that NATS passes on, and that its client does not read: a name has a space in it. */
export function spoiltHeaders(): MsgHdrs {
  const bytes = new TextEncoder().encode("NATS/1.0\r\na name: x\r\n\r\n");
  return Object.assign(newHeaders(), { encode: () => bytes });
}

export class TinyMember implements AsyncDisposable {
  mood: Mood = "answers";
  readonly seen: Seen[] = [];
  /** The reply subjects of calls that were given up. */
  readonly cancelled: string[] = [];
  readonly #connection: NatsConnection;

  constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  get connection(): NatsConnection {
    return this.#connection;
  }

  /** Joins, with the functions that it has: others are not called. */
  static async join(
    url: string,
    subject: string,
    service: ResolvedService,
    functions: Readonly<Record<string, (...args: never[]) => unknown>>,
    { route = "subject", ...login }: { route?: NatsRoute; user?: string; pass?: string } = {},
  ): Promise<TinyMember> {
    const connection = await connect({
      servers: url,
      ...login,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });
    const member = new TinyMember(connection);
    const methods = service.functions.map(({ name }): Method => functions[name] ?? (() => undefined));
    const handler: Handler = { methods, receivers: [] };
    const processor = new Processor(service, handler, (protocol) => sharedCodec(service, protocol));
    for (const one of memberSubjects(subject, route)) {
      connection.subscribe(one, {
        queue: standardGroup,
        callback: (_error, message) => {
          const all = [...(message.headers ?? [])].map(([name, [value = ""]]) => [name, value] as const);
          const given = Object.fromEntries(all);
          member.seen.push({ subject: message.subject, headers: given, reply: message.reply });
          const status = (value: string) => {
            const headers = newHeaders();
            headers.set("Thrift-Status", value);
            if (value === "unreadable") headers.set("Thrift-Reason", "no message");
            message.respond(new Uint8Array(0), { headers });
          };
          const { mood } = member;
          if (mood === "silent") return;
          if (mood === "full" || mood === "unreadable") {
            status(mood);
            return;
          }
          if (mood === "garbage") {
            message.respond(new Uint8Array([1, 2, 3, 4, 5, 6]));
            return;
          }
          if (mood === "spoilt") {
            message.respond(new Uint8Array([1, 2, 3, 4, 5, 6]), { headers: spoiltHeaders() });
            return;
          }
          const input = new Input();
          const output = new Output();
          const { data } = message;
          input.reset(data);
          const protocol = data[0] === 0x82 ? "compact" : data[0] === 0x5b ? "json" : "binary";
          const replyHeaders: Record<string, string> = {};
          const envelope = { headers: given, replyHeaders };
          const caller = { peer: "nats", signal: new AbortController().signal };
          const respond = () => {
            const headers = newHeaders();
            for (const [name, value] of Object.entries(replyHeaders)) headers.set(name, value);
            message.respond(output.bytes.slice(0, output.position), { headers });
          };
          void (async () => {
            await processor.prepare(protocol);
            const later = processor.process(input, output, protocol, caller, envelope);
            (await later)?.(output);
            if (output.position > 0) respond();
          })();
        },
      });
    }
    connection.subscribe(cancelSubject(subject), {
      callback: (_error, message) => void member.cancelled.push(message.string()),
    });
    await connection.flush();
    return member;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }
}
