// Recognizes a service that Apache's compiler has generated for the npm package `thrift` (`thrift --gen js:node`), and
// describes the part of that package which its code calls.

/** A generated service: the exports of `gen-nodejs/Calculator.js`. */
export interface NpmService {
  /** Has a `process_NAME` for each function. */
  readonly Processor: new (
    handler: object,
  ) => object;
  /** Has a `send_NAME` for each function, and a `recv_NAME` for each that is answered. */
  readonly Client: new (
    transport: object,
    protocol: unknown,
  ) => object;
}

/** The protocol that generated code reads from: the methods of npm thrift's protocols. */
export interface NpmInput {
  readMessageEnd(): void;
  readStructBegin(): void;
  readStructEnd(): void;
  readFieldBegin(): { readonly fname: string; readonly ftype: number; readonly fid: number };
  readFieldEnd(): void;
  readListBegin(): { readonly etype: number; readonly size: number };
  readListEnd(): void;
  readSetBegin(): { readonly etype: number; readonly size: number };
  readSetEnd(): void;
  readMapBegin(): { readonly ktype: number; readonly vtype: number; readonly size: number };
  readMapEnd(): void;
  readBool(): unknown;
  readByte(): unknown;
  readI16(): unknown;
  readI32(): unknown;
  readI64(): unknown;
  readDouble(): unknown;
  readString(): unknown;
  readBinary(): unknown;
  readUuid(): unknown;
  skip(type: number): void;
}

/** The protocol that generated code writes to. */
export interface NpmOutput {
  writeMessageBegin(name: string, type: number, seqid: number): void;
  writeMessageEnd(): void;
  writeStructBegin(name: string): void;
  writeStructEnd(): void;
  writeFieldBegin(name: string, type: number, id: number): void;
  writeFieldEnd(): void;
  writeFieldStop(): void;
  writeListBegin(type: number, size: number): void;
  writeListEnd(): void;
  writeSetBegin(type: number, size: number): void;
  writeSetEnd(): void;
  writeMapBegin(key: number, value: number, size: number): void;
  writeMapEnd(): void;
  writeBool(value: unknown): void;
  writeByte(value: unknown): void;
  writeI16(value: unknown): void;
  writeI32(value: unknown): void;
  writeI64(value: unknown): void;
  writeDouble(value: unknown): void;
  writeString(value: unknown): void;
  writeBinary(value: unknown): void;
  writeUuid(value: unknown): void;
  flush(): void;
}

/** Whether a value is the exports of a generated service, imported by name, as a namespace or as a default. */
export function isNpmService(value: unknown): value is NpmService {
  if (typeof value !== "object" || value === null) return false;
  const { Processor, Client } = value as Partial<Record<string, unknown>>;
  if (typeof Processor !== "function" || typeof Client !== "function") return false;
  return typeof (Processor.prototype as Partial<Record<string, unknown>>)?.process === "function";
}

/** A method of generated code, `process_add` or `write`; newer compilers keep reading and writing under symbols. */
export function generatedMethod(
  self: object,
  name: string,
): ((...given: readonly unknown[]) => unknown) | undefined {
  const methods = self as Readonly<Record<string | symbol, unknown>>;
  const method = methods[name] ?? methods[Symbol.for(name)];
  return typeof method === "function" ? (...given) => method.apply(self, given) : undefined;
}

/** The names of its functions, its most distant parent's first. */
export function functionNames({ Processor }: NpmService): string[] {
  const names: string[][] = [];
  let holder: object | null = Processor.prototype as object;
  for (; holder !== null && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    const own = Object.getOwnPropertyNames(holder).filter((name) => name.startsWith(processing));
    names.unshift(own.map((name) => name.slice(processing.length)));
  }
  return [...new Set(names.flat())];
}

const processing = "process_";
