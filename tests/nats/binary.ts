// Calls of the binary protocol and their replies, by hand: what a program has that knows NATS and little of Thrift.

/** A call of a function with one i32, or without arguments. */
export function callOf(name: string, number?: number): Uint8Array {
  const length = 12 + name.length + (number === undefined ? 1 : 8);
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32BE(0x80010001, 0);
  bytes.writeUInt32BE(name.length, 4);
  bytes.write(name, 8);
  bytes.writeUInt32BE(1, 8 + name.length);
  if (number === undefined) return bytes;
  const at = 12 + name.length;
  bytes.writeUInt8(8, at);
  bytes.writeUInt16BE(1, at + 1);
  bytes.writeInt32BE(number, at + 3);
  return bytes;
}

/** A call of a function with one text. */
export function textCall(name: string, text: string): Uint8Array {
  const head = callOf(name).subarray(0, -1);
  const field = Buffer.alloc(7);
  field.writeUInt8(11, 0);
  field.writeUInt16BE(1, 1);
  field.writeUInt32BE(text.length, 3);
  return Buffer.concat([head, field, Buffer.from(`${text}\0`)]);
}

/** The number that a reply has, or the text; of an exception its message. */
export function resultOf(reply: Uint8Array): number | string | undefined {
  const bytes = Buffer.from(reply);
  const type = bytes.readUInt8(3);
  let at = 12 + bytes.readUInt32BE(4);
  const field = bytes.readUInt8(at);
  if (field === 0) return undefined;
  at += 3;
  const value =
    field === 8 ? bytes.readInt32BE(at) : bytes.toString("utf8", at + 4, at + 4 + bytes.readUInt32BE(at));
  return type === 3 ? `exception: ${value}` : value;
}

/** The message in a frame. */
export function framed(message: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return Buffer.concat([length, message]);
}
