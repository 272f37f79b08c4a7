// Java, with Apache's library.
import type { Type } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { type Called, namespaceOf, programOf, quoted } from "./called.ts";

/** A program that makes the call. */
export function javaCode(called: Called): string {
  const { method, service, program, given, host, port, prefix } = called;
  const { func } = method;
  const values = func.arguments.map(({ name, type }) => literal(called, type, given[name]));
  const socket = called.tls
    ? `TSSLTransportFactory.getClientSocket(${quoted(host)}, ${port})`
    : `new TSocket(${quoted(host)}, ${port})`;
  const transport = {
    framed: `new TFramedTransport(${socket})`,
    buffered: socket,
    http: `new THttpClient("${called.tls ? "https" : "http"}://${host}:${port}/")`,
  }[called.transport];
  const protocol = { binary: "TBinaryProtocol", compact: "TCompactProtocol", json: "TJSONProtocol" }[
    called.protocol
  ];
  const own = `new ${protocol}(transport)`;
  const spoken = prefix === undefined ? own : `new TMultiplexedProtocol(${own}, ${quoted(prefix)})`;
  const call = `client.${func.name}(${values.join(", ")})`;
  return [
    `// thrift --gen java ${program}.thrift; org.apache.thrift:libthrift`,
    "import java.nio.ByteBuffer;",
    "import java.util.*;",
    `import ${packaged(called, program, service)};`,
    "import org.apache.thrift.protocol.*;",
    "import org.apache.thrift.transport.*;",
    "import org.apache.thrift.transport.layered.TFramedTransport;",
    "",
    "public class Call {",
    "  public static void main(String[] args) throws Exception {",
    `    try (TTransport transport = ${transport}) {`,
    ...(called.tls && called.transport !== "http" ? [] : ["      transport.open();"]),
    `      var client = new ${service}.Client(${spoken});`,
    func.returns === undefined ? `      ${call};` : `      System.out.println(${call});`,
    "    }",
    "  }",
    "}",
    "",
  ].join("\n");
}

function packaged(called: Called, program: string, name: string): string {
  const space = namespaceOf(called, program, "java");
  return space === undefined ? name : `${space}.${name}`;
}

function literal(called: Called, type: Type, json: unknown): string {
  const inside = (of: Type, one: unknown) => literal(called, of, one);
  if (json === undefined || json === null) return "null";
  const named = (qualified: string) => packaged(called, programOf(qualified), localName(qualified));
  switch (type.kind) {
    case "byte":
      return `(byte) ${json}`;
    case "i16":
      return `(short) ${json}`;
    case "i64":
      return `${json}L`;
    case "double":
      return typeof json === "number" ? `${json}d` : `Double.valueOf(${quoted(String(json))})`;
    case "string":
      return quoted(String(json));
    case "binary":
      return `ByteBuffer.wrap(Base64.getDecoder().decode(${quoted(String(json))}))`;
    case "uuid":
      return `UUID.fromString(${quoted(String(json))})`;
    case "enum":
      return typeof json === "number"
        ? `${named(type.name)}.findByValue(${json})`
        : `${named(type.name)}.${json}`;
    case "list":
    case "set":
      return `${type.kind === "list" ? "List" : "Set"}.of(${(json as unknown[]).map((one) => inside(type.element, one)).join(", ")})`;
    case "map": {
      const pairs = Array.isArray(json) ? (json as [unknown, unknown][]) : Object.entries(json);
      return `Map.of(${pairs.map(([key, value]) => `${inside(type.key, key)}, ${inside(type.value, value)}`).join(", ")})`;
    }
    case "struct": {
      const { fields = [] } = called.schema.structs[type.name] ?? {};
      const values = json as Readonly<Record<string, unknown>>;
      const there = fields.filter(({ name }) => values[name] !== undefined);
      const set = there.map(
        ({ name, type: of }) =>
          `.set${name.charAt(0).toUpperCase()}${name.slice(1)}(${inside(of, values[name])})`,
      );
      return `new ${named(type.name)}()${set.join("")}`;
    }
    default:
      return String(json);
  }
}
