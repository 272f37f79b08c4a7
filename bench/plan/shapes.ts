// The shapes of calls: for each one what is sent to bench.thrift, and what it gives back.

/** A list of as many values as `make` makes of their indices. */
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const point = (i: number) => ({ id: i, weight: i * 1.5, label: `point number ${i}`, tags: [1, 2, 3, i] });

const line = (i: number) => ({
  first: point(i),
  second: point(i + 1),
  ...(i % 2 === 0 && { colour: 0xff8800 + i }),
  dashed: i % 3 === 0,
  length: BigInt(i) * 1_000_003n,
});

const layer = (i: number) => ({
  name: `layer ${i}`,
  lines: many(10, (j) => line(i * 10 + j)),
  attributes: new Map([
    ["visible", "yes"],
    ["opacity", `${i * 10} %`],
  ]),
});

const columns = [
  (i: number) => i * 1000,
  (i: number) => `text ${i}`,
  (i: number) => i * 1.1,
  (i: number) => i % 2 === 0,
  (i: number) => BigInt(i) * 1_000_003n,
  (i: number) => i,
];

const row = (i: number) =>
  Object.fromEntries(many(60, (column) => [`f${column + 1}`, columns[column % 6]!(i + column)]));

const tree = (depth: number, value: number): object => ({
  value,
  branches: depth === 1 ? [] : [tree(depth - 1, 2 * value), tree(depth - 1, 2 * value + 1)],
});

const options = (i: number) => ({
  name: `option ${i}`,
  ...(i % 2 === 0 && { width: i, visible: true, created: 1_700_000_000_000n + BigInt(i) }),
  ...(i % 3 === 0 && { opacity: i / 100, labels: ["one", "two"] }),
  ...(i % 5 === 0 && { colour: 2, version: i, groups: new Set([i, i + 1]) }),
});

const union = (i: number): object => {
  const cases = [
    { truth: true },
    { integer: BigInt(i) * 1_000_003n },
    { number: i * 1.1 },
    { text: `text ${i}` },
    { point: point(i) },
    { words: ["one", "two", "three"] },
  ];
  return cases[i % cases.length]!;
};

const scripts = [
  "plain words",
  "привет мир",
  "日本語テキスト",
  "καλημέρα",
  "مرحبا بالعالم",
  "नमस्ते",
  "🎉 ☕ 🌍",
];

/** A function of bench.thrift, its arguments, and what it gives back. */
export type Shape = readonly [method: string, args: readonly unknown[], result: unknown];

/** A call of a function that gives back its argument. */
export const same = (method: string, value: unknown): Shape => [method, [value], value];

/** What is sent, by the name that the results have. The text of each language is about 10 kB. */
export const shapes = {
  add: ["add", [1, 2], 3],
  echo1k: same("bytes", new Uint8Array(1024).fill(120)),
  echo64k: same("bytes", new Uint8Array(65_536).fill(120)),
  points100: same("points", many(100, point)),
  drawing: same("drawing", { title: "nested structs", layers: many(3, layer) }),
  "map100 string:i32": same("counts", new Map(many(100, (i) => [`key ${i}`, i * 1000]))),
  "map100 i32:string": same("names", new Map(many(100, (i) => [i, `value ${i}`]))),
  set100: same("words", new Set(many(100, (i) => `element ${i}`))),
  longs1000: same(
    "longs",
    many(1000, (i) => BigInt(i) ** 5n),
  ),
  doubles1000: same(
    "doubles",
    many(1000, (i) => i * 1.1),
  ),
  "text ASCII": same("text", "All work. ".repeat(1000)),
  "text Cyrillic": same("text", "привет мир".repeat(530)),
  "text CJK": same("text", "日本語テキスト".repeat(480)),
  "text emoji": same("text", "🎉☕🌍".repeat(900)),
  "texts100 mixed": same(
    "texts",
    many(100, (i) => `${scripts[i % scripts.length]} ${i}`),
  ),
  "texts100 ASCII": same(
    "texts",
    many(100, (i) => `a short string ${i}`),
  ),
  "texts100 Cyrillic": same(
    "texts",
    many(100, (i) => `привет мир ${i}`),
  ),
  "texts100 CJK": same(
    "texts",
    many(100, (i) => `日本語テキスト ${i}`),
  ),
  "map100 string:string": same("attributes", new Map(many(100, (i) => [`key ${i}`, `value ${i}`]))),
  "map20 string:points": same("places", new Map(many(20, (i) => [`place ${i}`, many(3, point)]))),
  "set100 i32": same("ids", new Set(many(100, (i) => i * i))),
  bools1000: same(
    "bools",
    many(1000, (i) => i % 3 === 0),
  ),
  enums1000: same(
    "colours",
    many(1000, (i) => [1, 2, 300][i % 3]!),
  ),
  "lists 10 of 10 of 10": same(
    "grid",
    many(10, (i) => many(10, (j) => many(10, (k) => i * 1000 + j * 10 + k))),
  ),
  "rows20 of 60 fields": same("rows", many(20, row)),
  "tree of 127": same("tree", tree(7, 1)),
  options100: same("options", many(100, options)),
  unions100: same("values", many(100, union)),
  "tensors20 of 1 kB": same(
    "tensors",
    many(20, () => ({ type: 0, shape: [16, 16], data: new Uint8Array(1024).fill(1) })),
  ),
} satisfies Record<string, Shape>;

/** The name of a shape. */
export type RequestName = keyof typeof shapes;

/** All shapes, the first four being those that goals are set for. */
export const requestNames = Object.keys(shapes) as RequestName[];
