// The word of the environment by which a program tells the one that it starts in its place which sockets it hands over.
import type { HandedSockets } from "../../server/program.ts";

/** A program that is to be replaced, as the one that replaces it sees it. */
export interface Predecessor {
  readonly id: number;
  readonly sockets: HandedSockets;
}

/** What the program that replaces another one has taken of it: its word that it serves. */
export interface Taken {
  /** Names of places. */
  readonly sockets: readonly string[];
  /** Absolute paths. */
  readonly files: readonly string[];
}

/** It begins with no `THRIFTSERVE_`: such variables are options of the command line. */
const variable = "_THRIFTSERVE_REPLACES";

/** The variable, for the environment of a program that replaces this one. */
export function handedVariable(sockets: HandedSockets): NodeJS.ProcessEnv {
  return { [variable]: JSON.stringify({ id: process.pid, sockets: Object.fromEntries(sockets) }) };
}

/** The process that this program replaces, by its number as text. It is undefined where there is none. */
export function replacedId(): string | undefined {
  const told = process.env[variable];
  return told === undefined ? undefined : String((JSON.parse(told) as Told).id);
}

/** The program that this one replaces; undefined: none. The variable is taken out of the environment. */
export function predecessorOfThis(): Predecessor | undefined {
  const told = process.env[variable];
  if (told === undefined) return undefined;
  delete process.env[variable];
  const { id, sockets } = JSON.parse(told) as Told;
  // What a service manager has told the other program holds for this one.
  if (process.env.LISTEN_PID === String(id)) process.env.LISTEN_PID = String(process.pid);
  return { id, sockets: new Map(Object.entries(sockets)) };
}

interface Told {
  readonly id: number;
  readonly sockets: Readonly<Record<string, number>>;
}
