// `thriftserve HANDLER [options]`: reads the command line by the rows of options, and serves.
import { Command, CommanderError, Option } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { readOption } from "../options/check.ts";
import { OptionsError, onCommandLine } from "../options/error.ts";
import { DescriptorsError } from "../server/connections/descriptor_budget.ts";
import type { ServeRow } from "../server/options/rows.ts";
import { serveCommand } from "./commands/serve.ts";
import { helpOf, layOut, usage } from "./help.ts";
import { Mistake, onlyHandler, refuseFlag, UsageError } from "./mistakes.ts";
import { type GatheredOptions, gatherOptions } from "./options/gathered.ts";
import { loweredOptions } from "./options/lowered.ts";
import { commandRows, inGroups, placeholderOf, programRows, refuseUseless } from "./options/rows.ts";
import { optionsTable } from "./options/show.ts";
import { print, say } from "./say.ts";

/** Runs the command line. @returns the exit status, unless it served: the process ends with the server. */
export async function run(args: readonly string[]): Promise<number> {
  if (args.length === 0) {
    say(usage);
    return 2;
  }
  const program = command();
  let handler: string;
  let gathered: GatheredOptions | undefined;
  try {
    program.parse(args[0] === "help" ? ["--help"] : [...args], { from: "user" });
    handler = onlyHandler(program, args);
    gathered = await gatherOptions(handler, givenTo(program), process.env);
    refuseUseless(gathered.options);
    if (gathered.show) {
      print(optionsTable(handler, gathered, await loweredOptions(gathered.options)));
      return 0;
    }
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // it has printed the help, or the version
    say(inWords(error, args, gathered));
    return 2;
  }
  return await serveCommand(handler, gathered);
}

/** The options on a command line, by their names in the tables. */
function givenTo(program: Command): Record<string, unknown> {
  const { config, ...options } = program.opts();
  return config === false ? { ...options, noConfig: true } : { ...options, config };
}

/** @throws what is no mistake of the user's. */
function inWords(error: unknown, args: readonly string[], gathered?: GatheredOptions): string {
  if (error instanceof OptionsError) return gathered?.told(error) ?? error.told(onCommandLine);
  if (error instanceof Mistake || error instanceof DescriptorsError) return error.message;
  if (!(error instanceof CommanderError)) throw error;
  const { code, message } = error;
  const lacking = code === "commander.optionMissingArgument"; // the last one: any other is followed by something
  return new UsageError(lacking ? `${args.at(-1)} lacks its value` : message.replace(/^error: /, "")).message;
}

function command(): Command {
  const program = new Command("thriftserve")
    .description("Serves a module of plain TypeScript functions to every Apache Thrift client.")
    .usage("HANDLER [options]")
    .argument("[handler]", "the module: it exports its functions as default and its IDL as `service`")
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .allowUnknownOption() // said of in mistakes.ts, as surplus arguments are
    .allowExcessArguments()
    .configureOutput({ writeOut: print, writeErr: () => {} })
    .version(packageJson.version, "-V, --version", "print the version");
  layOut(program);
  for (const [name, row] of inGroups({ ...commandRows, ...programRows })) {
    program.optionsGroup(`${row.group}:`);
    program.addOption(optionOf(name, row, program));
  }
  return program;
}

function optionOf(name: string, row: ServeRow, program: Command): Option {
  const letter = row.letter === undefined ? "" : `-${row.letter}, `;
  const placeholder = placeholderOf(row);
  const value = placeholder === undefined ? "" : ` <${placeholder}>`;
  const option = new Option(`${letter}${onCommandLine(name)}${value}`, helpOf(name, row));
  if (row.kind.read === undefined) return option;
  return option.argParser((given: string, previous: unknown) => {
    refuseFlag(name, given, program);
    return readOption(name, row.kind, given, previous);
  });
}
