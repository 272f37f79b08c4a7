// A server that does nothing with a frame but answer it with one of a certain size: what is left of a server's time is the
// socket's.
//
//   bun bench/measure/bare_server.ts PORT REPLY_SIZE
import { readI32 } from "../../src/protocol/bytes.ts";
import { loadRuntime, runtime } from "../../src/runtime/current.ts";

const [port, replySize] = process.argv.slice(2).map(Number) as [number, number];
const most = 256;
const replies = new Uint8Array((4 + replySize) * most);
const view = new DataView(replies.buffer);
for (let at = 0; at < replies.length; at += 4 + replySize) view.setInt32(at, replySize);

await loadRuntime();
const ignore = (): void => {};
const options = { backlog: 1024, use: "here", tls: false, lost: ignore, failed: ignore } as const;
await runtime.listen({ ...options, at: { host: "127.0.0.1", port, ipv6Only: false } }, (accepted) => {
  const socket = accepted.open({
    data: (chunk) => {
      let frames = 0;
      for (let at = 0; at < chunk.length && frames < most; at += 4 + readI32(chunk, at)) frames++;
      socket.write(replies.slice(0, frames * (4 + replySize)));
    },
    end: () => socket.end(),
    drain: ignore,
    close: ignore,
  });
});
