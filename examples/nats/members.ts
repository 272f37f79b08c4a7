// Starts a server of NATS and two members of a group that share its calls, as two machines would. Ends all of them together.
//
// bun examples/nats/members.ts [PORT]
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as after } from "node:timers/promises";
import { serve } from "../../mod.ts";

const port = Number(process.argv[2] ?? 4222);
const nats = spawn("nats-server", ["--addr", "127.0.0.1", "--port", String(port)], {
  env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }, // where Debian has it
  stdio: "ignore",
});
while (!(await answers())) await after(50);

const handler = new URL("../calculator/handler.ts", import.meta.url);
const group = { nats: [`nats://127.0.0.1:${port}`], natsSubject: "thrift.calculator", workers: 2 };
const members = [
  await serve(handler, { ...group, model: "nonblocking" }),
  await serve(handler, { ...group, model: "processpool" }),
];
console.log(`${members.length} members take calls of thrift.calculator on 127.0.0.1:${port}`);

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void end());

/** Each member leaves the group and answers what it has taken. */
async function end(): Promise<void> {
  await Promise.all(members.map((member) => member.close()));
  nats.kill();
  process.exit();
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.on("error", () => resolve(false)).on("connect", () => socket.destroy());
  });
}
