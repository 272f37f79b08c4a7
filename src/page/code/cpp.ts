// C++, with Apache's library. Arguments that are no numbers or texts are made by their default constructors.
import type { Type } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { type Called, namespaceOf, programOf, quoted } from "./called.ts";

/** A program that makes the call. */
export function cppCode(called: Called): string {
  const { method, service, program, given, host, port, prefix } = called;
  const { func } = method;
  const declared: string[] = [];
  const values = func.arguments.map(({ name, type }) => {
    const text = literal(called, type, given[name]);
    if (text !== undefined) return text;
    declared.push(`  ${typeName(called, type)} ${name}; // of its members, those that matter`);
    return name;
  });
  const socket = called.tls ? "sockets.createSocket" : "std::make_shared<transport::TSocket>";
  const inner = `${socket}(${quoted(host)}, ${port})`;
  const transport = {
    framed: `std::make_shared<transport::TFramedTransport>(${inner})`,
    buffered: `std::make_shared<transport::TBufferedTransport>(${inner})`,
    http: `std::make_shared<transport::THttpClient>(${inner}, ${quoted(host)}, "/")`,
  }[called.transport];
  const protocol = { binary: "TBinaryProtocol", compact: "TCompactProtocol", json: "TJSONProtocol" }[
    called.protocol
  ];
  const own = `std::make_shared<protocol::${protocol}>(transport)`;
  const spoken =
    prefix === undefined
      ? own
      : `std::make_shared<protocol::TMultiplexedProtocol>(${own}, ${quoted(prefix)})`;
  return [
    `// thrift --gen cpp ${program}.thrift; link with -lthrift${called.tls ? " -lssl" : ""}`,
    "#include <iostream>",
    "#include <memory>",
    `#include <thrift/protocol/${protocol}.h>`,
    ...(prefix === undefined ? [] : ["#include <thrift/protocol/TMultiplexedProtocol.h>"]),
    "#include <thrift/transport/TBufferTransports.h>",
    ...(called.transport === "http" ? ["#include <thrift/transport/THttpClient.h>"] : []),
    `#include <thrift/transport/${called.tls ? "TSSLSocket" : "TSocket"}.h>`,
    `#include "gen-cpp/${service}.h"`,
    "",
    "using namespace apache::thrift;",
    "",
    "int main() {",
    ...(called.tls
      ? [
          "  transport::TSSLSocketFactory sockets;",
          '  sockets.loadTrustedCertificates("ca.crt");',
          "  sockets.authenticate(true);",
        ]
      : []),
    `  auto transport = ${transport};`,
    `  ${spaceOf(called, program)}${service}Client client(${spoken});`,
    "  transport->open();",
    ...declared,
    ...callLines(called, func.returns, `client.${func.name}`, values),
    "  transport->close();",
    "}",
    "",
  ].join("\n");
}

/** Results that are no numbers are put into the first argument. */
function callLines(
  called: Called,
  returns: Type | undefined,
  name: string,
  values: readonly string[],
): string[] {
  if (returns === undefined) return [`  ${name}(${values.join(", ")});`];
  if (!["string", "binary", "uuid", "list", "set", "map", "struct"].includes(returns.kind)) {
    return [`  std::cout << ${name}(${values.join(", ")}) << std::endl;`];
  }
  return [
    `  ${typeName(called, returns)} result;`,
    `  ${name}(${["result", ...values].join(", ")});`,
    ...(returns.kind === "string" || returns.kind === "struct"
      ? ["  std::cout << result << std::endl;"]
      : []),
  ];
}

function spaceOf(called: Called, program: string): string {
  const space = namespaceOf(called, program, "cpp");
  return space === undefined ? "::" : `::${space.replaceAll(".", "::")}::`;
}

function typeName(called: Called, type: Type): string {
  const inside = (of: Type) => typeName(called, of);
  switch (type.kind) {
    case "byte":
      return "int8_t";
    case "i16":
    case "i32":
    case "i64":
      return `int${type.kind.slice(1)}_t`;
    case "string":
    case "binary":
      return "std::string";
    case "list":
      return `std::vector<${inside(type.element)}>`;
    case "set":
      return `std::set<${inside(type.element)}>`;
    case "map":
      return `std::map<${inside(type.key)}, ${inside(type.value)}>`;
    case "enum":
      return `${spaceOf(called, programOf(type.name))}${localName(type.name)}::type`;
    case "struct":
      return `${spaceOf(called, programOf(type.name))}${localName(type.name)}`;
    default:
      return type.kind;
  }
}

function literal(called: Called, type: Type, json: unknown): string | undefined {
  switch (type.kind) {
    case "bool":
    case "byte":
    case "i16":
    case "i32":
      return String(json);
    case "double":
      return typeof json === "number" ? String(json) : undefined;
    case "i64":
      return `${json}LL`;
    case "string":
      return quoted(String(json));
    case "enum":
      return typeof json === "string"
        ? `${spaceOf(called, programOf(type.name))}${localName(type.name)}::${json}`
        : undefined;
    default:
      return undefined;
  }
}
