// Go, with Apache's library. Arguments that are no numbers or texts are made by their constructors.
import type { Type } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { type Called, namespaceOf, programOf, quoted } from "./called.ts";

/** A program that makes the call. */
export function goCode(called: Called): string {
  const { method, service, program, given, host, port, prefix } = called;
  const { func } = method;
  const imported = new Set([pathOf(called, program)]);
  const values = func.arguments.map(({ name, type }) => literal(called, type, given[name], imported));
  const at = quoted(`${host.includes(":") ? `[${host}]` : host}:${port}`);
  const socket = called.tls ? `thrift.NewTSSLSocketConf(${at}, nil)` : `thrift.NewTSocketConf(${at}, nil)`;
  const transport = {
    framed: `thrift.NewTFramedTransportConf(${socket}, nil)`,
    buffered: `thrift.NewTBufferedTransport(${socket}, 8192)`,
    http: "",
  }[called.transport];
  const opened =
    called.transport === "http"
      ? [
          `\ttransport, err := thrift.NewTHttpClient("${called.tls ? "https" : "http"}://${host}:${port}/")`,
          "\tif err != nil {",
          "\t\tlog.Fatal(err)",
          "\t}",
        ]
      : [`\ttransport := ${transport}`];
  const factory = {
    binary: "thrift.NewTBinaryProtocolFactoryConf(nil)",
    compact: "thrift.NewTCompactProtocolFactoryConf(nil)",
    json: "thrift.NewTJSONProtocolFactory()",
  }[called.protocol];
  const output =
    prefix === undefined ? "protocol" : `thrift.NewTMultiplexedProtocol(protocol, ${quoted(prefix)})`;
  const call = `client.${exported(func.name)}(${["context.Background()", ...values].join(", ")})`;
  const isVoid = func.returns === undefined;
  return [
    `// thrift --gen go ${program}.thrift, into your module; go get github.com/apache/thrift`,
    "package main",
    "",
    "import (",
    '\t"context"',
    ...(isVoid ? [] : ['\t"fmt"']),
    '\t"log"',
    "",
    '\t"github.com/apache/thrift/lib/go/thrift"',
    ...[...imported].map((path) => `\t"your.module/gen-go/${path}"`),
    ")",
    "",
    "func main() {",
    ...opened,
    "\tif err := transport.Open(); err != nil {",
    "\t\tlog.Fatal(err)",
    "\t}",
    "\tdefer transport.Close()",
    `\tprotocol := ${factory}.GetProtocol(transport)`,
    `\tclient := ${nameOf(pathOf(called, program))}.New${exported(service)}Client(thrift.NewTStandardClient(protocol, ${output}))`,
    ...(isVoid
      ? [`\tif err := ${call}; err != nil {`, "\t\tlog.Fatal(err)", "\t}"]
      : [
          `\tresult, err := ${call}`,
          "\tif err != nil {",
          "\t\tlog.Fatal(err)",
          "\t}",
          "\tfmt.Println(result)",
        ]),
    "}",
    "",
  ].join("\n");
}

function pathOf(called: Called, program: string): string {
  return (namespaceOf(called, program, "go") ?? program).replaceAll(".", "/");
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function exported(name: string): string {
  return name.replace(/(^|_)([a-z])/g, (_, __: string, letter: string) => letter.toUpperCase());
}

function typeName(called: Called, type: Type, imported: Set<string>): string {
  const inside = (of: Type) => typeName(called, of, imported);
  switch (type.kind) {
    case "byte":
      return "int8";
    case "i16":
    case "i32":
    case "i64":
      return `int${type.kind.slice(1)}`;
    case "double":
      return "float64";
    case "binary":
      return "[]byte";
    case "uuid":
      return "thrift.Tuuid";
    case "list":
    case "set":
      return `[]${inside(type.element)}`;
    case "map":
      return `map[${inside(type.key)}]${inside(type.value)}`;
    case "enum":
    case "struct":
      return `${type.kind === "struct" ? "*" : ""}${packaged(called, type.name, imported)}.${exported(localName(type.name))}`;
    default:
      return type.kind;
  }
}

function packaged(called: Called, qualified: string, imported: Set<string>): string {
  const path = pathOf(called, programOf(qualified));
  imported.add(path);
  return nameOf(path);
}

function literal(called: Called, type: Type, json: unknown, imported: Set<string>): string {
  switch (type.kind) {
    case "string":
      return quoted(String(json));
    case "enum":
      return typeof json === "string"
        ? `${packaged(called, type.name, imported)}.${exported(localName(type.name))}_${json}`
        : `${packaged(called, type.name, imported)}.${exported(localName(type.name))}(${json})`;
    case "struct":
      return `&${typeName(called, type, imported).slice(1)}{ /* its fields */ }`;
    case "binary":
    case "list":
    case "set":
    case "map":
    case "uuid":
      return `${typeName(called, type, imported)}{}`;
    default:
      return String(json);
  }
}
