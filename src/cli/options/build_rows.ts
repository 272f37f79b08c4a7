// The rows of `thriftserve build`: what only a build can be told. Those of serving are its executable's defaults.
import { type Target, targets } from "../../build/targets.ts";
import { flag } from "../../options/kinds.ts";
import { oneOf } from "../../options/names.ts";
import { path, paths } from "../../options/path_kinds.ts";
import type { ServeRow } from "../../server/options/rows.ts";

/** The runtimes that an executable can be made of. */
const builders = ["bun", "deno"] as const;

/** One of them. */
export type Builder = (typeof builders)[number];

/** The options of a build. */
export interface BuildOptions {
  outfile?: string;
  with?: Builder;
  target?: Target;
  base?: string;
  asset?: readonly string[];
  external?: readonly string[];
  minify?: boolean;
  sourcemap?: boolean;
  noBytecode?: boolean;
}

const group = "The executable";

/** As `--help` lists them. */
export const buildRows: Readonly<Record<keyof BuildOptions, ServeRow>> = {
  outfile: {
    kind: path("the path of the executable to write"),
    group,
    letter: "o",
    placeholder: "file",
    help: "the executable to write",
    usual: "the handler's name without its .ts, in the working directory",
  },
  with: {
    kind: oneOf(builders),
    fallback: "bun",
    group,
    placeholder: "runtime",
    help: "bun, or deno: by `deno compile`, which takes an installed Deno",
  },
  target: {
    kind: oneOf(targets, { also: Object.fromEntries(targets.map((name) => [`bun-${name}`, name])) }),
    group,
    placeholder: "system",
    help: `the system that it is for: ${targets.join(", ")}`,
    usual: "this one",
  },
  base: {
    kind: path("the path of the runtime's executable for the target"),
    group,
    placeholder: "file",
    help: "Bun's executable for that system; with Deno its denort",
    usual: "from the npm registry, or Deno's own site, and kept",
  },
  asset: {
    kind: paths("paths of files or folders"),
    group,
    placeholder: "path",
    help: "take in this file or folder too, at the same place seen from the handler; repeatable",
  },
  external: {
    kind: paths("names of packages"),
    group,
    placeholder: "package",
    help: "leave this package out: the executable finds it in a node_modules beside itself; repeatable",
  },
  minify: { kind: flag, group, help: "make its code small: names in stack traces are lost" },
  sourcemap: { kind: flag, group, help: "have its stack traces name the lines of the sources" },
  noBytecode: {
    kind: flag,
    group,
    help: "leave out the compiled form of its code: it is smaller, and starts later",
  },
};
