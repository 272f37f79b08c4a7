// The command line of an executable that was built of a handler.
import { type Application, urlInside } from "../build/application.ts";
import { otherOptions } from "../server/options/habits.ts";
import { serveCommand } from "./commands/serve.ts";
import { refuseUnknown, UsageError } from "./mistakes.ts";
import { type GatheredOptions, gatherOptions } from "./options/gathered.ts";
import { loweredOptions } from "./options/lowered.ts";
import { commandRows, programRows, refuseUseless } from "./options/rows.ts";
import { optionsTable } from "./options/show.ts";
import { type Face, hasPrinted, inWords, readCommandLine } from "./parser.ts";
import { print, say } from "./say.ts";
import { explanation } from "./serve_help.ts";

/**
 * Runs it.
 *
 * @returns the exit status, unless it served: the process ends with the server.
 */
export async function runBuilt(args: readonly string[], application: Application): Promise<number> {
  const face = faceOf(application);
  const options = args[0] === "help" ? ["--help"] : args;
  let gathered: GatheredOptions | undefined;
  try {
    const { given } = readCommandLine(face, options, (program) => {
      refuseUnknown(program, args, otherOptions);
      const [surplus] = program.args;
      if (surplus !== undefined)
        throw new UsageError(`${surplus} is one argument too many: the handler is inside`);
    });
    gathered = await gatherOptions(urlInside(application.module), given, process.env, application.options);
    refuseUseless(gathered.options);
    if (gathered.show) {
      print(optionsTable(application.file, gathered, await loweredOptions(gathered.options), "built in"));
      return 0;
    }
  } catch (error) {
    if (hasPrinted(error)) return 0;
    say(inWords(error, args, face.name, gathered));
    return 2;
  }
  return await serveCommand(urlInside(application.module), gathered, application);
}

function faceOf({ name, version, builtBy, service, options }: Application): Face {
  const { idl: _, include: __, watch: ___, ...serving } = commandRows; // what they are about is inside
  const { config, showConfig } = programRows;
  const rows = Object.entries(serving).map(([option, row]): Face["rows"] => ({
    [option]: option in options ? { ...row, fallback: shown(options[option]), usual: "built in" } : row,
  }));
  return {
    name,
    description: `Serves ${service.name} to every Apache Thrift client.`,
    usage: "[options]",
    operands: {},
    rows: Object.assign({}, ...rows, { config: { ...config, usual: undefined }, showConfig }),
    version: `${[name, version].filter(Boolean).join(" ")} (thriftserve ${builtBy})`,
    after: () => explanation("as --config says: port = 0", []),
  };
}

/** Addresses in a line. */
function shown(value: unknown): unknown {
  return Array.isArray(value) ? value.join(", ") : value;
}
