// Makes a call of a oneway one, so that whoever runs it answers where it fails.
import { commaInJson, type MessageBytes, type MessageHead, messageType } from "../message.ts";
import type { ProtocolName } from "../names.ts";

/**
 * The message with the type of a call. It is a copy, and of the binary protocol in the strict form.
 * @param head as it was read from the message.
 */
export function asCall({ bytes, start, end, protocol }: MessageBytes, head: MessageHead): Uint8Array {
  return makers[protocol](bytes.subarray(start, end), head);
}

const makers: Readonly<Record<ProtocolName, (message: Uint8Array, head: MessageHead) => Uint8Array>> = {
  binary(message, { strict }) {
    if (strict) {
      const call = message.slice();
      call[3] = messageType.call;
      return call;
    }
    // The old form has the name, the type, and the number; the strict one the type, the name, and the number.
    const behindName = 4 + new DataView(message.buffer, message.byteOffset, 4).getUint32(0);
    const call = new Uint8Array(message.length + 3);
    call.set([0x80, 1, 0, messageType.call]);
    call.set(message.subarray(0, behindName), 4);
    call.set(message.subarray(behindName + 1), 4 + behindName);
    return call;
  },

  compact(message) {
    const call = message.slice();
    call[1] = (messageType.call << 5) | (call[1]! & 31);
    return call;
  },

  json(message, { name, seqid }) {
    const rest = message.subarray(commaInJson(message, 0, message.length, 4));
    const begin = new TextEncoder().encode(`[1,${JSON.stringify(name)},${messageType.call},${seqid}`);
    const call = new Uint8Array(begin.length + rest.length);
    call.set(begin);
    call.set(rest, begin.length);
    return call;
  },
};
