// Uses of generated types that the compiler has to take, or to refuse: never run.
import { connect, serveInMemory } from "../../mod.ts";
import {
  type Answer,
  Day,
  type DayInit,
  Every,
  type EveryHandler,
  type Everything,
  type EverythingInit,
  Odd,
  Refused,
} from "./generated/every.ts";
import * as handler from "./handler.ts";

/** What may be given for a value, in each of its forms. */
export const given: readonly EverythingInit[] = [
  { flag: true },
  { flag: true, large: 1, day: "MONDAY", words: ["a"], counts: { a: 1n }, vector: new Float32Array(2) },
  {
    flag: true,
    bytes: new ArrayBuffer(1),
    text: null,
    tags: new Map([[{ name: "a" }, [new Set([Day.SUNDAY])]]]),
  },
  // @ts-expect-error: flag is required
  {},
  // @ts-expect-error: there is no such field
  { flag: true, txet: "" },
  // @ts-expect-error: there is no such member
  { flag: true, day: "MODNAY" },
  // @ts-expect-error: a number is no text
  { flag: true, text: 1 },
  // @ts-expect-error: of a union, one field
  { flag: true, answer: { text: "", number: 1n } },
];

/** What comes can be sent on. */
export function sentOn(received: Everything): EverythingInit {
  return received;
}

/** A union is told by what it has. */
export function shown(answer: Answer): string {
  if (answer.text !== undefined) return answer.text;
  if (answer.number !== undefined) return String(answer.number + 1n);
  return answer.several === undefined ? answer.tag.name : answer.several.map(shown).join();
}

/** Members are known, other numbers not ruled out. */
export function next(day: Day): DayInit {
  return day === Day.MONDAY ? "SUNDAY" : day + 1;
}

/** What a client calls, and what it gets. */
export async function calls(port: number): Promise<bigint> {
  await using client = await connect(Every, { port });
  const echoed: Everything = await client.everything({ flag: true });
  // @ts-expect-error: not every peer sends it
  const length: number = echoed.text.length;
  await client.tagged({ name: "of the service that it extends" });
  // @ts-expect-error: there is no such function
  await client.everythin({ flag: true });
  // @ts-expect-error: a client closes itself
  await client.close().then();
  return (await client.sum([1, 2n, length], 0)) + (await client.sum(new BigInt64Array(2), 2n, true));
}

/** A module tells its service's functions. */
export async function inMemory(): Promise<Answer> {
  await using server = await serveInMemory(handler);
  const client = await server.connect();
  // @ts-expect-error: there is no such function
  await client.everythin({ flag: true });
  return await client.answer({ number: 1 });
}

/** The fields of exceptions have their types. */
export function thrown(error: unknown): string | bigint | undefined {
  if (error instanceof Odd) return error.stack?.join() ?? error.name;
  // @ts-expect-error: why is required
  if (error === undefined) return new Refused({}).why;
  return error instanceof Refused ? error.amount : undefined;
}

type Method<Name extends keyof EveryHandler> = Pick<EveryHandler, Name>;

/** The arguments and the context of a method have their types without being named. */
export const methods = {
  everything(value, call) {
    call.log.info(value.name);
    return { flag: value.flag, name: call.peer };
  },
} satisfies Method<"everything">;

export const wrong = {
  // @ts-expect-error: the result is no Tag
  tagged: (tag) => tag.level,
} satisfies Method<"tagged">;
