// Calls the calculator, in TypeScript: `npm run call` while `npm start` runs in another terminal.
import { connect } from "../../mod.ts";
import { Calculator, InvalidOperation, Operation, type WorkInit } from "./generated/calculator.ts";

const calculator = await connect(Calculator, { port: Number(process.argv[2] ?? 9090) });
try {
  await calculator.ping();
  console.log("add(1, 2) =", await calculator.add(1, 2));

  const work: WorkInit = { num1: 7, num2: 2, op: Operation.DIVIDE, comment: "seven halves" };
  console.log("calculate(7 / 2) =", await calculator.calculate(1, work));

  await calculator.calculate(1, { ...work, num2: 0 }).catch((error: unknown) => {
    if (!(error instanceof InvalidOperation)) throw error;
    console.log("calculate(7 / 0) throws", error.name, "because it", error.why);
  });
} finally {
  calculator.close();
}
