// The help of serving that is not about single options, and the answer to a bare `thriftserve`.
import { models } from "../server/models.ts";
import { serveRows } from "../server/options/rows.ts";
import { commands } from "./commands/table.ts";
import type { Section } from "./help.ts";

/** The answer to a command line with nothing in it. */
export const usage = `no handler is given

  thriftserve HANDLER [options]

  thriftserve handler.ts                 serves it on ${serveRows.host.fallback}:${serveRows.port.fallback}
  thriftserve handler.ts --port 0 --model processpool --workers 4

See thriftserve --help for all options and commands.`;

/** The commands, each in a line. */
export function commandList(): Section {
  const summaries = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  return {
    title: "Commands (thriftserve COMMAND --help tells of each)",
    items: [["serve", "serve a handler; the word may be left out"], ...summaries],
  };
}

/**
 * The sections behind the options.
 * @param file where a file of options is.
 * @param examples of command lines.
 */
export function explanation(
  file = "beside the handler, or as --config says: port = 0",
  examples = usualExamples,
): readonly Section[] {
  return [
    {
      title: "Server models (a worker runs one call at a time unless --concurrency says more)",
      items: Object.values(models).map(({ name, summary }) => [
        name,
        summary + (name === usualModel ? " (the default)" : ""),
      ]),
      paragraphs: [
        "Calls that use the processor: nonblocking, threadpool or processpool.",
        "Calls that wait for something else: any of them with --concurrency.",
        "Handlers that must share nothing between clients: forking.",
      ],
    },
    { title: "Sizes", paragraphs: ["are in bytes; 16k, 16M and 16G are powers of 1024."] },
    {
      title: "Options from elsewhere (the command line goes first, then variables, then the file)",
      items: [
        ["THRIFTSERVE_PORT=0", "a variable for each option"],
        ["thriftserve.toml", file],
      ],
    },
    {
      title: "Signals",
      items: [
        ["TERM, INT", "finish the calls at work and end; a second one ends at once"],
        ["HUP", "reads the handler and its IDL anew"],
        ["TTIN, TTOU", "one worker more, one less"],
        ["USR2", "starts the program once more, to take this one's place without refusing a client"],
        ["QUIT, USR1", "do nothing"],
      ],
    },
    {
      title: "Exit statuses",
      items: [
        ["0", "it was ended by TERM or INT"],
        ["1", "a failure, such as a port in use, or a second signal"],
        ["2", "yours to mend: a wrong option, a handler that does not fit its IDL, an IDL with errors"],
      ],
    },
    ...(examples.length === 0 ? [] : [{ title: "Examples", examples }]),
  ];
}

const usualExamples: readonly string[] = [
  "thriftserve handler.ts",
  "thriftserve handler.ts \\",
  "  --model processpool --workers 4",
  "thriftserve handler.ts \\",
  "  --workers 0 --host 0.0.0.0",
  "thriftserve handler.ts \\",
  "  --unix /run/calculator.sock",
  "thriftserve handler.ts \\",
  "  --idl calculator.thrift#Calculator",
];

const usualModel = serveRows.model.fallback;
