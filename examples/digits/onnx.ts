// Writes a network of dense layers in ONNX's format, which is protobuf: the fields' numbers are those of onnx.proto.

/** What a layer has learnt. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** `weights[input * outputs + output]` */
  readonly weights: Float32Array;
  /** One for each output. */
  readonly bias: Float32Array;
}

/**
 * The bytes of a network that takes `images`, any number of them, of `side` x `side` bytes each, and gives
 * `probabilities`, as many for each image as its last layer has outputs. The layers before the last end in a rectifier.
 *
 * @param layers were trained on numbers from 0 to 1
 */
export function denseNetwork(side: number, layers: readonly Layer[]): Uint8Array {
  const nodes = [
    node("Cast", ["images"], "numbers", number(3, float), "to"),
    node("Flatten", ["numbers"], "layer0"),
  ];
  for (const index of layers.keys()) {
    const last = index === layers.length - 1;
    const sums = `sums${index}`;
    nodes.push(node("Gemm", [`layer${index}`, `weights${index}`, `bias${index}`], sums));
    nodes.push(last ? node("Softmax", [sums], "probabilities") : node("Relu", [sums], `layer${index + 1}`));
  }
  const constants = layers.flatMap(({ inputs, outputs, weights, bias }, index) => [
    tensor(
      `weights${index}`,
      [inputs, outputs],
      index === 0 ? weights.map((weight) => weight / 255) : weights,
    ),
    tensor(`bias${index}`, [outputs], bias),
  ]);
  const graph = Buffer.concat([
    ...nodes.map((one) => bytes(1, one)),
    text(2, "digits"),
    ...constants.map((one) => bytes(5, one)),
    bytes(11, valueInfo("images", uint8, ["batch", side, side])),
    bytes(12, valueInfo("probabilities", float, ["batch", layers.at(-1)!.outputs])),
  ]);
  const operators = Buffer.concat([text(1, ""), number(2, 13)]);
  return Buffer.concat([number(1, 8), text(2, "thriftserve"), bytes(7, graph), bytes(8, operators)]);
}

/** The layers of a network that {@link denseNetwork} has written. */
export function layersOf(network: Uint8Array): Layer[] {
  const [graph] = fieldsOf(network, 7);
  const tensors = fieldsOf(graph!, 5).map((tensor) => {
    const [raw] = fieldsOf(tensor, 9);
    return new Float32Array(Uint8Array.from(raw!).buffer);
  });
  const layers: Layer[] = [];
  for (let index = 0; index < tensors.length; index += 2) {
    const [weights, bias] = [tensors[index]!, tensors[index + 1]!];
    const [outputs, inputs] = [bias.length, weights.length / bias.length];
    layers.push({
      inputs,
      outputs,
      weights: index === 0 ? weights.map((weight) => weight * 255) : weights,
      bias,
    });
  }
  return layers;
}

/** Two of TensorProto's types of elements. */
const float = 1;
const uint8 = 2;

/** A NodeProto, with an attribute of type INT where it has one. */
function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  value?: Buffer,
  attribute = "",
): Buffer {
  const parts = [...inputs.map((input) => text(1, input)), text(2, output), text(4, operator)];
  if (value !== undefined) parts.push(bytes(5, Buffer.concat([text(1, attribute), value, number(20, 2)])));
  return Buffer.concat(parts);
}

/** A TensorProto. */
function tensor(name: string, shape: readonly number[], values: Float32Array): Buffer {
  const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([
    ...shape.map((length) => number(1, length)),
    number(2, float),
    text(8, name),
    bytes(9, raw),
  ]);
}

/** A ValueInfoProto. A dimension with a name has any length. */
function valueInfo(name: string, type: number, shape: readonly (number | string)[]): Buffer {
  const dimensions = shape.map((one) => bytes(1, typeof one === "string" ? text(2, one) : number(1, one)));
  const tensorType = Buffer.concat([number(1, type), bytes(2, Buffer.concat(dimensions))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensorType))]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function text(field: number, content: string): Buffer {
  return bytes(field, Buffer.from(content));
}

function bytes(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

/** The contents of a message's fields of a number that are bytes; numbers are passed over. */
function fieldsOf(message: Uint8Array, field: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  const read = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const part = message[at++]!;
      value += (part & 127) * factor;
      if (part < 128) return value;
    }
  };
  while (at < message.length) {
    const key = read();
    const length = read(); // or the number itself
    if ((key & 7) === 0) continue;
    if (key >> 3 === field) found.push(message.subarray(at, at + length));
    at += length;
  }
  return found;
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const parts: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...parts, rest]);
    parts.push((rest % 128) | 128);
  }
}
