// Options that have no use beside those of a source that goes before theirs: with one value another is meant no more.
import type { ModelName } from "../../server/models.ts";
import { commandRows, type ServeCommand } from "./rows.ts";

/**
 * Whether an option of a file, say, does nothing beside options of the command line: `port` with `--unix`, `workers` with
 * `--model forking`. In one source both would be a misunderstanding.
 */
export function isOverruled(option: string, before: ServeCommand): boolean {
  const way = ways.find(({ chosenBy }) => chosenBy.some((name) => before[name] !== undefined));
  const isOfAnother = !way?.options.includes(option) && ways.some(({ options }) => options.includes(option));
  return (way !== undefined && isOfAnother) || !isFor(before.model, option);
}

/** Whether it is for the model; undefined: any. */
export function isFor(model: ModelName | undefined, option: string): boolean {
  const models = commandRows[option as keyof ServeCommand]?.models;
  return model === undefined || models === undefined || models.includes(model);
}

/** The ways to say where to listen, of which one is taken. */
const ways: readonly {
  readonly chosenBy: readonly (keyof ServeCommand)[];
  readonly options: readonly string[];
}[] = [
  { chosenBy: ["listen"], options: ["listen", "portFile"] },
  { chosenBy: ["host", "port"], options: ["host", "port", "portFile"] },
  { chosenBy: ["unix"], options: ["unix", "unixMode"] },
  { chosenBy: ["listenFd"], options: ["listenFd", "portFile"] },
];
