// The size of a reply where servers may differ in it, learnt from a call: whole numbers in JSON, headers of HTTP.
import { connect } from "node:net";
import type { Dialect } from "../plan/dialects.ts";

const timeout = 5000;

/**
 * Calls a server once.
 *
 * @returns the load generator's REPLY_SIZE for it.
 * @throws {Error} when it answers with an exception, or not within 5 s.
 */
export async function firstReply(port: number, dialect: Dialect, call: Uint8Array): Promise<string> {
  const reply = await answer(port, call, dialect === "http" ? endOfHttp : endOfFrame);
  const isReply =
    dialect === "json" ? /^\[1,"\w+",2,/.test(reply.toString("latin1", 4)) : reply.includes(binaryReply);
  if (!isReply) throw new Error(`the first reply is none, but ${reply.toString("latin1").slice(0, 200)}`);
  return dialect === "http" ? `=${reply.length}` : String(reply.length - 4);
}

const binaryReply = Buffer.from([0x80, 0x01, 0x00, 0x02]);

/** @returns how many bytes the reply has; undefined: that is not known yet. */
type EndOf = (begun: Buffer) => number | undefined;

const endOfFrame: EndOf = (begun) => (begun.length < 4 ? undefined : 4 + begun.readUInt32BE(0));

const endOfHttp: EndOf = (begun) => {
  const text = begun.toString("latin1");
  const head = text.indexOf("\r\n\r\n");
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  return head < 0 || length === undefined ? undefined : head + 4 + Number(length);
};

function answer(port: number, call: Uint8Array, endOf: EndOf): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(call));
    let begun = Buffer.alloc(0);
    const fail = (why: string): void => reject(new Error(`no reply: ${why}`));
    socket.setTimeout(timeout, () => socket.destroy(new Error(`none within ${timeout / 1000} s`)));
    socket.on("data", (chunk) => {
      begun = Buffer.concat([begun, chunk]);
      const end = endOf(begun);
      if (end === undefined || begun.length < end) return;
      resolve(begun.subarray(0, end));
      socket.destroy();
    });
    socket.on("error", (error) => fail(error.message));
    socket.on("close", () => fail("the connection was closed"));
  });
}
