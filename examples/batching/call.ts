// Has 32 clients call the scores, each one call after the other: bun examples/batching/call.ts PORT
import { type Client, connect } from "../../mod.ts";
import { service } from "./handler.ts";

interface Scores {
  score(text: string): Promise<number>;
  runs(): Promise<number>;
}

const address = `tcp://127.0.0.1:${process.argv[2]}`;
const open = async (): Promise<Client & Scores> => await connect(service, address);
const clients = await Promise.all(Array.from({ length: 32 }, open));
const first = clients[0]!;
const before = await first.runs();
let right = 0;
await Promise.all(
  clients.map(async (client, own) => {
    const text = "x".repeat(own + 1);
    for (let call = 0; call < 10; call++) {
      if ((await client.score(text)) === 1 - 1 / (1 + text.length)) right++;
    }
  }),
);
const runs = (await first.runs()) - before;
console.log(`${right} of 320 calls are answered rightly, ${runs < right ? "in fewer runs" : "one by one"}`);
const [empty, full] = await Promise.allSettled([first.score(""), clients[1]!.score("words")]);
console.log(`an empty text: ${empty.status}, the call beside it: ${full.status}`);
for (const client of clients) client.close();
