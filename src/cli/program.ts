// The program's command line: finds the command that is meant, which is `serve` where none is named.
import packageJson from "../../package.json" with { type: "json" };
import { commands } from "./commands/table.ts";
import { onlyHandler } from "./mistakes.ts";
import { type GatheredOptions, gatherOptions } from "./options/gathered.ts";
import { loweredOptions } from "./options/lowered.ts";
import { commandRows, programRows, refuseUseless } from "./options/rows.ts";
import { optionsTable } from "./options/show.ts";
import { type Face, hasPrinted, inWords, readCommandLine } from "./parser.ts";
import { print, say } from "./say.ts";
import { commandList, explanation, usage } from "./serve_help.ts";

/** Runs the command line. @returns the exit status, unless it served: the process ends with the server. */
export async function run(args: readonly string[]): Promise<number> {
  const [first, ...others] = args;
  if (first === undefined) {
    say(usage);
    return 2;
  }
  if (first === "help") return await run([...others.slice(0, 1), "--help"]);
  if (first === "serve") return await serve(others);
  if (!Object.hasOwn(commands, first)) return await serve(args);
  const { runCommand } = await import("./run_command.ts");
  return await runCommand(first, others);
}

async function serve(args: readonly string[]): Promise<number> {
  let handler: string;
  let gathered: GatheredOptions | undefined;
  try {
    const line = readCommandLine(face, args, (program) =>
      onlyHandler(program, args, ["serve", ...Object.keys(commands)]),
    );
    handler = line.read;
    gathered = await gatherOptions(handler, line.given, process.env);
    refuseUseless(gathered.options);
    if (gathered.show) {
      print(optionsTable(handler, gathered, await loweredOptions(gathered.options)));
      return 0;
    }
  } catch (error) {
    if (hasPrinted(error)) return 0;
    say(inWords(error, args, face.name, gathered));
    return 2;
  }
  const { serveCommand } = await import("./commands/serve.ts"); // the server itself: not for who asks for help
  return await serveCommand(handler, gathered);
}

const face: Face = {
  name: "thriftserve",
  description: "Serves a module of plain TypeScript functions to every Apache Thrift client.",
  usage: "HANDLER [options]",
  operands: { handler: "the module: it exports its functions as default and its IDL as `service`" },
  rows: { ...commandRows, ...programRows },
  version: packageJson.version,
  before: [commandList()],
  after: explanation,
};
