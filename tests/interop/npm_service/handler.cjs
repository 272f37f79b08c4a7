// A handler of idl/conformance.thrift as it is written for the npm package thrift: with callbacks, with promises, and
// with the classes of the code that Apache's compiler generates.
const { appendFileSync, readFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { threadId } = require("node:worker_threads");
const { Identity, Refused } = require("./gen-nodejs/conformance_base_types");
const { NotFound, Scalars } = require("./gen-nodejs/conformance_types");

exports.service = require("./gen-nodejs/Conformance");

let count = 0;

/** Notes are files, so that every worker of a server sees them. */
const notesOf = (topic) => join(tmpdir(), `notes-${encodeURIComponent(topic)}`);

const echo = (value, result) => result(null, value);
const echoLater = async (value) => value;

exports.default = {
  ping(result) {
    result(null);
  },
  whoami(result) {
    count += 1;
    result(null, new Identity({ process: process.pid, thread: threadId, count }));
  },
  async nap(duration) {
    if (duration > 60_000) throw new Refused({ reason: `${duration} ms is no nap` });
    await new Promise((resolve) => setTimeout(resolve, Number(duration)));
    return duration;
  },
  work(rounds, result) {
    let state = 1;
    for (let round = 0; round < rounds; round++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
    result(null, state);
  },

  echoBool: echo,
  echoByte: echo,
  echoI16: echo,
  echoI32: echo,
  echoI64: echo,
  echoDouble: echo,
  echoString: echo,
  echoBinary: echo,
  echoColor: echo,
  echoInstant: echoLater,
  echoInts: echo,
  echoNames: echo,
  echoMap: echo,
  echoCube: echo,
  echoNested: echoLater,
  echoScalars: echo,
  echoContainers: echo,
  echoKeys: echo,
  echoChoice: echo,
  echoTree: echo,
  echoNeeds: echo,
  echoDefaults: echo,
  echoSparse: echo,
  echoUnnumbered: echo,
  echoNothing: echo,
  echoEverything: echoLater,
  echoWeekday: echo,
  echoRelease1: echo,
  echoRelease2: echo,

  present(value, result) {
    const names = ["must", "may", "should", "zero", "flag", "items", "place"];
    result(
      null,
      names.filter((name) => value[name] !== null),
    );
  },
  async describe(value) {
    const names = ["truth", "tiny", "small", "medium", "large", "real", "text", "color", "day", "needed"];
    return names.map((name) => `${name}=${value[name]}`);
  },
  assemble(truth, tiny, small, medium, large, real, text, data, color, at, result) {
    result(null, new Scalars({ truth, tiny, small, medium, large, real, text, data, color, at }));
  },
  addDefaults: async (a, b) => a + b,
  subtract: (a, b, result) => result(null, a - b),
  forget(_text) {},
  note(topic, text) {
    appendFileSync(notesOf(topic), `${JSON.stringify(text)}\n`);
  },
  notes(topic, result) {
    appendFileSync(notesOf(topic), ""); // nobody may have written one yet
    const lines = readFileSync(notesOf(topic), "utf8").split("\n");
    result(
      null,
      lines.filter((line) => line !== "").map((line) => JSON.parse(line)),
    );
  },

  lookUp(key, result) {
    if (key === "key") return result(null, "value");
    if (key === "") return result(new Refused({ reason: "an empty key", code: 400 }));
    result(new NotFound({ key, candidates: ["key"], near: { x: -1, y: 1 } }));
  },
  async check(refuse) {
    if (refuse) throw new Refused({ reason: "as asked" });
  },
  fail(message) {
    throw new Error(message);
  },
  misfit: (result) => result(null, "no number"),
};
