// Odd things that a handler may give, made from a seed: values that lie, throw when they are looked at, or change meanwhile.
import type { Random } from "../fixtures/random.ts";

/** Something that may be returned, thrown, or stand anywhere inside of that. */
export function oddValue(random: Random, depth = 0): unknown {
  const kinds = depth < 3 ? [...simple, ...nesting] : simple;
  return random.pick(kinds)(random, depth);
}

type Make = (random: Random, depth: number) => unknown;

const refuse = (what: string) => (): never => {
  throw new Error(`${what} throws`);
};

/** A Proxy that answers nothing any more: Immer leaves such behind. */
export function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const traps = ["get", "has", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor"] as const;

/** A Proxy one of whose traps throws: an error, or something that is odd itself. */
function trapping(target: object, random: Random): object {
  const thrown = random.chance(30) ? revoked({}) : new Error("a trap throws");
  const trap = () => {
    throw thrown;
  };
  return new Proxy(target, { [random.pick(traps)]: trap });
}

/** A Proxy that hands everything on, but for what it says of one property. */
function lying(target: object, property: string, value: unknown): object {
  return new Proxy(target, {
    get: (of, key) => (key === property ? value : Reflect.get(of, key)),
  });
}

class Liar extends Map<unknown, unknown> {
  readonly #size: unknown;
  constructor(size: unknown, entries: readonly (readonly [unknown, unknown])[]) {
    super(entries);
    this.#size = size;
  }
  // @ts-expect-error: a number is what it should be
  override get size(): unknown {
    return this.#size;
  }
}

const sizes: readonly unknown[] = [
  -1,
  0,
  1,
  2,
  5,
  2.5,
  Number.NaN,
  4294967297,
  1e300,
  "2",
  "x",
  null,
  3n,
  {},
];

const strings = ["", "x", "a\ud800b", "\udfff", "ż🦆\u0000", "x".repeat(50), "ź".repeat(3000)];

const simple: readonly Make[] = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => -0,
  () => 2 ** 31,
  () => 2 ** 53,
  () => 1.5,
  () => 7,
  () => 10n,
  () => 2n ** 70n,
  () => true,
  () => Symbol("odd"),
  () => () => 1,
  () => class Odd {},
  (random) => random.pick(strings),
  (random) => (random.chance(1) ? "y".repeat(3_000_000) : "y".repeat(70_000)),
  () => ({}),
  () => [],
  () => Object.create(null),
  () => new Date(Number.NaN),
  () => /odd/,
  () => new Uint8Array([1, 2, 3]),
  () => new Uint8Array(100_000),
  () => new DataView(new ArrayBuffer(4)),
  () => new Uint8Array(new SharedArrayBuffer(8)),
  () => new Float64Array([1, Number.NaN]),
  () => {
    const bytes = new Uint8Array(8);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    return bytes;
  },
  () => "123e4567-e89b-12d3-a456-426614174000",
  () => "RED",
  () => revoked({}),
  () => revoked([]),
  () => revoked(new Map()),
  () => revoked(() => {}),
  () => revoked(new Uint8Array(4)),
  () => new WeakMap(),
  () => Object.freeze([1, 2, 3]),
  () => new Array(3),
  () => new Array(4_000_000_000),
  () => Object.assign(new Error("an error"), { why: 5, n: 1, stack: "set over" }),
  () => new AggregateError([new Error("one")], "several"),
  () => Promise.resolve(5),
];

const nesting: readonly Make[] = [
  (random, depth) => [oddValue(random, depth + 1), oddValue(random, depth + 1)],
  (random, depth) => new Set([oddValue(random, depth + 1), "member"]),
  (random, depth) => new Map([[oddValue(random, depth + 1), oddValue(random, depth + 1)]]),
  (random, depth) => ({ n: oddValue(random, depth + 1), s: "s" }),
  (random, depth) => ({
    n: 1,
    kids: oddValue(random, depth + 1),
    named: { one: oddValue(random, depth + 1) },
  }),
  (random, depth) => ({ text: oddValue(random, depth + 1), number: undefined }),
  (random, depth) => ({ file: "f", line: 1, column: oddValue(random, depth + 1), stack: "s" }),
  (random, depth) => trapping(Object(oddValue(random, depth + 1)) as object, random),
  (random) =>
    trapping(random.pick<() => object>([() => [1], () => new Map(), () => new Error("x")])(), random),
  (random) => lying([1n, 2n, 3n], "length", random.pick(sizes)),
  (random) => lying([{ n: 1 }, { n: 2 }], "length", random.pick(sizes)),
  (random) =>
    new Liar(random.pick(sizes), [
      ["a", []],
      ["b", []],
    ]),
  (random) =>
    new Liar(random.pick(sizes), [
      [1n, 1],
      [2n, 2],
      [3n, 3],
    ]),
  (random) => {
    const bytes = new Uint8Array([1, 2, 3]);
    Object.defineProperty(bytes, "length", { value: random.pick(sizes) });
    return bytes;
  },
  (random) => lying(new Uint8Array(3), "length", random.pick(sizes)),
  (random) => lying(new Map(), "size", random.pick(sizes)),
  () => {
    // It grows while it is written.
    const map = new Map<string, unknown>();
    map.set("a", {
      get n() {
        map.set(`b${map.size}`, { n: 1 });
        return 1;
      },
    });
    return map;
  },
  () => {
    const list: unknown[] = [];
    list.push(
      {
        get n() {
          list.length = 0;
          return 1;
        },
      },
      { n: 2 },
      { n: 3 },
    );
    return list;
  },
  () => {
    const node: Record<string, unknown> = { n: 1 };
    node.kids = [node];
    return node;
  },
  (random) => {
    let node: Record<string, unknown> = { n: 0 };
    for (let level = random.pick([30, 62, 70, 20_000]); level > 0; level--) node = { n: level, kids: [node] };
    return node;
  },
  (random) =>
    Object.defineProperty({ n: 1, s: "s" }, random.pick(["n", "s", "kids", "text", "then", "line"]), {
      get: refuse("a getter"),
      enumerable: true,
    }),
  () => ({
    n: 1,
    s: "s",
    get kids() {
      throw revoked({});
    },
  }),
  () => ({ toString: refuse("toString"), valueOf: refuse("valueOf"), toJSON: refuse("toJSON") }),
  () => ({ [Symbol.toPrimitive]: refuse("toPrimitive"), [Symbol.iterator]: refuse("an iterator") }),
  () => ({
    *[Symbol.iterator]() {
      yield 1n;
      throw new Error("an iterator throws");
    },
  }),
  () => {
    let calls = 0;
    return {
      get text() {
        return calls++ % 2 === 0 ? "now" : undefined;
      },
      get number() {
        return calls % 2 === 0 ? 1n : undefined;
      },
    };
  },
  (random) => {
    const error = new (random.pick([Error, TypeError, RangeError]))("odd");
    for (const name of ["name", "message", "stack", "constructor", "path", "dest", "cause", "code"]) {
      if (random.chance(25)) Object.defineProperty(error, name, { get: refuse(name), configurable: true });
      else if (random.chance(10))
        Object.defineProperty(error, name, { value: revoked({}), configurable: true });
    }
    return error;
  },
  (random, depth) => ({
    name: random.pick(["Declared", "Plain"]),
    why: oddValue(random, depth + 1),
    message: "m",
    stack: "s",
  }),
];
