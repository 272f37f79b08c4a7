// The interface between a protocol and the generator: a snippet of source text for each primitive thing that it does.
//
// Snippets of readers see the locals `b` (bytes), `p` (position), `end`, `v` (view), `d` (depth of the
// struct being read) and `input`; those of writers see `b`, `v`, `p`, `d` and `output`.
import type { WireKind } from "../../protocol/binary.ts";
import type { Part } from "./parts.ts";

/** The id of the field before, or undefined when only the local `last` of the generated code knows it. */
export type LastField = number | undefined;

/** The beginning of a reader's fast path for one field: the header that a writer is expected to send. */
export interface FieldTest {
  /** True when exactly this field comes next, and everything of a fixed size is there. */
  readonly condition: string;
  /** Bytes of the header. */
  readonly length: number;
  /** An expression for the value, where the header holds it. It is evaluated before the header is passed. */
  readonly value?: string;
}

/** Facts that hold where a scalar is read. */
export interface Known {
  /** The bytes of a type of fixed size are there. */
  readonly checked: boolean;
  /** A view is at hand, or worth making. */
  readonly usesView: boolean;
}

export interface Emitter {
  readonly protocol: "binary" | "compact";
  /** Whether field ids are written as a distance from the field before: generated code keeps `last` then. */
  readonly usesLast: boolean;

  // Reading.

  /** Name of the run-time function that passes over a field's value. */
  readonly skip: string;
  /** The type code of structs. */
  readonly structCode: number;
  /** Reads a message's beginning up to the arguments into `head`; `find` is a call that gives the index. */
  readMessageBegin(): string;
  /** The test for a field in the fast path; undefined when the field never takes it. */
  fieldTest(id: number, kind: WireKind, last: LastField): FieldTest | undefined;
  /** Reads a field's header into the locals `t` and `id`; leaves the loop at the end of the struct. */
  readFieldHeader(): string;
  /** Whether a field's header, in `t`, says this type. */
  fieldIs(kind: WireKind): string;
  /** The value of a bool field whose header is in `t`, where the header holds it. */
  readonly boolInHeader?: string;
  /** Reads a number, bool or uuid into `target`. */
  readScalar(kind: WireKind, target: string, known: Known): string;
  /** Reads the length of a string or binary into `target`, which need not be in range. */
  readLength(target: string): string;
  /** Reads a list's or set's beginning: its length into `count`. `mismatch` runs when it has other elements. */
  readListBegin(element: WireKind, count: string, mismatch: string): string;
  /** Reads a map's beginning likewise. */
  readMapBegin(key: WireKind, value: WireKind, count: string, mismatch: string): string;
  /** The fewest bytes a value of this type takes as an element. */
  least(kind: WireKind): number;
  /** Bytes of a type whose values all have the same size, 0 for others. */
  fixedSize(kind: WireKind): number;

  // Writing.

  /** The beginning of a message of this type for the function `name`; sees `seqid` and `strict`. */
  writeMessageBegin(name: string, type: number): Part[];
  /** A field's header. `value` is the local that holds a bool field's value. */
  writeFieldHeader(id: number, kind: WireKind, last: LastField, value: string): Part[];
  writeFieldStop(): Part[];
  /**
   * Stores a number, bool or uuid that has been checked. A bool field whose header said all is not stored. Of an i64 it
   * is found here that it is out of range, by what was stored: 7 ns in place of 11 on Bun, and the same elsewhere.
   *
   * @param path an expression for the value's path.
   */
  writeScalar(kind: WireKind, value: string, path: string): Part[];
  /** Stores a string that has been checked. */
  writeText(value: string): Part;
  /** Stores the length of a binary in `count`; its bytes follow. */
  writeLength(count: string): Part[];
  writeListBegin(element: WireKind, count: string): Part[];
  writeMapBegin(key: WireKind, value: WireKind, count: string): Part[];
}
