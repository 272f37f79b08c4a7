// Node.js, with Apache's npm package.
import type { Type } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { type Called, programOf, quoted } from "./called.ts";

/** A program that makes the call. */
export function javaScriptCode(called: Called): string {
  const { method, service, program, given, host, port, prefix } = called;
  const { func } = method;
  const programs = new Set<string>();
  const values = func.arguments.map(({ name, type }) => literal(called, type, given[name], programs));
  const protocol = { binary: "TBinaryProtocol", compact: "TCompactProtocol", json: "TJSONProtocol" }[
    called.protocol
  ];
  const options = [
    `protocol: thrift.${protocol}`,
    ...(called.transport === "framed" ? ["transport: thrift.TFramedTransport"] : []),
    ...(called.transport === "http" && called.tls ? ["https: true"] : []),
    ...(called.tls ? ['ca: fs.readFileSync("ca.crt")'] : []),
  ].join(", ");
  const create =
    { http: "createHttpConnection" }[called.transport as string] ??
    (called.tls ? "createSSLConnection" : "createConnection");
  const client =
    called.transport === "http"
      ? `thrift.createHttpClient(${service}, connection)`
      : prefix === undefined
        ? `thrift.createClient(${service}, connection)`
        : `new thrift.Multiplexer().createClient(${quoted(prefix)}, ${service}, connection)`;
  const call = `await client.${func.name}(${values.join(", ")})`;
  return [
    `// thrift --gen js:node,es6 ${program}.thrift; npm install thrift`,
    ...(called.tls ? ['const fs = require("node:fs");'] : []),
    'const thrift = require("thrift");',
    `const ${service} = require("./gen-nodejs/${service}.js");`,
    ...[...programs].map((name) => `const ${name} = require("./gen-nodejs/${name}_types.js");`),
    "",
    `const connection = thrift.${create}(${quoted(host)}, ${port}, { ${options} });`,
    `const client = ${client};`,
    "(async () => {",
    func.returns === undefined ? `  ${call};` : `  console.log(${call});`,
    ...(called.transport === "http" ? [] : ["  connection.end();"]),
    "})();",
    "",
  ].join("\n");
}

function literal(called: Called, type: Type, json: unknown, programs: Set<string>): string {
  const inside = (of: Type, one: unknown) => literal(called, of, one, programs);
  if (json === undefined || json === null) return "undefined";
  const typed = (qualified: string) => {
    programs.add(programOf(qualified));
    return `${programOf(qualified)}.${localName(qualified)}`;
  };
  switch (type.kind) {
    case "string":
    case "uuid":
      return quoted(String(json));
    case "binary":
      return `Buffer.from(${quoted(String(json))}, "base64")`;
    case "enum":
      return typeof json === "string" ? `${typed(type.name)}.${json}` : String(json);
    case "list":
    case "set":
      return `[${(json as unknown[]).map((one) => inside(type.element, one)).join(", ")}]`;
    case "map": {
      const pairs = Array.isArray(json) ? (json as [unknown, unknown][]) : Object.entries(json);
      return `{ ${pairs.map(([key, value]) => `${quoted(String(key))}: ${inside(type.value, value)}`).join(", ")} }`;
    }
    case "struct": {
      const values = json as Readonly<Record<string, unknown>>;
      const fields = (called.schema.structs[type.name]?.fields ?? []).filter(
        ({ name }) => values[name] !== undefined,
      );
      return `new ${typed(type.name)}({ ${fields.map(({ name, type: of }) => `${name}: ${inside(of, values[name])}`).join(", ")} })`;
    }
    default:
      return String(json);
  }
}
