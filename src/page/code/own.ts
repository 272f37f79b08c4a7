// This project's client, and its command line.
import type { Type } from "../../schema/schema.ts";
import { writeJson } from "../call/json_text.ts";
import { type Called, quoted } from "./called.ts";

/** A program in TypeScript that makes the call. */
export function typeScriptCode(called: Called): string {
  const { method, service, program, given, prefix } = called;
  const { func } = method;
  const values = func.arguments.map(({ name, type }) => literal(called, type, given[name]));
  const options = [
    ...(prefix === undefined ? [] : [`multiplexed: ${quoted(prefix)}`]),
    ...(called.tls && called.transport !== "http" ? ['tls: { ca: "ca.crt" }'] : []),
    ...(called.protocol === "binary" ? [] : [`protocol: ${quoted(called.protocol)}`]),
    ...(called.transport === "buffered" ? ['transport: "buffered"'] : []),
  ];
  const rest = options.length === 0 ? "" : `, { ${options.join(", ")} }`;
  const call = `await client.call(${[quoted(func.name), ...values].join(", ")})`;
  return [
    'import { connect } from "thriftserve";',
    "",
    `const client = await connect("${program}.thrift#${service}", ${quoted(addressOf(called))}${rest});`,
    func.returns === undefined ? `${call};` : `console.log(${call});`,
    "client.close();",
    "",
  ].join("\n");
}

/** A command line that makes the call. */
export function commandCode(called: Called): string {
  const { method, service, program, given } = called;
  const name = `${called.prefix ?? service}.${method.func.name}`;
  const words = [
    `thriftserve call ${addressOf(called)} ${name}`,
    `${inShell(writeJson(given, 0))} --idl ${program}.thrift`,
    ...(called.prefix === undefined ? [] : [`--multiplexed ${called.prefix}`]),
    ...(called.tls && called.transport !== "http" ? ["--tls-ca ca.crt"] : []),
    ...(called.protocol === "binary" ? [] : [`--protocol ${called.protocol}`]),
  ];
  return `${words.join(" \\\n  ")}\n`;
}

function addressOf({ host, port, tls, transport }: Called): string {
  const scheme = transport === "http" ? (tls ? "https" : "http") : tls ? "tls" : "tcp";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}${transport === "http" ? "/" : ""}`;
}

function inShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function literal(called: Called, type: Type, json: unknown): string {
  const inside = (of: Type, one: unknown) => literal(called, of, one);
  if (json === undefined || json === null) return "undefined";
  switch (type.kind) {
    case "i64":
      return `${json}n`;
    case "string":
    case "uuid":
      return quoted(String(json));
    case "binary":
      return json === "" ? "new Uint8Array()" : `Buffer.from(${quoted(String(json))}, "base64")`;
    case "enum": {
      const members = called.schema.enums[type.name]?.values ?? [];
      const member = members.find(({ name, value }) => name === json || value === json);
      return member === undefined ? String(json) : `${member.value} /* ${member.name} */`;
    }
    case "list":
      return `[${(json as unknown[]).map((one) => inside(type.element, one)).join(", ")}]`;
    case "set":
      return `new Set([${(json as unknown[]).map((one) => inside(type.element, one)).join(", ")}])`;
    case "map": {
      const pairs = Array.isArray(json) ? (json as [unknown, unknown][]) : Object.entries(json);
      const key = (one: unknown) =>
        typeof one === "string" && ["byte", "i16", "i32", "bool"].includes(type.key.kind)
          ? one
          : inside(type.key, one);
      return `new Map([${pairs.map(([one, value]) => `[${key(one)}, ${inside(type.value, value)}]`).join(", ")}])`;
    }
    case "struct": {
      const values = json as Readonly<Record<string, unknown>>;
      const fields = (called.schema.structs[type.name]?.fields ?? []).filter(
        ({ name }) => values[name] !== undefined,
      );
      if (fields.length === 0) return "{}";
      return `{ ${fields.map(({ name, type: of }) => `${name}: ${inside(of, values[name])}`).join(", ")} }`;
    }
    default:
      return typeof json === "string" && type.kind === "double" ? json : String(json);
  }
}
