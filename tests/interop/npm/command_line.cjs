// The options that client.cjs was given, and the code that Debian's compiler generated, where it was told to find it.
const { join } = require("node:path");
const { parseArgs } = require("node:util");

const { values: options } = parseArgs({
  options: {
    gen: { type: "string" },
    address: { type: "string" },
    dialects: { type: "string", default: "" },
    skip: { type: "string", default: "" },
    trust: { type: "string" },
    checks: { type: "string", default: "checks" },
  },
});

module.exports = {
  options,
  /** A module of the generated code, by its file's name. */
  generated: (name) => require(join(options.gen, name)),
};
