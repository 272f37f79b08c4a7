// Lists the .thrift files of a service: as they were read, and where that is not known, written anew.
import { idlText } from "../../schema/idl_text.ts";
import type { ResolvedService } from "../../schema/service.ts";

/** The text of a .thrift file. */
export interface ShownFile {
  /** The only one of this name, `calculator.thrift`. */
  readonly name: string;
  readonly text: string;
  /** Whether it is the text that people wrote, and not one of the same meaning. */
  readonly isOriginal: boolean;
}

/** The files of a service, each before those that it includes. */
export function filesOf({ schema, files = [] }: ResolvedService): readonly ShownFile[] {
  const written = idlText(schema);
  const read = files.map(({ program, text }) => ({ name: written.fileOf(program), text, isOriginal: true }));
  const names = new Set(read.map(({ name }) => name));
  const others = Object.entries(written.files)
    .filter(([name]) => !names.has(name))
    .map(([name, text]) => ({ name, text, isOriginal: false }));
  return [...read.reverse(), ...others];
}

/** The name of the file that a program's definitions stand in. */
export function fileNameOf({ schema }: ResolvedService, program: string): string {
  return idlText(schema).fileOf(program);
}
