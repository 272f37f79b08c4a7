// `thriftserve complete`: prints the few lines that make a shell complete command lines, and answers what these ask.

import { didYouMean } from "../../../words/nearest.ts";
import { Mistake } from "../../mistakes.ts";
import { print } from "../../say.ts";
import type { Command } from "../command.ts";
import { completionsOf } from "./completions.ts";
import { isShell, scripts, shells } from "./scripts.ts";

/** `thriftserve complete SHELL`; the shell itself calls `thriftserve complete SHELL -- WORDS`. */
export const complete: Command = {
  description: "Prints what makes a shell complete commands, options, their values and files.",
  usage: "SHELL",
  operands: {
    shell: `${shells.join(", ")}: put the line below into its startup file`,
  },
  required: 1,
  more: true,
  mayBeEmpty: true,
  choices: { shell: shells },
  rows: {},
  after: () => [
    {
      title: "Startup files",
      items: [
        ["~/.bashrc", "source <(thriftserve complete bash)"],
        ["~/.zshrc", "source <(thriftserve complete zsh), below compinit"],
        ["config.fish", "thriftserve complete fish | source"],
      ],
    },
  ],
  async run({ operands: [shell = "", ...words], args, commands }) {
    if (!isShell(shell)) {
      const near = didYouMean(shell, shells);
      throw new Mistake(`the shell is ${shell}; expected one of ${shells.join(", ")}${near}`);
    }
    if (!args.includes("--")) {
      print(scripts[shell]);
      return 0;
    }
    const { files, candidates } = await completionsOf(words, commands);
    const lines = candidates.map(({ value, help }) => (help === undefined ? value : `${value}\t${help}`));
    print(`${[files ? "files" : "words", ...lines].join("\n")}\n`);
    return 0;
  },
};
