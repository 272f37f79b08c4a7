// Calls the calculator as a program in production would: `bun examples/client/call.ts [PORT]`.
import { connect } from "../../mod.ts";
import { Calculator, InvalidOperation } from "../calculator/generated/calculator.ts";

const port = process.argv[2] ?? "9090";

/** How often each function ended in which way. */
const outcomes = new Map<string, number>();

await using calculator = await connect(Calculator, {
  address: [`tcp://127.0.0.1:${port}`, "tcp://127.0.0.1:1"], // the second is called while the first is away
  timeout: 2, // seconds for each call with all its attempts
  connections: 2,
  idempotent: ["add"], // may be sent again when it is not known whether it was run
  onCall: ({ method }) => {
    return ({ error }) => {
      const outcome = `${method} ${error?.name ?? "ok"}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    };
  },
});

const sums = await Promise.all([1, 2, 3, 4, 5].map((number) => calculator.add(number, number)));
console.log("5 calls at once:", sums.join(", "));

try {
  await calculator.calculate(1, { num1: 7, num2: 0, op: "DIVIDE" });
} catch (error) {
  if (!(error instanceof InvalidOperation)) throw error;
  console.log("7 / 0:", error.why);
}

// The same client on the same connections, with other settings.
const user = new AbortController();
const unwanted = calculator.with({ signal: user.signal, timeout: 0.5 }).add(1, 2);
user.abort();
await unwanted.catch((error: Error) => console.log("given up:", error.name));

console.log([...outcomes].map(([outcome, count]) => `${outcome}: ${count}`).join(", "));
