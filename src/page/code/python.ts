// Python, with Apache's library.
import type { Type } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { hasNames } from "../../value_json/to_json.ts";
import { type Called, namespaceOf, programOf, quoted } from "./called.ts";

/** A program that makes the call. */
export function pythonCode(called: Called): string {
  const { method, service, program, given, host, port, prefix } = called;
  const { func } = method;
  const modules = new Map<string, Set<string>>();
  const values = func.arguments.map(({ name, type }) => literal(called, type, given[name], modules));
  const protocol = { binary: "TBinaryProtocol", compact: "TCompactProtocol", json: "TJSONProtocol" }[
    called.protocol
  ];
  const sockets = called.tls ? "TSSLSocket" : "TSocket";
  const socket = called.tls
    ? `TSSLSocket.TSSLSocket(${quoted(host)}, ${port}, ca_certs="ca.crt")`
    : `TSocket.TSocket(${quoted(host)}, ${port})`;
  const transport = {
    framed: "TTransport.TFramedTransport(socket)",
    buffered: "TTransport.TBufferedTransport(socket)",
    http: `THttpClient.THttpClient("${called.tls ? "https" : "http"}://${host}:${port}/")`,
  }[called.transport];
  const kinds = called.transport === "http" ? "THttpClient" : `${sockets}, TTransport`;
  const shown = func.returns === undefined ? (call: string) => call : (call: string) => `print(${call})`;
  const own = `${protocol}.${protocol}(transport)`;
  return [
    `# thrift --gen py ${program}.thrift; pip install thrift`,
    `from ${packageOf(called, program)} import ${service}`,
    ...[...modules].map(([name, types]) => `from ${name}.ttypes import ${[...types].sort().join(", ")}`),
    `from thrift.protocol import ${protocol}${prefix === undefined ? "" : ", TMultiplexedProtocol"}`,
    `from thrift.transport import ${kinds}`,
    "",
    ...(called.transport === "http" ? [] : [`socket = ${socket}`]),
    `transport = ${transport}`,
    prefix === undefined
      ? `client = ${service}.Client(${own})`
      : `client = ${service}.Client(TMultiplexedProtocol.TMultiplexedProtocol(${own}, ${quoted(prefix)}))`,
    "transport.open()",
    shown(`client.${func.name}(${values.join(", ")})`),
    "transport.close()",
    "",
  ].join("\n");
}

function packageOf(called: Called, program: string): string {
  return namespaceOf(called, program, "py") ?? program;
}

function literal(called: Called, type: Type, json: unknown, modules: Map<string, Set<string>>): string {
  const inside = (of: Type, one: unknown) => literal(called, of, one, modules);
  if (json === undefined || json === null) return "None";
  switch (type.kind) {
    case "bool":
      return json === true ? "True" : "False";
    case "string":
      return quoted(String(json));
    case "binary":
      return json === "" ? 'b""' : `__import__("base64").b64decode(${quoted(String(json))})`;
    case "uuid":
      return `__import__("uuid").UUID(${quoted(String(json))})`;
    case "enum":
      return typeof json === "number" ? String(json) : `${named(called, type.name, modules)}.${json}`;
    case "double":
      return typeof json === "number" ? String(json) : `float(${quoted(String(json))})`;
    case "list":
      return `[${(json as unknown[]).map((one) => inside(type.element, one)).join(", ")}]`;
    case "set": {
      const elements = (json as unknown[]).map((one) => inside(type.element, one));
      return elements.length === 0 ? "set()" : `{${elements.join(", ")}}`;
    }
    case "map": {
      const pairs = Array.isArray(json) ? (json as [unknown, unknown][]) : Object.entries(json);
      const key = (one: unknown) =>
        hasNames(type.key) && typeof one === "string" && type.key.kind !== "string"
          ? one
          : inside(type.key, one);
      return `{${pairs.map(([one, value]) => `${key(one)}: ${inside(type.value, value)}`).join(", ")}}`;
    }
    case "struct": {
      const fields = called.schema.structs[type.name]?.fields ?? [];
      const values = json as Readonly<Record<string, unknown>>;
      const there = fields.filter(({ name }) => values[name] !== undefined);
      const given = there.map(({ name, type: of }) => `${name}=${inside(of, values[name])}`);
      return `${named(called, type.name, modules)}(${given.join(", ")})`;
    }
    default:
      return String(json);
  }
}

/** The name of a type, whose module is imported. */
function named(called: Called, qualified: string, modules: Map<string, Set<string>>): string {
  const module = packageOf(called, programOf(qualified));
  const types = modules.get(module) ?? new Set();
  modules.set(module, types);
  types.add(localName(qualified));
  return localName(qualified);
}
