// The kinds of values that options take: what each accepts, and how it is read from a command line's text.
import type { Detail } from "./error.ts";

/** A check for the values of an option. */
export interface Kind<Value> {
  /** The type of its values in a program. */
  readonly type: "number" | "string" | "boolean" | "other";
  /** The expectation, for messages: `a whole number from 0 to 65535`. */
  readonly expected: string;
  /** The unit of its numbers. */
  readonly unit?: "bytes" | "seconds";
  /** The least and the most that its numbers may be. */
  readonly bounds?: Bounds;
  /** The value as it is used, if it is one; undefined: it is none. */
  accept(value: unknown): Value | undefined;
  /**
   * The value that a text on a command line stands for; undefined: none. Absent: the option takes no text, it is given
   * or not.
   */
  readonly read?: (text: string, previous: unknown) => unknown;
  /** All values that there are, where these are few. */
  readonly choices?: readonly string[];
  /** Whether a text may hold several values, as PATH does, where it cannot be given several times. */
  readonly list?: true;
  /** Its values in such a text; absent: as PATH separates them. */
  readonly split?: (text: string) => readonly string[];
  /** Whether a file of options has to give it as text: its digits are not those of a number there. */
  readonly textOnly?: true;
  /** A value that was written in a file, which relative paths in it start from the folder of. */
  from?(folder: string, value: Value): Value;
  /** A guess at what was meant by a value, or by a text, that is none. */
  readonly hint?: (value: unknown) => Detail | undefined;
  /** Whether its values are not to be printed. */
  readonly secret?: true;
  /** A number as messages show it, where that is not in decimal digits. */
  readonly show?: (value: number) => string;
}

/** The least, unless that is only known to be more than 0, and the most, where there is one. */
export interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

/** A whole number. @param hints what texts that people write for one mean here. */
export function integer(
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
  hints: Readonly<Record<string, Detail>> = {},
): Kind<number> {
  return {
    type: "number",
    expected: `a whole number ${rangeOf(least, most)}`,
    bounds: { least, most: most === Number.MAX_SAFE_INTEGER ? undefined : most },
    accept: (value) => (isWhole(value, least, most) ? value : undefined),
    read: (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined),
    hint: (value) =>
      typeof value === "string" && Object.hasOwn(hints, value.toLowerCase())
        ? hints[value.toLowerCase()]
        : undefined,
  };
}

/** Bytes. A command line may say `16k`, `16M` or `1G`, in powers of 1024. */
export function bytes(least: number, most: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  return {
    ...integer(least, most),
    unit: "bytes",
    read(text) {
      if (/^-?\d+$/.test(text)) return Number(text);
      const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([kmg])(?:ib)?$/i.exec(text) ?? [];
      return unit === undefined
        ? undefined
        : Number(digits) * 1024 ** ("kmg".indexOf(unit.toLowerCase()) + 1);
    },
    hint(value) {
      const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([kmg])b$/i.exec(String(value)) ?? [];
      if (typeof value !== "string" || digits === undefined || unit === undefined) return undefined;
      const power = "kmg".indexOf(unit.toLowerCase()) + 1;
      const [binary, decimal] = [1024, 1000].map((base) => Number(digits) * base ** power);
      return `${digits}${unit} is ${binary} bytes; write ${decimal} for powers of 1000`;
    },
  };
}

/** A time in seconds, which need not be whole. A longer one than timers can wait, 24.8 days, counts as that. */
export function seconds(): Kind<number> {
  return {
    type: "number",
    expected: "a number of seconds",
    unit: "seconds",
    bounds: { least: 0 },
    accept: (value) =>
      typeof value === "number" && value >= 0 && Number.isFinite(value)
        ? Math.min(value, longestTime)
        : undefined,
    read: (text) => (/^-?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined),
    hint(value) {
      const [, digits, unit] = /^(\d+(?:\.\d+)?) ?(ms|s|sec|m|min|h|d)$/i.exec(String(value)) ?? [];
      if (typeof value !== "string" || digits === undefined || unit === undefined) return undefined;
      return `${value} is ${(Number(digits) * inSeconds[unit.toLowerCase()]!) / 1000}`;
    },
  };
}

/** In seconds: of more milliseconds than 31 bits hold a timer waits one. */
export const longestTime = 2_147_483;

/** In milliseconds, as no fraction of a second has to be rounded then. */
const inSeconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time in seconds that has an end and does not end at once. */
export function secondsUpTo(most: number): Kind<number> {
  return {
    ...seconds(),
    expected: `seconds, up to ${most}`,
    bounds: { most },
    accept: (value) => (typeof value === "number" && value > 0 && value <= most ? value : undefined),
  };
}

/** Text that is not empty, an address for example. */
export function text(expected: string, hint?: Kind<string>["hint"]): Kind<string> {
  return {
    type: "string",
    expected,
    accept: (value) =>
      typeof value === "string" && value !== "" && !value.includes("\0") ? value : undefined,
    read: (given) => given,
    hint,
  };
}

/** The name or address of a machine, without a port. */
export function host(expected: string): Kind<string> {
  const withPort = /^([^:]*|\[.*\]):(\d*)$/;
  const named = text(expected, (value) => {
    const [, , port] = withPort.exec(String(value)) ?? [];
    return port === undefined ? undefined : (name) => `the port is ${name("port", Number(port))}`;
  });
  const isHost = (value: string) => !withPort.test(value) && !/[\s/]/.test(value);
  return {
    ...named,
    accept: (value) =>
      named.accept(value) !== undefined && isHost(value as string) ? (value as string) : undefined,
  };
}

/** The address of servers, and of clients' connections, unless they are told another. */
export const standardAddress = { host: "127.0.0.1", port: 9090 } as const;

/** True or false: on the command line it is there or not. */
export const flag: Kind<boolean> = {
  type: "boolean",
  expected: "true or false",
  accept: (value) => (typeof value === "boolean" ? value : undefined),
};

/** Permissions of a file, in octal on the command line. */
export const permissions: Kind<number> = {
  type: "number",
  expected: "permissions from 0 to 777 in octal",
  accept: (value) => (isWhole(value, 0, 0o777) ? value : undefined),
  read: (given) => (/^(0o)?[0-7]+$/.test(given) ? Number.parseInt(given.replace("0o", ""), 8) : undefined),
  show: (value) => value.toString(8),
  textOnly: true,
};

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function rangeOf(least: number, most: number): string {
  return most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
}
