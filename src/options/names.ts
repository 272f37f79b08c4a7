// Options whose values are names from a list, and what people write who know them by other names.

import { nearestOrBegun, plainly } from "../words/nearest.ts";
import type { Detail } from "./error.ts";
import type { Kind } from "./kinds.ts";

/** Other names that a list understands. Keys are in lower case. */
export interface OtherNames<Name> {
  /** Other words for a name that are as good. */
  readonly also?: Readonly<Record<string, Name>>;
  /** Names of other programs, or of other options, and what to say of them; without dashes. */
  readonly hints?: Readonly<Record<string, Detail>>;
  /** Whether capitals make no difference. */
  readonly anyCase?: boolean;
}

/** One of the names. */
export function oneOf<Name extends string>(
  names: readonly Name[],
  { also = {}, hints = {}, anyCase = false }: OtherNames<Name> = {},
): Kind<Name> {
  return {
    type: "string",
    expected: `one of ${names.join(", ")}`,
    choices: names,
    accept(value) {
      if (typeof value !== "string") return undefined;
      const name = anyCase ? value.toLowerCase() : value;
      if (Object.hasOwn(also, name)) return also[name];
      return names.find((known) => known === name);
    },
    read: (text) => text,
    hint(value) {
      if (typeof value !== "string") return undefined;
      const plain = plainly(value);
      if (Object.hasOwn(hints, plain)) return hints[plain];
      const near = nearestOrBegun(value, names);
      return near === undefined ? undefined : `did you mean ${near}?`;
    },
  };
}

/** Names of the protocols in Apache's libraries of all languages, and in people's mouths. */
export const otherProtocols: Readonly<Record<string, Detail>> = {
  ...means("binary", ["TBinaryProtocol", "TBinaryProtocolAccelerated", "TBinaryProtocolT", "thrift"]),
  ...means("compact", ["TCompactProtocol", "TCompactProtocolAccelerated", "TCompactProtocolT"]),
  ...means("json", ["TJSONProtocol", "TJSON"]),
  tsimplejsonprotocol: "TSimpleJSONProtocol cannot be read back by anybody; json is TJSONProtocol",
  tmultiplexedprotocol:
    "that is no protocol of its own: it puts the name of a service before that of the function",
  ...isTransport(["buffered", "framed", "header", "zlib", "http", "websocket"]),
};

/** The same of the transports. */
export const otherTransports: Readonly<Record<string, Detail>> = {
  ...means("buffered", ["TBufferedTransport", "TSocket", "unframed", "raw", "none", "plain"]),
  ...means("framed", ["TFramedTransport", "TFastFramedTransport"]),
  ...means("header", ["THeaderTransport", "THeaderProtocol", "THeader"]),
  ...means("zlib", ["TZlibTransport", "gzip", "deflate"]),
  ...means("http", ["THttpClient", "THttpServer", "THttpTransport", "https"]),
  ...means("websocket", ["ws", "wss", "TWebSocket", "websockets"]),
  ...Object.fromEntries(
    ["tcp", "unix", "tls", "ssl"].map((lower): [string, Detail] => [
      lower,
      (named) =>
        `${lower} is what messages travel over, whatever their transport: ${
          lower === "tcp"
            ? `see ${named("host")} and ${named("port")}`
            : lower === "unix"
              ? `see ${named("unix")}`
              : `see ${named("tlsCert")}`
        }`,
    ]),
  ),
  ...Object.fromEntries(
    ["binary", "compact", "json"].map((name): [string, Detail] => [
      name,
      (named) => `${name} is a protocol: ${named("protocol", name)}`,
    ]),
  ),
};

function means(name: string, others: readonly string[]): Record<string, Detail> {
  const words = others.flatMap((other) => [other, `${other}Factory`]);
  return Object.fromEntries(words.map((word) => [word.toLowerCase(), `that is ${name} here`]));
}

function isTransport(names: readonly string[]): Record<string, Detail> {
  return Object.fromEntries(
    names.map((name): [string, Detail] => [
      name,
      (named) => `${name} is a transport: ${named("transport", name)}`,
    ]),
  );
}
