// The acts of one hostile client, told by a seed and its number alone, so that any of them can be sent again.
import type { Buffer } from "node:buffer";
import { Random } from "../fixtures/random.ts";
import { callsOf, dialects, type FuzzedDialect, strangers } from "./dialects.ts";
import { mutate } from "./mutate.ts";

/** How a client leaves once all is sent. */
export type Ending =
  /** Says that it sends no more, and reads until the server closes. */
  | "end"
  | "destroy"
  | "reset"
  /** Has never read, and leaves after a while. */
  | "deaf"
  /** Sends nothing more, and leaves after a while. */
  | "stall";

export interface Attack {
  readonly dialect: string;
  /** What is sent, in pieces: each is written in a turn of its own. */
  readonly pieces: readonly Buffer[];
  /** How many messages were spoiled, of those that a server gets to see; a stream that is spoiled as a whole is one. */
  readonly messages: number;
  readonly ending: Ending;
}

/** The attack with this number. */
export function attackOf(seed: number, number: number): Attack {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ number);
  const { dialect, bytes, messages } = stream(random);
  return { dialect, messages, pieces: pieces(bytes, random), ending: ending(random) };
}

interface Stream {
  readonly dialect: string;
  readonly bytes: Buffer;
  readonly messages: number;
}

function stream(random: Random): Stream {
  if (random.chance(4)) {
    const stranger = random.pick(strangers);
    const bytes = random.chance(70) ? mutate(stranger, random) : stranger;
    return { dialect: "strangers", bytes, messages: 1 };
  }
  const dialect = random.pick(dialects);
  return random.chance(dialect.survives ? 60 : 40)
    ? spoiledInside(dialect, random)
    : spoiled(dialect, random);
}

/** Calls whose arguments are spoiled, in what is otherwise as it should be. */
function spoiledInside(dialect: FuzzedDialect, random: Random): Stream {
  const count = dialect.survives ? 1 + random.below(48) : 1;
  const calls = Array.from({ length: count }, () => {
    const call = random.pick(callsOf[dialect.spelling]);
    return mutate(call.bytes, random, call.arguments);
  });
  return { dialect: dialect.name, bytes: dialect.encode(calls, random), messages: count };
}

/** A few calls as they should be, and then all that is sent is spoiled. */
function spoiled(dialect: FuzzedDialect, random: Random): Stream {
  const calls = Array.from(
    { length: 1 + random.below(3) },
    () => random.pick(callsOf[dialect.spelling]).bytes,
  );
  return { dialect: dialect.name, bytes: mutate(dialect.encode(calls, random), random), messages: 1 };
}

function pieces(bytes: Buffer, random: Random): Buffer[] {
  if (random.chance(70)) return [bytes];
  const size = random.chance(20) ? 1 : 1 + random.below(random.chance(50) ? 16 : bytes.length + 1);
  const found: Buffer[] = [];
  // Not without end: what is left after so many pieces comes as one.
  for (let at = 0; at < bytes.length; ) {
    const end = found.length < piecesAtMost ? at + size : bytes.length;
    found.push(bytes.subarray(at, end));
    at = end;
  }
  return found;
}

function ending(random: Random): Ending {
  if (random.chance(80)) return "end";
  return random.pick(["destroy", "destroy", "reset", "reset", "deaf", "stall"]);
}

const piecesAtMost = 64;
