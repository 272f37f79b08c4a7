// A service whose calls are traced: importing tracing.ts is all that it takes. Spans of one's own become children of a call's.
import { trace } from "@opentelemetry/api";
import { type Handler, idl } from "../../mod.ts";
import { provider } from "./tracing.ts";

export const service = idl(`
  exception NotFound { 1: required string symbol }

  service Quotes {
    double price(1: string symbol) throws (1: NotFound missing)
  }
`);

const prices = new Map([["ACME", 12.5]]);
const tracer = trace.getTracer("quotes");

export default {
  price: (symbol, call) =>
    tracer.startActiveSpan("look up", async (span) => {
      await new Promise((resolve) => setTimeout(resolve, 1)); // a database, say
      span.end();
      const price = prices.get(symbol);
      if (price === undefined) throw new call.exceptions.NotFound({ symbol });
      return price;
    }),
} satisfies Handler<typeof service>;

/** Sends what is left before the worker ends. */
export async function close() {
  await provider.shutdown();
}
