// `thriftserve status`: what a running server is doing.
import { flag } from "../../../options/kinds.ts";
import type { ServerStatus } from "../../../server/counting/status.ts";
import { print } from "../../say.ts";
import type { Command } from "../command.ts";
import { told } from "./changes.ts";
import { type AdminPort, adminOperand, ask, portOf, requestRows, variables } from "./request.ts";
import { statusText } from "./status_text.ts";

const group = "Options";

/** The command. */
export const status: Command = {
  description: "Shows what a running server is doing: its calls, connections and workers.",
  usage: "[ADMIN] [options]",
  operands: { admin: adminOperand },
  choices: { admin: [] },
  required: 0,
  rows: {
    json: { kind: flag, group, help: "all of it as JSON" },
    watch: { kind: flag, group, letter: "w", help: "again each second, with the calls of that second" },
    ...requestRows,
  },
  after: () => [
    {
      title: "Exit statuses",
      items: [
        ["0", "the server is ready"],
        ["1", "it takes no calls now, or there is no answer"],
        ["2", "the command line is wrong"],
      ],
    },
    { ...variables, items: [...variables.items] },
  ],
  run: ({ operands: [admin], options }) =>
    told(async () => {
      const port = portOf(admin, options);
      const isJson = options.json === true;
      if (options.watch === true) return await watch(port, isJson);
      const found = await statusOf(port);
      print(isJson ? `${JSON.stringify(found, undefined, 2)}\n` : statusText(found));
      return found.state === "ready" ? 0 : 1;
    }),
};

async function statusOf(port: AdminPort): Promise<ServerStatus> {
  const { body } = await ask(port, "GET", "/status");
  return body as ServerStatus;
}

/** Until there is no answer any more. On a terminal each takes the place of the one before. */
async function watch(port: AdminPort, isJson: boolean): Promise<never> {
  const begin = process.stdout.isTTY && !isJson ? "\u001B[H\u001B[J" : "";
  let before: ServerStatus | undefined;
  for (;;) {
    const found = await statusOf(port);
    print(
      isJson ? `${JSON.stringify(found)}\n` : begin + statusText(found, before) + (begin === "" ? "\n" : ""),
    );
    before = found;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
