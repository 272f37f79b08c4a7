// The service under measure: as little as a handler can do, so that what is measured is the server.

export const service = new URL("./bench.thrift", import.meta.url);

const same = (value: unknown): unknown => value;

export default {
  add: (a: number, b: number) => a + b,
  bytes: same,
  text: same,
  texts: same,
  points: same,
  drawing: same,
  counts: same,
  names: same,
  words: same,
  longs: same,
  doubles: same,
  bools: same,
  colours: same,
  ids: same,
  attributes: same,
  places: same,
  grid: same,
  rows: same,
  tree: same,
  options: same,
  values: same,
  tensors: same,
};
