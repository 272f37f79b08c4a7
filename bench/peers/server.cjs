// The server of the npm package `thrift`, framed, on whichever runtime runs this.
//
//   server.cjs GENERATED PORT PROTOCOL
//
// GENERATED is what `thrift --gen js:node,es6` made. PROTOCOL: binary, compact.
const { join } = require("node:path");

const [, , generated, port, protocol] = process.argv;
const thrift = require("thrift");
const Bench = require(join(generated, "Bench.js"));

const same = (value, reply) => reply(null, value);

const handler = {
  add: (a, b, reply) => reply(null, a + b),
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

const server = thrift.createServer(Bench, handler, {
  transport: thrift.TFramedTransport,
  protocol: protocol === "compact" ? thrift.TCompactProtocol : thrift.TBinaryProtocol,
});
// Without a listener the whole process ends when a client resets its connection.
server.on("error", () => {});
server.listen(Number(port), "127.0.0.1");
