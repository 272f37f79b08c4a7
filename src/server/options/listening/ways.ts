// The parameters of an address that say what its clients speak, where that is not what the server's options say.
import type { Refuse } from "../../../options/address_parts.ts";
import { oneOf, otherProtocols, otherTransports } from "../../../options/names.ts";
import { type ProtocolName, protocolNames } from "../../../protocol/names.ts";
import { type TransportName, transportNames } from "../../../transport/names.ts";

/** The ways of the clients of one address; what is absent is as the server's options say. Plain data. */
export interface Ways {
  readonly tls?: "off";
  readonly protocol?: ProtocolName | "auto";
  readonly transport?: TransportName | "auto";
}

/** The names of these parameters. */
export const wayNames = ["tls", "protocol", "transport"] as const satisfies readonly (keyof Ways)[];

const kinds = {
  tls: { ...oneOf<"off">(["off"]), expected: "off" },
  protocol: oneOf<ProtocolName | "auto">(["auto", ...protocolNames], { hints: otherProtocols }),
  transport: oneOf<TransportName | "auto">(["auto", ...transportNames], { hints: otherTransports }),
};

/** Reads them. @returns undefined: there are none. */
export function readWays(parameters: URLSearchParams, refuse: Refuse): Ways | undefined {
  const given = wayNames.filter((name) => parameters.has(name));
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((name) => [name, checkedValue(name, parameters.get(name)!, refuse)]));
}

function checkedValue(name: keyof Ways, text: string, refuse: Refuse): string {
  const { accept, expected, hint } = kinds[name];
  const value = accept(text);
  if (value !== undefined) return value;
  const guess = hint?.(text);
  return refuse(`${name} is ${text}; expected ${expected}${typeof guess === "string" ? `; ${guess}` : ""}`);
}
