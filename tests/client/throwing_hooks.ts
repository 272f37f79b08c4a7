// A program whose hooks of connections throw: prints what it hears of that, and how its calls end.
import { connect } from "../../mod.ts";
import { probe, serveProbe, until } from "../fixtures/serving.ts";

interface Calls {
  echo(number: number): Promise<number>;
  wait(): Promise<void>;
}

let uncaught = 0;
process.on("uncaughtException", ({ message }) => {
  console.log("uncaught:", message);
  uncaught++;
});

await using serving = await serveProbe({ workers: 0 });
const client = await connect<Calls>(probe, `tcp://127.0.0.1:${serving.port}`, {
  onConnect() {
    throw new Error("connected");
  },
  onDisconnect() {
    throw new Error("disconnected");
  },
});
console.log("called", await client.echo(1));
const waiting = client.wait().catch((error: Error) => console.log(error.name));
client.close();
await waiting;
await until(() => uncaught === 2, "both hooks have thrown");
