// Gathers options from everywhere: the command line goes before the environment, and that before a file.
import type { OptionsError } from "../../options/error.ts";
import { unreadableBecause } from "../../words/paths.ts";
import { activated } from "../activation.ts";
import { Mistake } from "../mistakes.ts";
import { readEnvironment } from "./environment.ts";
import { fileBeside, readOptionsFile } from "./file.ts";
import { isOverruled } from "./overruled.ts";
import { commandRows, programRows, type ServeCommand } from "./rows.ts";
import { builder, commandLine, type Given, type Source, serviceManager, toldBy } from "./source.ts";

/** The options for a server, and their sources. */
export interface GatheredOptions {
  readonly options: ServeCommand;
  /** The file that some of them are from. */
  readonly file?: string;
  /** Whether what is in force is to be printed, and nothing served. */
  readonly show: boolean;
  /** The source that gave an option; undefined: none. */
  originOf(option: string): string | undefined;
  /** The message of an error, with each option as it was given. */
  told(error: OptionsError): string;
}

/**
 * @param handler whose folder may have a file.
 * @param given on the command line.
 * @param builtIn what an executable was built with: its defaults.
 * @param rows the options of what serves.
 * @throws {Mistake} when another source has options that are none or cannot be.
 */
export async function gatherOptions(
  handler: string,
  given: Given["values"],
  variables: NodeJS.ProcessEnv,
  builtIn: Given["values"] = {},
  rows: Rows = commandRows,
): Promise<GatheredOptions> {
  const sources = [
    { source: commandLine, values: given },
    readEnvironment(variables, { ...rows, ...programRows }),
  ];
  const file = fileOf(sources, handler);
  if (file !== undefined) sources.push(await readNamedFile(file, sources, rows));
  const passed = toldBy(commandLine, () => activated(merged(sources, rows).options));
  sources.push({ source: serviceManager, values: { ...passed } });
  sources.push({ source: builder, values: builtIn });
  const { options, from } = merged(sources, rows);
  return {
    options,
    file,
    show: sources.find(({ values }) => values.showConfig !== undefined)?.values.showConfig === true,
    originOf: (option) => from.get(option)?.origin(option),
    told(error) {
      const source = from.get(error.option) ?? commandLine;
      return error.told((option, value) => {
        const other = from.get(option) ?? source;
        return other.named(option, value) + (other === source ? "" : (other.place ?? ""));
      }, source.subject(error.option));
    },
  };
}

type Rows = Parameters<typeof readEnvironment>[1];

/** Of each option the first value that there is, and its source. */
function merged(
  sources: readonly Given[],
  rows: Rows,
): { options: ServeCommand; from: ReadonlyMap<string, Source> } {
  const options: Record<string, unknown> = {};
  const from = new Map<string, Source>();
  for (const { source, values } of sources) {
    const before = { ...options };
    for (const [option, value] of Object.entries(values)) {
      if (value === undefined || from.has(option) || isOverruled(option, before)) continue;
      from.set(option, source);
      if (option in rows) options[option] = value;
    }
  }
  return { options, from };
}

/** The source that says anything of a file has the say. */
function fileOf(sources: readonly Given[], handler: string): string | undefined {
  for (const { values } of sources) {
    if (values.noConfig === true) return undefined;
    if (values.config !== undefined) return values.config as string;
  }
  return fileBeside(handler);
}

async function readNamedFile(file: string, sources: readonly Given[], rows: Rows): Promise<Given> {
  try {
    return await readOptionsFile(file, rows);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof Mistake || code === undefined) throw error;
    const source = sources.find(({ values }) => values.config !== undefined)?.source;
    const said = source === undefined ? `${file}:` : `${source.subject("config")} is ${file}:`;
    throw new Mistake(`${said} ${unreadableBecause(error)}`);
  }
}
