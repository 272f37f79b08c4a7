// `thriftserve build`: one executable of a handler.
import { basename } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import type { BuildRequest, Built } from "../../build/request.ts";
import { OptionsError, onCommandLine } from "../../options/error.ts";
import { denoProgram, isHere, packageFor, runOnBun, runOnDeno } from "../../runtime/building/elsewhere.ts";
import { otherOptions } from "../../server/options/habits.ts";
import { optionsInForce } from "../../server/options/settings.ts";
import { displayPath } from "../../words/paths.ts";
import { Mistake } from "../mistakes.ts";
import { type BuildOptions, buildRows } from "../options/build_rows.ts";
import { gatherOptions } from "../options/gathered.ts";
import { commandRows, ofServer, programRows, refuseUseless, type ServeCommand } from "../options/rows.ts";
import { print, say } from "../say.ts";
import type { Command } from "./command.ts";

const { config, noConfig } = programRows;
const { watch: _, ...servingRows } = commandRows; // what is inside of an executable does not change

export const build: Command = {
  description:
    "Builds one executable that serves a handler and needs nothing installed. Options of serving are its defaults.",
  usage: "HANDLER -o FILE [options]",
  operands: { handler: "the module: it exports its functions as default and its IDL as `service`" },
  importsHandler: true,
  rows: { ...buildRows, ...servingRows, config, noConfig },
  hints: otherOptions,
  after: () => [
    {
      title: "Exit statuses",
      items: [
        ["0", "the executable is there"],
        ["1", "a failure: it cannot be written, or its base cannot be had"],
        ["2", "yours to mend: a wrong option, a handler that cannot be served or built"],
      ],
    },
    {
      title: "Examples",
      examples: [
        "thriftserve build handler.ts -o calc",
        "thriftserve build handler.ts -o calc \\",
        "  --model forking --port 9090",
        "thriftserve build handler.ts -o calc \\",
        "  --target linux-arm64",
      ],
    },
  ],
  async run({ operands: [handler = ""], options, args }) {
    const serving = await defaultsOf(handler, options);
    if ((options as BuildOptions).with === "deno") return await buildOnDeno(handler, options, serving, args);
    if (isHere) return await buildHere(handler, options, serving);
    const status = await runOnBun(["build", ...args]);
    if (status !== undefined) return status;
    say(noBun);
    return 1;
  },
};

const noBun =
  "building takes Bun 1.4 or later, and none is found: npm install --save-dev bun, or use thriftserve's own executable, which builds by itself";

/** The options of serving. Variables of this machine are nothing for another. */
async function defaultsOf(handler: string, given: Readonly<Record<string, unknown>>): Promise<ServeCommand> {
  const { options, told } = await gatherOptions(handler, given, {});
  try {
    refuseUseless(options);
    optionsInForce(ofServer(options));
    return options;
  } catch (error) {
    throw error instanceof OptionsError ? new Mistake(told(error)) : error;
  }
}

async function buildOnDeno(
  handler: string,
  options: BuildOptions,
  serving: ServeCommand,
  args: readonly string[],
): Promise<number> {
  refuseBunsOwn(options);
  const deno = denoProgram();
  const library = packageFor(handler);
  const lacking = deno === undefined ? noDeno : library === undefined ? noPackage : undefined;
  if (lacking !== undefined) say(lacking);
  if (deno === undefined || library === undefined) return 1;
  const status = await runOnDeno(deno, library, ["build", ...args]);
  return status ?? (await buildHere(handler, options, serving, library));
}

const noDeno =
  "--with deno takes Deno, and none is found: install it, or put it in the PATH; without --with deno the executable is made of Bun";
const noPackage =
  "--with deno takes the package thriftserve, which the executable holds, in a node_modules beside the handler or above: npm install thriftserve";

/** @throws {Mistake} when there is an option that Deno has nothing for. */
function refuseBunsOwn(options: BuildOptions): void {
  for (const [option, because] of Object.entries(bunsOwn)) {
    if (options[option as keyof BuildOptions] === undefined) continue;
    throw new Mistake(
      `${onCommandLine(option)} is for executables of Bun: ${because}, leave it out with --with deno`,
    );
  }
}

const bunsOwn: Partial<Record<keyof BuildOptions, string>> = {
  external: "Deno finds no packages beside an executable",
  minify: "Deno takes modules in as they are",
  sourcemap: "Deno takes modules in as they are, and stack traces name their lines",
  noBytecode: "Deno keeps what it has compiled elsewhere",
};

/** @param library has it built by Deno, of that package; undefined: by Bun. */
async function buildHere(
  handler: string,
  {
    outfile = basename(handler).replace(/\.[cm]?[jt]sx?$/, ""),
    asset: assets = [],
    external = [],
    minify = false,
    sourcemap = false,
    noBytecode = false,
    target,
    base,
  }: BuildOptions,
  { idl, include, watch: __, ...options }: ServeCommand,
  library?: string,
): Promise<number> {
  // They stay when one has come: a second, as a terminal's programs are often sent, would end it while it removes its files.
  process.on("SIGINT", () => process.exit(130)).on("SIGTERM", () => process.exit(143));
  const request: BuildRequest = {
    ...{ handler, idl, include, outfile, options, assets, external, target, base, minify, sourcemap },
    bytecode: !noBytecode,
    builtBy: packageJson.version,
    onStep: (step) => {
      if (process.stderr.isTTY) say(`${step} ...`);
    },
  };
  try {
    report(await built(request, library));
  } catch (error) {
    if (!(error instanceof Error) || !usersErrors.has(error.name)) throw error;
    say(error.message);
    return "isMistake" in error && error.isMistake === false ? 1 : 2;
  }
  return 0;
}

/** It loads what only such a build needs. */
async function built(request: BuildRequest, library: string | undefined): Promise<Built> {
  if (library === undefined) return await (await import("../../build/build.ts")).build(request);
  return await (await import("../../build/with_deno.ts")).buildWithDeno(request, library);
}

const usersErrors: ReadonlySet<string> = new Set(["BuildError", "HandlerError", "IdlError"]);

function report({ outfile, size, modules, assets, warnings }: Built): void {
  for (const warning of warnings) say(`warning: ${warning}`);
  const count = modules === 1 ? "one module" : `${modules} modules`;
  const held = assets.length === 0 ? "" : `, and ${assets.join(", ")}`;
  print(`${displayPath(outfile)}: ${(size / 1e6).toFixed(0)} MB, with ${count}${held}\n`);
}
