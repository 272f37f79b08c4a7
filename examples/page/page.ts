// Calls the calculator from a page. `npm start -- --allow-origin http://localhost:3000` in one terminal,
// `node_modules/.bin/bun examples/page/index.html` in another; then open the address that it prints, which has to be that
// origin's, with `?address=ws://HOST:PORT/` behind it for another server.
import { connect } from "../../client.ts";
import { Calculator, InvalidOperation, type OperationInit } from "../calculator/generated/calculator.ts";

const form = document.querySelector("form")!;
const output = document.querySelector("output")!;
const address = new URLSearchParams(location.search).get("address") ?? "ws://127.0.0.1:9090/";

// The first call waits for the connection, for 5 seconds at most, and so does any after one that was lost.
const connecting = connect(Calculator, address, { timeout: 5, idempotent: ["calculate"] });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  const number = (name: string) => Number(fields.get(name));
  const work = { num1: number("num1"), num2: number("num2"), op: fields.get("op") as OperationInit };
  try {
    const calculator = await connecting;
    output.textContent = String(await calculator.calculate(1, work));
  } catch (error) {
    output.textContent = error instanceof InvalidOperation ? `The calculator ${error.why}.` : String(error);
  }
});
