// The odd ways in which a method may come to an end. Each does, sooner or later: a call that never ends is no fault of the server's.
import type { CallContext } from "../../src/processor/context.ts";
import type { Random } from "../fixtures/random.ts";
import { oddValue, revoked } from "./values.ts";

/** Returns or throws something odd, now or later. */
export function oddOutcome(random: Random, call: CallContext): unknown {
  return random.pick(outcomes)(random, call);
}

type Outcome = (random: Random, call: CallContext) => unknown;

const later = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

/** Nobody may be there for its rejection: the server looks at what it is given. */
function promised(value: unknown): Promise<unknown> {
  const promise = Promise.resolve(value);
  promise.catch(() => {});
  return promise;
}

/** Something with a `then` of its own that calls back as it likes. */
function thenable(
  then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => unknown,
): object {
  return { then };
}

class Own extends Promise<unknown> {
  static override get [Symbol.species](): PromiseConstructor {
    throw new Error("the species throws");
  }
}

const outcomes: readonly Outcome[] = [
  (random) => oddValue(random),
  (random) => oddValue(random),
  (random) => {
    throw oddValue(random);
  },
  (random) => Promise.resolve(oddValue(random)),
  (random) => Promise.reject(oddValue(random)),
  async (random) => {
    await null;
    return oddValue(random);
  },
  async (random) => {
    await later();
    throw oddValue(random);
  },
  async (random) => {
    await later();
    return oddValue(random);
  },
  (random, call) => {
    throw new (random.pick(Object.values(call.exceptions)))({
      why: oddValue(random),
      message: oddValue(random),
    });
  },
  async (random, call) => {
    await null;
    throw Object.assign(new call.exceptions.Declared!(), {
      why: "x",
      node: oddValue(random),
      bytes: oddValue(random),
    });
  },
  (random) => thenable((resolve) => resolve(oddValue(random))),
  (random) => thenable((_, reject) => reject(oddValue(random))),
  (random) =>
    thenable((resolve, reject) => {
      resolve(oddValue(random));
      reject(oddValue(random));
      resolve("twice");
      throw new Error("and throws");
    }),
  (random) =>
    thenable(() => {
      throw oddValue(random);
    }),
  (random) => thenable((resolve) => void setTimeout(() => resolve(oddValue(random)), 1)),
  (random) => thenable((resolve) => resolve(thenable((inner) => inner(oddValue(random))))),
  () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is what it is about
    get then() {
      throw revoked({});
    },
  }),
  (random) => {
    let looks = 0;
    return {
      // biome-ignore lint/suspicious/noThenProperty: that is what it is about
      get then() {
        return looks++ === 0
          ? (resolve: (value: unknown) => void) => resolve(oddValue(random))
          : "no function";
      },
    };
  },
  (random) =>
    Object.assign(
      () => {},
      thenable((resolve) => resolve(oddValue(random))),
    ),
  (random) => new Proxy(promised(oddValue(random)), {}),
  () => revoked(Promise.resolve(1)),
  () => new Own((resolve) => resolve("own")),
  (random) =>
    Object.assign(
      promised(oddValue(random)),
      thenable(() => undefined),
    ),
  (random) =>
    Object.defineProperty(promised(oddValue(random)), "constructor", {
      get() {
        throw new Error("the constructor throws");
      },
    }),
  (random) =>
    Object.defineProperty(promised(oddValue(random)), "th".concat("en"), {
      get() {
        throw new Error("then throws");
      },
    }),
  (random, call) => {
    call.setHeader(oddValue(random) as string, oddValue(random) as string);
    return "with a header";
  },
  (random, call) => {
    call.log.error("odd: {value}", { value: oddValue(random) });
    throw new Error(`logged ${"x".repeat(random.pick([10, 100_000]))}`);
  },
  () => {
    throw new Error("x".repeat(random50MB));
  },
  () => (undefined as unknown as { missing: () => void }).missing(),
];

const random50MB = 5_000_000;
