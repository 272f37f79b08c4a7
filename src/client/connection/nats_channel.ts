// Calls over NATS: a message for each, which one member of a group gets.
import { randomUUID } from "node:crypto";
import type { GroupCall } from "../../nats/calling/call.ts";
import { GroupHeaders } from "../../nats/calling/call_headers.ts";
import type { GroupFailure } from "../../nats/calling/failure.ts";
import { GroupCalls } from "../../nats/calling/group_calls.ts";
import { connectNats, type MsgHdrs, type OpenNats } from "../../nats/connection.ts";
import { isOwnHeader, type NatsRoute } from "../../nats/convention.ts";
import { refuseContradictions } from "../../nats/login.ts";
import { natsJetstreamRow, natsRows } from "../../nats/rows.ts";
import type { OnewayStore } from "../../nats/streamed/storing.ts";
import { checkOptions } from "../../options/check.ts";
import { applicationExceptionType } from "../../protocol/application_exception.ts";
import { defaultReadLimits, Input } from "../../protocol/input.ts";
import { messageType, readSentHead } from "../../protocol/message.ts";
import { Output } from "../../protocol/output.ts";
import { hostAndPort } from "../../runtime/addresses.ts";
import { deadlineOf } from "../../transport/deadline.ts";
import { emptyHeaders } from "../../transport/envelope.ts";
import { addressText, type NatsAddress } from "../address/address.ts";
import type { Compiled } from "../compiled.ts";
import { misspelt } from "../misspelt.ts";
import type { Channel, ChannelOwner, Ended, Outgoing } from "./channel.ts";
import { type ConnectionParts, closed } from "./connection.ts";
import type { OpenSettings } from "./settings.ts";

/** Connects to a server of NATS. @throws {NatsError} @throws {OptionsError} when an option of NATS has a value that cannot be. */
export async function openNatsChannel(
  address: NatsAddress,
  { protocol, tls, nats }: OpenSettings,
  { codec }: Compiled,
  owner: ChannelOwner,
): Promise<Channel> {
  const { route, jetstream, ...login } = checkOptions(loginRows, nats ?? {}, {
    name: "connect()",
    example: '{ user: "calculator", passwordFile: "password" }',
    prefix: "nats.",
  });
  const files = typeof tls === "object" ? tls : {};
  const given = {
    natsName: login.name,
    natsUser: login.user,
    natsPassword: login.password,
    natsPasswordFile: login.passwordFile,
    natsToken: login.token,
    natsTokenFile: login.tokenFile,
    natsNkey: login.nkey,
    natsCredentials: login.credentials,
    natsTlsCa: files.ca,
    natsTlsCert: files.cert,
    natsTlsKey: files.key,
  };
  refuseContradictions(given, (option) =>
    option.replace(
      /^nats(Tls)?(\w)/,
      (_, ofTls, letter: string) => `${ofTls ? "tls" : "nats"}.${letter.toLowerCase()}`,
    ),
  );
  const server = `${tls === false ? "nats" : "tls"}://${hostAndPort(address.host, address.port)}`;
  const open = await connectNats({ nats: [server], ...given }, `thriftserve client ${process.pid}`, false);
  const parts = { address: addressText(address), protocol, codec, owner, spoken: `${protocol} over NATS` };
  const headers = new GroupHeaders(open.client);
  const store =
    jetstream || address.jetstream === true
      ? await (await import("../../nats/streamed/storing.ts")).openStore(open, address.subject, headers)
      : undefined;
  return new NatsChannel(open, address.subject, route, parts, headers, store);
}

const loginRows = {
  name: natsRows.natsName,
  user: natsRows.natsUser,
  password: natsRows.natsPassword,
  passwordFile: natsRows.natsPasswordFile,
  token: natsRows.natsToken,
  tokenFile: natsRows.natsTokenFile,
  nkey: natsRows.natsNkey,
  credentials: natsRows.natsCredentials,
  route: natsRows.natsRoute,
  jetstream: natsJetstreamRow,
};

/** One connection to NATS. When it is lost it is not made anew: the client opens another. */
class NatsChannel implements Channel {
  readonly address: string;
  begun = 0;
  ended: Ended | undefined;
  readonly #parts: Omit<ConnectionParts, "transport">;
  readonly #nats: OpenNats;
  readonly #group: GroupCalls;
  readonly #headers: GroupHeaders;
  /** Keeps oneway calls; undefined: they are gone where no member takes them. */
  readonly #store: OnewayStore | undefined;
  readonly #isRouted: boolean;
  readonly #tokens = new Map<Outgoing, string>();
  #isRetired = false;

  constructor(
    nats: OpenNats,
    subject: string,
    route: NatsRoute,
    parts: Omit<ConnectionParts, "transport">,
    headers: GroupHeaders,
    store: OnewayStore | undefined,
  ) {
    this.address = parts.address;
    this.#parts = parts;
    this.#nats = nats;
    this.#isRouted = route === "method";
    this.#headers = headers;
    this.#store = store;
    this.#group = new GroupCalls(nats, { subject, route, waitsForMembers: 0 }, (reason) =>
      this.#end({ reason }),
    );
  }

  get load(): number {
    return this.#tokens.size;
  }

  send(call: Outgoing): void {
    const { codec, protocol } = this.#parts;
    const func = codec.functions[call.index]!;
    const output = new Output(512, undefined, misspelt);
    call.sequenceId = (this.begun + 1) | 0;
    func.writeCall(output, call.sequenceId, call.args);
    this.begun++;
    const message = output.bytes.slice(0, output.position);
    const sent =
      this.#isRouted || this.#store !== undefined
        ? readSentHead({ bytes: message, start: 0, end: message.length, protocol })
        : undefined;
    const method = sent?.name ?? func.name;
    const deadline = call.headers && deadlineOf(call.headers);
    const began = performance.now();
    const given = deadline === undefined ? Number.POSITIVE_INFINITY : deadline.endBy - Date.now();
    const headers = () => {
      const left = given - (performance.now() - began);
      return this.#headers.of(call.headers, Number.isFinite(left) ? Math.max(1, left) : 0);
    };
    if (func.oneway && this.#store !== undefined) {
      void this.#keep(call, this.#store, method, message);
      return;
    }
    if (func.oneway) {
      this.#post(call, { method, message, headers });
      return;
    }
    this.#tokens.set(call, "");
    const token = this.#group.send({
      ...{ method, message, headers },
      endBy: Number.POSITIVE_INFINITY, // the call looks itself for the time that it may take
      startBy: began + Math.min(given, patience),
      answered: (reply, replyHeaders) => this.#over(call, () => this.#answer(call, reply, replyHeaders)),
      failed: (why) => this.#over(call, () => failed(call, why)),
    });
    if (this.#tokens.has(call)) this.#tokens.set(call, token);
  }

  forget(call: Outgoing): boolean {
    const token = this.#tokens.get(call);
    this.#tokens.delete(call);
    if (token !== undefined) this.#group.giveUp(token);
    this.#closeIfDone();
    return false;
  }

  retire(): void {
    this.#isRetired = true;
    this.#closeIfDone();
  }

  close(): void {
    this.#end({ reason: closed });
  }

  /** NATS' client holds the program as long as it is connected. */
  hold(): void {}

  #post(call: Outgoing, posted: Pick<GroupCall, "method" | "message" | "headers">): void {
    const why = this.#group.post(posted);
    if (why !== undefined) {
      call.dropped({ reason: why }, true);
      return;
    }
    this.#nats.connection.flush().then(
      () => call.answered({ result: undefined }, undefined),
      (cause: Error) => call.dropped({ reason: cause.message, cause }),
    );
  }

  async #keep(call: Outgoing, store: OnewayStore, method: string, message: Uint8Array): Promise<void> {
    this.#tokens.set(call, "");
    // A call that is made again is the same one.
    const id = ids.get(call) ?? randomUUID();
    ids.set(call, id);
    const why = await store.store({ method, message, headers: call.headers, id });
    this.#over(call, () => {
      if (why === undefined) call.answered({ result: undefined }, undefined);
      else if (!why.isUnsent) call.dropped({ reason: why.reason });
      else call.answered({ type: applicationExceptionType.INTERNAL_ERROR, message: why.reason }, undefined);
    });
  }

  #over(call: Outgoing, tell: () => void): void {
    if (!this.#tokens.delete(call)) return;
    tell();
    this.#closeIfDone();
  }

  #closeIfDone(): void {
    if (this.#isRetired && this.#tokens.size === 0) this.close();
  }

  #end(why: Ended): void {
    if (this.ended !== undefined) return;
    this.ended = why;
    this.#parts.owner.ended(this);
    void this.#group.close(why.reason);
  }

  #answer(call: Outgoing, bytes: Uint8Array, given: MsgHdrs | undefined): void {
    const { codec, spoken } = this.#parts;
    const input = new Input({ ...defaultReadLimits, maxDecodedSize: Number.MAX_SAFE_INTEGER });
    const head = { name: "", type: 0, seqid: 0, index: -1, strict: true };
    input.reset(bytes, 0, bytes.length);
    const headers = emptyHeaders();
    for (const [name, [value = ""]] of given ?? [])
      if (!isOwnHeader(name.toLowerCase())) headers[name] = value;
    try {
      codec.readMessageBegin(input, head);
      const isException = head.type === messageType.exception;
      const func = codec.functions[call.index]!;
      call.answered(isException ? codec.readApplicationException(input) : func.readReply(input), headers);
    } catch (error) {
      const cause = error as Error;
      call.dropped({ reason: `the member's reply is no reply of ${spoken}: ${cause.message}`, cause });
    }
  }
}

/** Says what became of a call: that nobody has taken it as a server's exception says so, which is not waited for. */
function failed(call: Outgoing, { kind, message, isUnsent }: GroupFailure): void {
  if (kind === "noMember" || kind === "full" || kind === "uncarried")
    call.answered({ type: applicationExceptionType.INTERNAL_ERROR, message }, undefined);
  else call.dropped({ reason: message }, isUnsent);
}

/** The ids of calls that are kept. */
const ids = new WeakMap<Outgoing, string>();

/** Milliseconds for which a call that may take any time is offered to members that are full. */
const patience = 60_000;
