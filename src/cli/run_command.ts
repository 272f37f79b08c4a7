// Runs a command of the table: reads its command line, and answers mistakes in it.

import { loadRuntime, runtime } from "../runtime/current.ts";
import type { Command, Invocation } from "./commands/command.ts";
import { commands } from "./commands/table.ts";
import { stopNoMore } from "./early_stop.ts";
import { refuseUnknown, UsageError } from "./mistakes.ts";
import { type Face, hasPrinted, inWords, readCommandLine } from "./parser.ts";
import { say } from "./say.ts";

/**
 * Runs one. What it throws that the user can mend is told, and ends in status 2.
 * @param name the name in the table.
 * @param args what follows the name.
 * @returns the exit status.
 */
export async function runCommand(name: string, args: readonly string[]): Promise<number> {
  stopNoMore(); // a signal ends it as any program
  const command = await commands[name]!.load();
  const status = await statusOf(name, command, args);
  if (!command.importsHandler) return status;
  await loadRuntime();
  return runtime.exit(status);
}

async function statusOf(name: string, command: Command, args: readonly string[]): Promise<number> {
  const face: Face = { ...command, name: `thriftserve ${name}` };
  try {
    return await command.run(read(face, command, args));
  } catch (error) {
    if (hasPrinted(error)) return 0;
    say(inWords(error, args, face.name));
    return 2;
  }
}

/** @throws {UsageError} */
function read(face: Face, command: Command, args: readonly string[]): Invocation {
  const names = Object.keys(command.operands);
  const { read, given } = readCommandLine(face, args, (program) => {
    refuseUnknown(program, args, command.hints);
    const operands = program.args;
    const lacking = names.slice(0, command.required ?? names.length)[operands.length];
    if (lacking !== undefined || (operands.includes("") && !command.mayBeEmpty)) {
      throw new UsageError(
        `${lacking ?? names[operands.indexOf("")]} is not given: ${face.name} ${face.usage}`,
      );
    }
    if (!command.more && operands.length > names.length) {
      throw new UsageError(`${operands[names.length]} is one argument too many: ${face.name} ${face.usage}`);
    }
    return operands;
  });
  return { operands: read, options: given, args, commands };
}
