// The messages by which workers come by what their handler shares. Plain data, but for the memory that threads share.

/** The names of the views that there are over memory. */
export const viewNames = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "DataView",
] as const;

/** A view, by its class's name. */
export type ViewName = (typeof viewNames)[number];

/** A part of what is shared. Deno would look at each element of a view that is sent, and there may be millions. */
export interface SharedPart {
  /** Undefined: it is all that is shared. */
  readonly name: string | undefined;
  readonly view: ViewName;
  /** Memory of threads, or the path of a file that processes map. */
  readonly from: SharedArrayBuffer | string;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
}

/** All that is shared. */
export type SharedData = readonly SharedPart[];

/** From a worker: what is shared? With `data`: this is, as it was told to make it. */
export interface ShareMessage {
  readonly kind: "share";
  readonly data?: SharedData;
}

/** To a worker: this is shared. Without `data`: make it, into the file, where there is one. */
export interface SharedMessage {
  readonly kind: "shared";
  readonly data?: SharedData;
  readonly path?: string;
}
