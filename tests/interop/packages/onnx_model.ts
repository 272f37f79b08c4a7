// The smallest model there is: it adds two vectors. Written by hand in ONNX's format, which is protobuf (onnx.proto).

/** The model `sum = a + b`, of vectors of two floats. */
export function addingModel(): Uint8Array {
  const node = [...text(1, "a"), ...text(1, "b"), ...text(2, "sum"), ...text(4, "Add")];
  const graph = [
    ...bytes(1, node),
    ...text(2, "adding"),
    ...bytes(11, vector("a")),
    ...bytes(11, vector("b")),
    ...bytes(12, vector("sum")),
  ];
  const operators = [...text(1, ""), ...number(2, 13)];
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, operators)]);
}

/** A ValueInfoProto: a name, and the type of two floats. */
function vector(name: string): number[] {
  const float = 1;
  const shape = bytes(1, number(1, 2));
  const tensor = [...number(1, float), ...bytes(2, shape)];
  return [...text(1, name), ...bytes(2, bytes(1, tensor))];
}

/** All numbers here, and all lengths, are below 128. */
function number(field: number, value: number): number[] {
  return [field << 3, value];
}

function bytes(field: number, content: readonly number[]): number[] {
  return [(field << 3) | 2, content.length, ...content];
}

function text(field: number, content: string): number[] {
  return bytes(field, [...new TextEncoder().encode(content)]);
}
