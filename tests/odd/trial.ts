// Calls of odd methods, and what must hold meanwhile: each is answered, in its order, by a message that reads to its last
// byte; and a client beside gets its own replies to the byte.
import assert from "node:assert/strict";
import { compileCodec } from "../../src/codec/compile.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { messageType } from "../../src/protocol/message.ts";
import { Output } from "../../src/protocol/output.ts";
import { resolveService } from "../../src/schema/service.ts";
import { inputOf, newHead } from "../fixtures/messages.ts";
import { Random } from "../fixtures/random.ts";
import { frame, i32, RawClient } from "../fixtures/raw_client.ts";

const service = resolveService(loadIdl(new URL("./odd.thrift", import.meta.url)));

/** How clients of a trial speak: two protocols in frames, which say where a reply ends, and none. */
const dialects = [
  { protocol: "binary", framed: true },
  { protocol: "compact", framed: true },
  { protocol: "json", framed: true },
  { protocol: "binary", framed: false },
] as const;

/** What a trial has found out. */
export interface TrialResult {
  /** Odd calls that were made. */
  readonly calls: number;
  /** How many of them ended how. */
  readonly results: number;
  readonly exceptions: number;
  readonly applicationExceptions: number;
  /** Calls of the client beside. */
  readonly beside: number;
}

export interface TrialOptions {
  readonly seed: number;
  /** Odd calls to make. */
  readonly calls: number;
  /** Calls after which a client's connection is a new one. */
  readonly anew: number;
  /** Clients at a time that make them; 0: one, and no other client beside, as the server takes one connection at a time. */
  readonly clients: number;
}

/**
 * Makes odd calls, with another client beside.
 * @throws {AssertionError} when something does not hold.
 */
export async function oddTrial(
  port: number,
  { seed, calls, anew, clients }: TrialOptions,
): Promise<TrialResult> {
  const tally = { calls: 0, results: 0, exceptions: 0, applicationExceptions: 0 };
  const beside = new Beside(port);
  const watching = clients === 0 ? undefined : beside.run();
  let dialect = 0;
  const makeCalls = async (_: unknown, number: number): Promise<void> => {
    const random = new Random(seed + number);
    while (tally.calls < calls && beside.failure === undefined) {
      const client = new OddClient(await RawClient.connect(port), dialects[dialect++ % dialects.length]!);
      for (let made = 0; made < anew && tally.calls < calls; ) {
        const odd = await client.packet(random, tally);
        made += odd;
        tally.calls += odd;
      }
      client.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(clients, 1) }, makeCalls));
  } finally {
    beside.stop();
    await watching;
  }
  if (beside.failure !== undefined) throw beside.failure;
  return { ...tally, beside: beside.calls };
}

/** Calls `add`, and compares what comes with the bytes that have to. */
class Beside {
  calls = 0;
  failure: unknown;
  readonly #port: number;
  #stopped = false;

  constructor(port: number) {
    this.#port = port;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    try {
      const client = await RawClient.connect(this.#port);
      while (!this.#stopped) await this.#call(client, this.calls++);
      client.destroy();
    } catch (error) {
      this.failure = error;
    }
  }

  async #call(client: RawClient, number: number): Promise<void> {
    const [name, id] = [[0, 0, 0, 3, ...Buffer.from("add")], [...i32(number)]];
    client.send(frame([0x80, 1, 0, 1], name, id, [8, 0, 1], [...i32(number)], [8, 0, 2, 0, 0, 0, 1], [0]));
    const expected = Buffer.from([0x80, 1, 0, 2, ...name, ...id, 8, 0, 0, ...i32(number + 1), 0]);
    const reply = await client.frame();
    assert.deepEqual(reply, expected, `the client beside got another reply to its call ${number}`);
  }
}

type Tally = Record<"results" | "exceptions" | "applicationExceptions", number>;

/** Sends odd calls, several in one packet, with sane ones between them. */
class OddClient {
  readonly #client: RawClient;
  readonly #framed: boolean;
  readonly #codec: ReturnType<typeof compileCodec>;
  #sequenceId = 0;

  constructor(client: RawClient, { protocol, framed }: (typeof dialects)[number]) {
    this.#client = client;
    this.#framed = framed;
    this.#codec = compileCodec(service, protocol);
  }

  /** @returns how many odd calls were made. */
  async packet(random: Random, tally: Tally): Promise<number> {
    const { functions } = this.#codec;
    const packet: Buffer[] = [];
    const awaited: { readonly index: number; readonly seqid: number; readonly seed: number }[] = [];
    let odd = 0;
    for (let count = 1 + random.below(4); count > 0; count--) {
      const isOdd = random.chance(70);
      const index = isOdd ? 2 + random.below(functions.length - 2) : random.below(2);
      const seed = isOdd ? random.next() | 0 : 60;
      const output = new Output(128);
      const seqid = ++this.#sequenceId;
      functions[index]!.writeCall(output, seqid, functions[index]!.name === "add" ? [seed, 1] : [seed]);
      const body = [...output.bytes.subarray(0, output.position)];
      packet.push(this.#framed ? frame(body) : Buffer.from(body));
      if (isOdd) odd++;
      if (!functions[index]!.oneway) awaited.push({ index, seqid, seed });
    }
    this.#client.send(...packet);
    for (const call of awaited) await this.#reply(call, tally);
    return odd;
  }

  async #reply(
    { index, seqid, seed }: { index: number; seqid: number; seed: number },
    tally: Tally,
  ): Promise<void> {
    const func = this.#codec.functions[index]!;
    const what = `the reply to ${func.name}(${seed})`;
    const body = await (this.#framed ? this.#client.frame() : this.#message(what)).catch((error: unknown) => {
      throw new Error(`${what} has not come`, { cause: error });
    });
    assert.ok(body !== undefined, `${what}: the connection was closed`);
    const input = inputOf(new Uint8Array(body));
    const head = newHead();
    this.#codec.readMessageBegin(input, head);
    assert.deepEqual([head.name, head.seqid], [func.name, seqid], what);
    if (head.type === messageType.exception) {
      this.#codec.readApplicationException(input);
      tally.applicationExceptions++;
    } else {
      const reply = func.readReply(input);
      if ("result" in reply) tally.results++;
      else tally.exceptions++;
    }
    assert.equal(input.position, body.length, `${what} ends somewhere else than its frame`);
  }

  /** A message without a frame is as long as its reading says. */
  async #message(what: string): Promise<Buffer> {
    return await this.#client.message((bytes) => {
      const input = inputOf(new Uint8Array(bytes));
      const head = newHead();
      this.#codec.readMessageBegin(input, head);
      if (head.type === messageType.exception) this.#codec.readApplicationException(input);
      else this.#codec.functions.find(({ name }) => name === head.name)!.readReply(input);
      return input.position;
    }, what);
  }

  close(): void {
    this.#client.destroy();
  }
}
