// The types that a tensor's elements may have, as idl/tensor.thrift numbers them, and the array that each lies in.

/** The typed array of each type of elements. A BOOL is a byte, 0 or 1. */
export interface ElementArrays {
  FLOAT: Float32Array;
  UINT8: Uint8Array;
  INT8: Int8Array;
  UINT16: Uint16Array;
  INT16: Int16Array;
  INT32: Int32Array;
  INT64: BigInt64Array;
  BOOL: Uint8Array;
  FLOAT16: Float16Array;
  DOUBLE: Float64Array;
  UINT32: Uint32Array;
  UINT64: BigUint64Array;
}

/** A type of elements: a member of `ElementType` in `idl/tensor.thrift`. */
export type ElementName = keyof ElementArrays;

/** An array whose elements make a tensor. */
export type ElementArray = ElementArrays[ElementName] | Uint8ClampedArray;

/** What of an array's class is needed. */
export interface ArrayClass<Elements> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Elements;
}

/** A type of elements. The class is named, not held: older browsers have no Float16Array. */
interface ElementType {
  readonly name: ElementName;
  /** That of ONNX's TensorProto.DataType. */
  readonly number: number;
  readonly array: string;
}

const elementTypes: readonly ElementType[] = [
  { name: "FLOAT", number: 1, array: "Float32Array" },
  { name: "UINT8", number: 2, array: "Uint8Array" },
  { name: "INT8", number: 3, array: "Int8Array" },
  { name: "UINT16", number: 4, array: "Uint16Array" },
  { name: "INT16", number: 5, array: "Int16Array" },
  { name: "INT32", number: 6, array: "Int32Array" },
  { name: "INT64", number: 7, array: "BigInt64Array" },
  { name: "BOOL", number: 9, array: "Uint8Array" },
  { name: "FLOAT16", number: 10, array: "Float16Array" },
  { name: "DOUBLE", number: 11, array: "Float64Array" },
  { name: "UINT32", number: 12, array: "Uint32Array" },
  { name: "UINT64", number: 13, array: "BigUint64Array" },
];

const byNumber = new Map(elementTypes.map((type) => [type.number, type]));
const byName = new Map(elementTypes.map((type) => [type.name, type]));

/** The type with a number; undefined: there is none. */
export function typeNumbered(number: number): ElementType | undefined {
  return byNumber.get(number);
}

/** The type with a name; undefined: there is none. */
export function typeNamed(name: ElementName): ElementType | undefined {
  return byName.get(name);
}

/** The type of an array's elements; undefined: those of a DataView, say, have none. */
export function typeOf(elements: ElementArray): ElementType | undefined {
  const name = elements[Symbol.toStringTag].replace("Clamped", "");
  return elementTypes.find(({ array }) => array === name); // UINT8 stands before BOOL
}

/** The class of a type's arrays; undefined: this browser has none. */
export function arrayClass<Name extends ElementName>({
  array,
}: ElementType): ArrayClass<ElementArrays[Name]> | undefined {
  return Reflect.get(globalThis, array);
}

/** All names, as a message lists them. */
export const elementNames: readonly ElementName[] = elementTypes.map(({ name }) => name);
