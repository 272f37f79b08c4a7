// Calls the calculator, in TypeScript: `npm run call` while `npm start` runs in another terminal.
import { connect } from "../../mod.ts";

const idl = new URL("./calculator.thrift", import.meta.url);
const calculator = await connect(idl, { port: Number(process.argv[2] ?? 9090) });
try {
  await calculator.call("ping");
  console.log("add(1, 2) =", await calculator.call("add", 1, 2));

  const work = { num1: 7, num2: 2, op: 4, comment: "seven halves" };
  console.log("calculate(7 / 2) =", await calculator.call("calculate", 1, work));

  await calculator.call("calculate", 1, { ...work, num2: 0 }).catch((error: Error & { why?: string }) => {
    console.log("calculate(7 / 0) throws", error.name, "because it", error.why);
  });
} finally {
  calculator.close();
}
