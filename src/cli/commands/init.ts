// Begins a project.
import packageJson from "../../../package.json" with { type: "json" };
import { ExistingFilesError, writeProject } from "../../init/project.ts";
import { displayPath } from "../../words/paths.ts";
import { Mistake } from "../mistakes.ts";
import { print, say } from "../say.ts";
import type { Command } from "./command.ts";

/** `thriftserve init DIR` */
export const init: Command = {
  description: "Writes a small project that works: an IDL, a typed handler, a test of it, a README.",
  usage: "DIR",
  operands: { dir: "the folder to write it to, made where there is none; . is the present one" },
  rows: {},
  after: () => [
    {
      title: "Exit statuses",
      items: [
        ["0", "written"],
        ["1", "a file cannot be written"],
        ["2", "a file of the project is there already: nothing was written"],
      ],
    },
    { title: "Examples", examples: ["thriftserve init greeter"] },
  ],
  async run({ operands: [folder = "."] }) {
    try {
      const files = writeProject(folder, packageJson.version);
      const place = displayPath(folder);
      print(`${files.map((name) => `${place === "." ? "" : `${place}/`}${name}\n`).join("")}`);
      say(`${place === "." ? "" : `cd ${place}, `}then serve it: thriftserve handler.ts`);
      return 0;
    } catch (error) {
      if (error instanceof ExistingFilesError) throw new Mistake(error.message);
      if (!(error instanceof Error && "syscall" in error)) throw error;
      say(error.message);
      return 1;
    }
  },
};
