// The compact protocol's snippets: varints, field ids as distances, bools inside their headers.

import type { WireKind } from "../../protocol/binary.ts";
import { compactLeast, compactTypes } from "../../protocol/compact.ts";
import { putVarint } from "../../protocol/varint.ts";
import { utf8 } from "../source_text.ts";
import type { Emitter, LastField } from "./emitter.ts";
import { constant, type Part, reserve } from "./parts.ts";

const codes = compactTypes;

const need = (size: number): string => `if (end - p < ${size}) throw truncated();`;

/** Reads a varint; nearly all have one byte or two. */
const varint = (target: string): string => `
  if (p >= end) throw truncated();
  ${target} = b[p++];
  if (${target} > 127) {
    if (p < end && b[p] < 128) ${target} = ${target} & 127 | b[p++] << 7;
    else { input.position = p - 1; ${target} = readVarint(input); p = input.position; }
  }`;

const bounded = (size: number, code: string): Part => ({ kind: "bounded", size, code });

const storeVarint = (value: string): Part =>
  bounded(5, `if ((${value} & ~127) === 0) b[p++] = ${value}; else p = putVarint(b, p, ${value});`);

const storeZigzag = (value: string, size: number): Part =>
  bounded(
    size,
    `{ const z = ${value} << 1 ^ ${value} >> 31; if ((z & ~127) === 0) b[p++] = z; else p = putVarint(b, p, z); }`,
  );

function bytesOfVarint(value: number): number[] {
  const bytes = new Uint8Array(5);
  return [...bytes.subarray(0, putVarint(bytes, 0, value))];
}

const zigzag = (value: number): number => (value << 1) ^ (value >> 31);

/** The expression for a field's header byte: its type, below the distance from the field before. */
function distance(id: number, last: LastField): string {
  return last === undefined ? `(${id} - last) << 4` : String((id - last) << 4);
}

/** A header in the fast path is one byte: a field further than 15 from the one before never takes it. */
const isNear = (id: number, last: LastField): boolean => last === undefined || (id > last && id - last <= 15);

export const compactEmitter: Emitter = {
  protocol: "compact",
  usesLast: true,
  skip: "skipCompact",
  structCode: codes.struct,

  readMessageBegin: () => `
    ${need(2)}
    if (b[p] !== 0x82) throw badVersion("compact", b[p]);
    if ((b[p + 1] & 31) !== 1) throw badVersion("compact", b[p + 1] & 31);
    head.type = b[p + 1] >> 5;
    head.strict = true;
    p += 2;
    let n = 0;
    ${varint("n")}
    head.seqid = n;
    ${varint("n")}
    if (n < 0 || n > end - p) throw badLength(n);
    const at = p;
    input.position = p + n;`,

  fieldTest(id, kind, last) {
    if (!isNear(id, last)) return undefined;
    const header = (code: number): string =>
      last === undefined ? `(${distance(id, last)} | ${code})` : String(((id - last) << 4) | code);
    const condition =
      kind === "bool"
        ? `p < end && (b[p] === ${header(1)} || b[p] === ${header(2)})`
        : `p < end && b[p] === ${header(codes[kind])}`;
    return kind === "bool" ? { condition, length: 1, value: "(b[p] & 15) === 1" } : { condition, length: 1 };
  },
  readFieldHeader: () => `
    if (p >= end) throw truncated();
    t = b[p] & 15;
    id = b[p++] >> 4;
    if (t === 0) break;
    if (id === 0) {
      ${varint("id")}
      id = (id >>> 1 ^ -(id & 1)) << 16 >> 16;
    } else id = last + id << 16 >> 16;
    last = id;`,
  fieldIs: (kind) => (kind === "bool" ? "(t === 1 || t === 2)" : `t === ${codes[kind]}`),
  boolInHeader: "t === 1",

  readScalar(kind, target) {
    switch (kind) {
      case "bool":
        return `${need(1)} ${target} = b[p++] === 1;`;
      case "byte":
        return `${need(1)} ${target} = b[p++] << 24 >> 24;`;
      case "i16":
        return `{ let z = 0; ${varint("z")} ${target} = (z >>> 1 ^ -(z & 1)) << 16 >> 16; }`;
      case "i32":
        return `{ let z = 0; ${varint("z")} ${target} = z >>> 1 ^ -(z & 1); }`;
      case "i64":
        return `input.position = p; ${target} = readZigzag64(input); p = input.position;`;
      case "double":
        return `${need(8)} ${target} = v.getFloat64(p, true); p += 8;`;
      default:
        return `${need(16)} ${target} = readUuid(b, p); p += 16;`;
    }
  },
  readLength: varint,
  readListBegin: (element, count, mismatch) => `
    ${need(1)}
    ${count} = b[p] >> 4;
    if (${element === "bool" ? "(b[p] & 15) !== 1 && (b[p] & 15) !== 2" : `(b[p] & 15) !== ${codes[element]}`} && ${count} !== 0) { ${mismatch} }
    p++;
    if (${count} === 15) { ${varint(count)} }`,
  readMapBegin(key, value, count, mismatch) {
    const isNot = (kind: WireKind, code: string): string =>
      kind === "bool" ? `(${code}) !== 1 && (${code}) !== 2` : `(${code}) !== ${codes[kind]}`;
    return `
    ${varint(count)}
    if (${count} !== 0) {
      ${need(1)}
      if (${isNot(key, "b[p] >> 4")} || ${isNot(value, "b[p] & 15")}) { ${mismatch} }
      p++;
    }`;
  },
  least: compactLeast,
  fixedSize: (kind) => ({ byte: 1, bool: 1, double: 8, uuid: 16 })[kind as string] ?? 0,

  writeMessageBegin: (name, type) => [
    constant([0x82, (type << 5) | 1]),
    storeVarint("seqid"),
    constant([...bytesOfVarint(utf8(name).length), ...utf8(name)]),
  ],
  writeFieldHeader(id, kind, last, value) {
    const long = bytesOfVarint(zigzag(id));
    if (last === undefined) {
      const code = kind === "bool" ? `(${value} ? 1 : 2)` : String(codes[kind]);
      const stores = long.map((byte) => `b[p++] = ${byte};`).join(" ");
      return [
        bounded(
          1 + long.length,
          `if (last < ${id} && ${id} - last <= 15) b[p++] = ${distance(id, last)} | ${code}; else { b[p++] = ${code}; ${stores} }`,
        ),
      ];
    }
    const near = isNear(id, last);
    const above = near ? (id - last) << 4 : 0;
    const rest = near ? [] : [constant(long)];
    if (kind !== "bool") return [constant([above | codes[kind]]), ...rest];
    return [
      { kind: "fixed", size: 1, emit: (at) => `b[${at(0)}] = ${value} ? ${above | 1} : ${above | 2};` },
      ...rest,
    ];
  },
  writeFieldStop: () => [constant([0])],
  writeScalar(kind, value, path) {
    switch (kind) {
      case "bool":
        return [{ kind: "fixed", size: 1, emit: (at) => `b[${at(0)}] = ${value} ? 1 : 2;` }];
      case "byte":
        return [{ kind: "fixed", size: 1, emit: (at) => `b[${at(0)}] = ${value};` }];
      case "i16":
        return [storeZigzag(value, 3)];
      case "i32":
        return [storeZigzag(value, 5)];
      case "i64":
        return [bounded(10, `p = putZigzag64(b, p, ${value}); if (p < 0) toI64(${value}, ${path});`)];
      case "double":
        return [{ kind: "fixed", size: 8, emit: (at) => `v.setFloat64(${at(0)}, ${value}, true);` }];
      default:
        return [{ kind: "fixed", size: 16, emit: (at) => `putUuid(b, ${at(0)}, ${value});` }];
    }
  },
  writeText: (value) => ({
    kind: "open",
    emit: (slack) => `{
      const room = textRoom(${value}, b.length - p - ${5 + slack}) + ${5 + slack};
      ${reserve("room", `${value}.length`)}
      p = putCountedText(b, p, ${value});
    }`,
  }),
  writeLength: (count) => [storeVarint(count)],
  writeListBegin: (element, count) => [
    bounded(
      6,
      `if (${count} < 15) b[p++] = ${count} << 4 | ${codes[element]}; else { b[p++] = ${0xf0 | codes[element]}; p = putVarint(b, p, ${count}); }`,
    ),
  ],
  writeMapBegin: (key, value, count) => [
    bounded(
      6,
      `if (${count} === 0) b[p++] = 0; else { p = putVarint(b, p, ${count}); b[p++] = ${(codes[key] << 4) | codes[value]}; }`,
    ),
  ],
};
