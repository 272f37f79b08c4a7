// One call of a client's that a member of the group runs.

import type { CallCounts } from "../metrics/call_counts.ts";
import { outcomes } from "../metrics/cells.ts";
import type { GroupCall } from "../nats/calling/call.ts";
import type { GroupHeaders } from "../nats/calling/call_headers.ts";
import type { GroupFailure } from "../nats/calling/failure.ts";
import type { GroupCalls } from "../nats/calling/group_calls.ts";
import type { MsgHdrs } from "../nats/connection.ts";
import { isOwnHeader } from "../nats/convention.ts";
import type { OnewayStore } from "../nats/streamed/storing.ts";
import type { CallerConnection } from "../processor/context.ts";
import { errorCodes, sendErrorCode } from "../processor/error_code.ts";
import type { Refused, WriteReply } from "../processor/processor.ts";
import { applicationExceptionType, writeApplicationException } from "../protocol/application_exception.ts";
import type { MessageHead } from "../protocol/message.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { ServedFunction } from "../schema/service.ts";
import { type Envelope, emptyHeaders } from "../transport/envelope.ts";
import { checkReplyHeader } from "../transport/reply_header.ts";
import type { Leavable, Leavers } from "./leavers.ts";
import { outcomeOf } from "./outcome.ts";

/** The group that calls are sent to. */
export interface Group {
  readonly calls: GroupCalls;
  readonly headers: GroupHeaders;
  /** Keeps oneway calls; absent: they are gone where no member takes them. */
  readonly store?: OnewayStore | undefined;
  /** Milliseconds that a call may take whose client says nothing else. */
  readonly timeout: number;
}

/** The parts that all calls of a gateway share. */
export interface RemoteParts {
  readonly group: Group;
  readonly leavers: Leavers;
  readonly counts: CallCounts | undefined;
  readonly refused: ((why: Refused, peer: string) => void) | undefined;
}

/** The call as its client has made it. */
export interface AskedCall extends Omit<MessageHead, "type"> {
  readonly func: ServedFunction;
  /** Index of its function in the service. */
  readonly index: number;
  /** The function's name as the message has it. */
  readonly method: string;
  readonly message: Uint8Array;
  readonly protocol: ProtocolName;
  readonly connection: CallerConnection;
  readonly envelope: Envelope | undefined;
  /** Bytes that its reply may have. */
  readonly maxReplySize: number;
}

/** It is over once {@link RemoteCall.reply} resolves. */
export class RemoteCall implements GroupCall, Leavable {
  readonly reply: Promise<WriteReply>;
  readonly method: string;
  readonly message: Uint8Array;
  readonly endBy: number;
  readonly startBy: number;
  readonly #parts: RemoteParts;
  readonly #asked: AskedCall;
  readonly #began: number;
  /** Milliseconds that it may take. */
  readonly #given: number;
  #token = "";
  #isOver = false;
  #resolve!: (write: WriteReply) => void;

  /** Sends it. */
  constructor(parts: RemoteParts, asked: AskedCall) {
    this.#parts = parts;
    this.#asked = asked;
    this.method = asked.method;
    this.message = asked.message;
    const { timeout, calls } = parts.group;
    const { deadline } = asked.envelope ?? {};
    const now = performance.now();
    const ofDay = deadline === undefined ? 0 : Date.now();
    this.#given = deadline === undefined ? timeout : Math.min(timeout, deadline.endBy - ofDay);
    this.endBy = now + this.#given;
    this.startBy = deadline === undefined ? Number.POSITIVE_INFINITY : now + deadline.startBy - ofDay;
    this.#began = parts.counts?.begin(asked.index) ?? 0;
    this.reply = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#token = calls.send(this);
    if (!this.#isOver) parts.leavers.begin(asked.connection, this);
  }

  headers(left: number): MsgHdrs | undefined {
    const { envelope } = this.#asked;
    const queue = this.startBy < this.endBy ? this.startBy - performance.now() : undefined;
    return this.#parts.group.headers.of(envelope?.headers, left, queue);
  }

  answered(reply: Uint8Array, headers: MsgHdrs | undefined): void {
    const { func, index, protocol, envelope, maxReplySize } = this.#asked;
    const outcome = outcomeOf({ bytes: reply, start: 0, end: reply.length, protocol }, func);
    if (outcome === undefined) {
      this.#unreadable(`a member of the group has sent what is no reply of ${protocol}`);
      return;
    }
    if (reply.length > maxReplySize) {
      this.#unreadable(
        `the reply of ${func.name} has ${reply.length} bytes, over the limit of ${maxReplySize}`,
      );
      return;
    }
    this.#over();
    this.#parts.counts?.end(index, outcome, this.#began);
    this.#resolve((output) => {
      output.append(reply);
    });
    if (headers !== undefined && envelope !== undefined) passOn(headers, envelope);
  }

  failed({ kind, message }: Pick<GroupFailure, "kind" | "message">): void {
    const { index, func, connection, envelope, protocol } = this.#asked;
    const { counts, refused, group } = this.#parts;
    this.#over();
    counts?.end(index, outcomes.internalError, this.#began);
    const isClients = kind === "timeout" && this.#given < group.timeout;
    const why = isClients ? `deadline: ${func.name} took longer than its client waits` : message;
    const late = isClients ? "DEADLINE" : "CALL_TIMEOUT";
    const counted = kind === "timeout" ? late : kind === "uncarried" ? "SIZE_LIMIT" : "NO_WORKER";
    refused?.({ kind: counted, message: why }, connection.peer);
    if (kind === "full") sendErrorCode(envelope, errorCodes.overloaded);
    else if (kind === "timeout") sendErrorCode(envelope, errorCodes.expired);
    const { INTERNAL_ERROR } = applicationExceptionType;
    this.#resolve((output) => writeApplicationException(output, protocol, this.#asked, INTERNAL_ERROR, why));
  }

  left(isClosed: boolean): void {
    const { counts, group } = this.#parts;
    if (!isClosed) group.calls.mayGiveUp(this.#token);
    else if (group.calls.giveUp(this.#token)) {
      this.#over();
      counts?.end(this.#asked.index, outcomes.internalError, this.#began);
      this.#resolve(() => {});
    }
  }

  #unreadable(message: string): void {
    this.failed({ kind: "unreadable", message });
  }

  #over(): void {
    this.#isOver = true;
    this.#parts.leavers.over(this.#asked.connection, this);
  }
}

/** The headers that a member has set; one that the client's transport cannot carry is dropped. */
function passOn(headers: MsgHdrs, envelope: Envelope): void {
  for (const [name, [value = ""]] of headers) {
    if (isOwnHeader(name.toLowerCase())) continue;
    try {
      checkReplyHeader(name, value);
    } catch {
      continue;
    }
    envelope.replyHeaders ??= emptyHeaders();
    envelope.replyHeaders[name] = value;
  }
}
