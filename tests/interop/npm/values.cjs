// Values that a server must give back unchanged, for each function of idl/conformance.thrift that echoes.
//
// What JavaScript's generated code cannot hold (maps with keys other than strings and numbers) is left to the
// Python client; so is -0, which the library sends as 0, and a true within a list, which its compact protocol
// reads as false.
const Int64 = require("node-int64");
const { generated } = require("./command_line.cjs");

const types = generated("conformance_types.js");
const baseTypes = generated("conformance_base_types.js");

const long = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return new Int64(bytes);
};
const point = (x, y) => new types.Point({ x, y });

const texts = [
  "",
  "a",
  "grüß dich",
  "日本語",
  "🌍🚀👩‍👩‍👧",
  "nul \0 inside",
  'quote " back \\ line \n',
  "ÿ".repeat(200),
];
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
const blobs = [Buffer.alloc(0), Buffer.from([0]), everyByte, Buffer.from([255, 254, 128])];
const ints = [0, 1, -1, 63, 64, -64, -65, 127, 128, 300, 2 ** 31 - 1, -(2 ** 31)];
const longs = [0n, 1n, -1n, 64n, -65n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)].map(long);

const scalars = (n = 1) =>
  new types.Scalars({
    truth: n % 2 === 1,
    tiny: 100 - n,
    small: -32768,
    medium: 2 ** 31 - 1,
    large: long(-(2n ** 63n)),
    real: n / 3,
    text: `текст ${n}`,
    data: Buffer.from([n, 0, 255]),
    color: types.Color.NONE,
    at: long(1_700_000_000_000 + n),
  });

const containers = () =>
  new types.Containers({
    bools: [false, false],
    bytes: [-128, 0, 127],
    shorts: [-32768, 0, 32767],
    ints,
    longs,
    doubles: [0.5, -1, Number.POSITIVE_INFINITY],
    words: texts,
    blobs,
    colors: [types.Color.RED, types.Color.NONE, types.Color.BLUE],
    points: Array.from({ length: 20 }, (_, x) => point(x, 5 - x)),
    numbers: [1, 2, 3, -(2 ** 31)],
    names: ["", "one", "two"],
    counts: { "": 0, one: 1, constructor: 3 },
    labels: { 0: "zero", "-1": "minus one", 2147483647: "largest" },
    index: { none: [], some: ["a", "b"] },
    cube: [[[1, 2], []], [], [[3]]],
    deep: { a: { b: [[1, 2], []], c: [] }, d: {} },
    rows: [{ one: scalars(1), two: scalars(2) }, {}, { three: scalars(3) }],
  });

const emptyContainers = () => {
  const empty = new types.Containers();
  for (const name of Object.keys(empty)) empty[name] = [];
  for (const name of ["counts", "labels", "index", "deep"]) empty[name] = {};
  return empty;
};

const tree = () => {
  const leaf = (value) => new types.Tree({ value });
  const middle = new types.Tree({ value: 3, children: [new types.Tree({ value: 4, after: leaf(5) })] });
  return new types.Tree({ value: 1, children: [new types.Tree({ value: 2, children: [] }), middle] });
};

const needs = (more) => new types.Needs({ must: "", should: "", ...more });
const allNeeds = { may: "", zero: 0, flag: false, items: [], place: point(0, 0) };

const sparse = () =>
  new types.Sparse({ high: "200", one: "1", highest: "32767", seventeen: "17", sixteen: "16", two: false });

const everything = () =>
  new types.Everything({
    scalars: scalars(),
    containers: containers(),
    choice: new types.Choice({ words: ["a", ""] }),
    tree: tree(),
    needs: needs(allNeeds),
    sparse: sparse(),
    unnumbered: new types.Unnumbered({ first: "first", second: -2 }),
    nothing: new types.Nothing(),
    identity: new baseTypes.Identity({ process: 1, thread: 2, count: 3 }),
  });

/** Function -> the values to call it with: each comes back unchanged. */
const echoes = {
  echoBool: [true, false],
  echoByte: [0, 1, -1, 127, -128],
  echoI16: [0, 1, -1, 255, 32767, -32768],
  echoI32: ints,
  echoI64: longs,
  echoDouble: [0, 1.5, -1e-300, Number.MAX_VALUE, Number.MIN_VALUE, Infinity, -Infinity, NaN],
  echoString: [...texts, "ü".repeat(500_000)],
  echoBinary: [...blobs, Buffer.alloc(1 << 20, everyByte)],
  echoColor: [types.Color.RED, types.Color.BLUE, types.Color.NONE],
  echoInstant: [long(0), long(2n ** 63n - 1n)],
  echoWeekday: [baseTypes.Weekday.MONDAY, baseTypes.Weekday.SUNDAY],
  echoInts: [[], [7], ...[14, 15, 10_000].map((length) => Array.from({ length }, (_, index) => index))],
  echoNames: [[], ["a"], Array.from({ length: 900 }, (_, index) => String(index + 100))],
  echoMap: [
    {},
    { "": "" },
    Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`k${n}`, "v".repeat(n)])),
  ],
  echoCube: [[], [[]], [[[]]], [[[1, 2], []], [], [[3]]]],
  echoNested: [[], [{}], [{ a: [1, 2], b: [] }, {}, { "": [-1] }]],
  echoScalars: [0, 1, 2].map(scalars),
  echoContainers: [emptyContainers(), containers()],
  echoChoice: [{ name: "" }, { number: long(-1) }, { point: point(1, 2) }, { words: [] }].map(
    (fields) => new types.Choice(fields),
  ),
  echoTree: [new types.Tree({ value: 0 }), tree()],
  echoNeeds: [needs({}), needs(allNeeds)],
  echoDefaults: [new types.Defaults({ data: Buffer.from("bytes"), needed: "other" })],
  echoSparse: [sparse()],
  echoUnnumbered: [new types.Unnumbered({ first: "first", second: 2 })],
  echoNothing: [new types.Nothing()],
  echoEverything: [everything(), new types.Everything({ scalars: scalars(), containers: emptyContainers() })],
};

/** The same without infinities and NaN: another number stands in their place. */
function finite(value) {
  if (typeof value === "number") return Number.isFinite(value) ? value : 0.125;
  if (Array.isArray(value)) return value.map(finite);
  if (value === null || typeof value !== "object" || value instanceof Int64 || Buffer.isBuffer(value))
    return value;
  const fields = Object.entries(value).map(([name, field]) => [name, finite(field)]);
  return Object.assign(Object.create(Object.getPrototypeOf(value)), Object.fromEntries(fields));
}

module.exports = {
  finite,
  long,
  point,
  types,
  baseTypes,
  scalars,
  containers,
  tree,
  needs,
  allNeeds,
  echoes,
};
