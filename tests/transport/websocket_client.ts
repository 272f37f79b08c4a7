// A WebSocket client's side as bytes: the request that asks for it, frames out, frames in.
import { Buffer } from "node:buffer";
import { request } from "./exchange.ts";

/** The request of RFC 6455, section 1.3; further lines are put behind its own. */
export function upgrade(...lines: readonly string[]): Buffer {
  return request([
    "GET /chat HTTP/1.1",
    "Upgrade: websocket",
    "Connection: keep-alive, Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    ...lines,
  ]);
}

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame as clients send them: masked. `first` has the flags besides the opcode, FIN by default. */
export function masked(code: number, payload: Uint8Array, flags = 0x80): Buffer {
  const mask = [1, 20, 100, 255];
  const head = frameHead(code | flags, payload.length, 0x80);
  return Buffer.concat([head, Buffer.from(mask), payload.map((byte, index) => byte ^ mask[index % 4]!)]);
}

/** What stands before a payload and its mask. */
export function frameHead(first: number, length: number, mask: number): Buffer {
  if (length < 126) return Buffer.from([first, mask | length]);
  if (length < 0x10000) return Buffer.from([first, mask | 126, length >> 8, length & 255]);
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = mask | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

export interface Frame {
  readonly first: number;
  readonly payload: Buffer;
}

/** Takes apart the frames that a server sent; they have no masks. */
export function frames(bytes: Buffer): Frame[] {
  const found: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const short = bytes[at + 1]!;
    const size =
      short < 126
        ? short
        : short === 126
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2));
    const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    found.push({ first: bytes[at]!, payload: bytes.subarray(start, start + size) });
    at = start + size;
  }
  return found;
}

/** What a server answered to an upgrade: its headers as text, and the frames behind them. */
export function handshaken(answer: Buffer): { readonly head: string; readonly frames: Frame[] } {
  const end = answer.indexOf("\r\n\r\n") + 4;
  return { head: answer.toString("latin1", 0, end), frames: frames(answer.subarray(end)) };
}
