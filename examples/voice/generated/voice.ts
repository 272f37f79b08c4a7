// Written by thriftserve gen from voice.thrift. Changes are lost when it is run again.
import type { CallContext, TypedService } from "../../../mod.ts";
import type * as tensor from "./tensor.ts";

/** 32 ms of sound. */
export interface Piece {
  /** FLOAT, from -1 to 1: 512 of them at 16 kHz, or 256 at 8 kHz. */
  samples: tensor.Tensor;
  /** As it came with the piece before; left out with the first. */
  memory?: tensor.Tensor | undefined;
}

/** What is taken for a {@link Piece}. */
export interface PieceInit {
  /** FLOAT, from -1 to 1: 512 of them at 16 kHz, or 256 at 8 kHz. */
  readonly samples: tensor.TensorInit;
  /** As it came with the piece before; left out with the first. */
  readonly memory?: tensor.TensorInit | null | undefined;
}

export interface Heard {
  /** That somebody speaks in this piece, from 0 to 1. */
  probability: number;
  /** What was heard so far: to be sent with the next piece. */
  memory: tensor.Tensor;
}

/** What is taken for a {@link Heard}. */
export interface HeardInit {
  /** That somebody speaks in this piece, from 0 to 1. */
  readonly probability: number;
  /** What was heard so far: to be sent with the next piece. */
  readonly memory: tensor.TensorInit;
}

/** The fields of a {@link WrongAudio}. */
export interface WrongAudioInit {
  readonly reason: string;
}

/** A piece of another length or type. */
export interface WrongAudio {
  reason: string;
}

/** A piece of another length or type. */
export class WrongAudio extends Error {
  static {
    $named(this, "WrongAudio");
  }

  constructor(fields: WrongAudioInit) {
    super($shown(fields));
    $assign(this, fields);
  }

  /** Recognizes what a client threw too: it has classes of its own, of this name. */
  static override [Symbol.hasInstance](value: unknown): value is WrongAudio {
    return $isInstance(this, this === WrongAudio, value);
  }
}

const $schema: TypedService["schema"] = {
  program: "voice",
  namespaces: {
    tensor: { "*": "thriftserve.tensor" },
    voice: { "*": "voice" },
  },
  structs: {
    "tensor.Tensor": { kind: "struct", name: "tensor.Tensor", fields: [{ id: 1, name: "type", type: { kind: "enum", name: "tensor.ElementType" }, requiredness: "required" }, { id: 2, name: "shape", type: { kind: "list", element: { kind: "i32" } }, requiredness: "required", doc: "The length of each dimension, the outermost first; empty for a single number." }, { id: 3, name: "data", type: { kind: "binary" }, requiredness: "required", doc: "The numbers, the last dimension's side by side, each with its least significant byte first." }] },
    "voice.Piece": { kind: "struct", name: "voice.Piece", fields: [{ id: 1, name: "samples", type: { kind: "struct", name: "tensor.Tensor" }, requiredness: "required", doc: "FLOAT, from -1 to 1: 512 of them at 16 kHz, or 256 at 8 kHz." }, { id: 2, name: "memory", type: { kind: "struct", name: "tensor.Tensor" }, requiredness: "optional", doc: "As it came with the piece before; left out with the first." }], doc: "32 ms of sound." },
    "voice.Heard": { kind: "struct", name: "voice.Heard", fields: [{ id: 1, name: "probability", type: { kind: "double" }, requiredness: "required", doc: "That somebody speaks in this piece, from 0 to 1." }, { id: 2, name: "memory", type: { kind: "struct", name: "tensor.Tensor" }, requiredness: "required", doc: "What was heard so far: to be sent with the next piece." }] },
    "voice.WrongAudio": { kind: "exception", name: "voice.WrongAudio", fields: [{ id: 1, name: "reason", type: { kind: "string" }, requiredness: "required" }], doc: "A piece of another length or type." },
  },
  enums: {
    "tensor.ElementType": { name: "tensor.ElementType", values: [{ name: "FLOAT", value: 1 }, { name: "UINT8", value: 2 }, { name: "INT8", value: 3 }, { name: "UINT16", value: 4 }, { name: "INT16", value: 5 }, { name: "INT32", value: 6 }, { name: "INT64", value: 7 }, { name: "BOOL", value: 9, doc: "A byte each, 0 or 1." }, { name: "FLOAT16", value: 10 }, { name: "DOUBLE", value: 11 }, { name: "UINT32", value: 12 }, { name: "UINT64", value: 13 }], doc: "What the numbers are. The values are ONNX's own, TensorProto.DataType." },
  },
  constants: {},
  services: {
    "voice.Voice": { name: "voice.Voice", functions: [{ name: "listen", oneway: false, returns: { kind: "struct", name: "voice.Heard" }, arguments: [{ id: 1, name: "piece", type: { kind: "struct", name: "voice.Piece" }, requiredness: "default" }], throws: [{ id: 1, name: "wrong", type: { kind: "struct", name: "voice.WrongAudio" }, requiredness: "default" }], doc: "Listens to the next piece of a stream." }] },
  },
};

/** The methods of a handler of Voice. */
export interface VoiceHandler {
  /**
   * Listens to the next piece of a stream.
   *
   * @throws {WrongAudio}
   */
  listen(piece: Piece, call: CallContext): HeardInit | Promise<HeardInit>;
}

/** The functions of Voice as a client calls them. */
export interface VoiceClient {
  /**
   * Listens to the next piece of a stream.
   *
   * @throws {WrongAudio}
   */
  listen(piece: PieceInit): Promise<Heard>;
}

/** The service Voice: a handler exports it as `service`, and `connect` takes it. */
export const Voice: TypedService<VoiceHandler, VoiceClient> = {
  name: "Voice",
  functions: [...$schema.services["voice.Voice"]!.functions],
  schema: $schema,
};

/** The name that servers know the exception by: one that a bundler has shortened would not do. */
function $named(type: { readonly prototype: object }, name: string): void {
  Object.defineProperty(type, "name", { value: name });
  Object.defineProperty(type.prototype, "name", { value: name, writable: true, configurable: true });
}

/** Defined, not assigned: a field may have the name of something that errors have. */
function $assign(error: object, fields: object): void {
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (value === undefined) continue;
    Object.defineProperty(error, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

function $isInstance(type: { readonly name: string }, byName: boolean, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(type, value)) return true;
  if (!byName || typeof value !== "object" || value === null) return false;
  return Function.prototype[Symbol.hasInstance].call(Error, value) && value.constructor?.name === type.name;
}

/** The fields in one line, for the message. */
function $shown(fields: object): string {
  const text = JSON.stringify($plain(fields));
  if (text === "{}") return "";
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}

/** Copied, not left to toJSON: that of a Buffer writes out every byte. */
function $plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    return Array.from(value as Iterable<unknown>, $plain);
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, $plain(one)]));
}
