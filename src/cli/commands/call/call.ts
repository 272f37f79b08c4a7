// `thriftserve call`: calls a function of any Thrift server, and prints what it returns as JSON.
import { type Client, connect } from "../../../client/client.ts";
import { ApplicationError } from "../../../client/errors.ts";
import { declaredBy, exceptionJson } from "../../../client/json_call.ts";
import { OptionsError } from "../../../options/error.ts";
import { localName } from "../../../schema/service.ts";
import { toJson } from "../../../value_json/to_json.ts";
import { textOf } from "../../../words/thrown.ts";
import { Mistake } from "../../mistakes.ts";
import { print, say } from "../../say.ts";
import { type Called, calledFunction } from "../called.ts";
import type { Command, Invocation } from "../command.ts";
import { asCalled, connectingOf } from "../connecting.ts";
import { argumentsOf } from "./arguments.ts";
import { showProgress } from "./progress.ts";
import { repeated } from "./repeated.ts";
import { type CallCommandOptions, callRows } from "./rows.ts";

/** The command. */
export const call: Command = {
  description: "Calls a function of a server, and prints what it returns as JSON.",
  usage: "ADDRESS FUNCTION [ARGUMENTS] [--idl FILE] [options]",
  operands: {
    address:
      "tcp://host:port, tls://, unix:/path, http://, https://, ws:// or wss://; several with commas between",
    function: "Service.function, or function where the IDL has one service",
    arguments: "NAME=VALUE or NAME:=JSON for each (work.op=ADD for a field), or all as JSON, @FILE or -",
  },
  required: 2,
  more: true,
  choices: { address: [], function: [], arguments: [] },
  rows: callRows,
  after: () => [
    {
      title: "Exit statuses",
      items: [
        ["0", "the function returned"],
        ["1", "a failure: no connection, no reply in time, an error of the server"],
        ["2", "the command line is wrong, or an argument does not fit the IDL"],
        ["3", "the function threw an exception that it declares: it is printed"],
      ],
    },
    {
      title: "Examples",
      examples: [
        "thriftserve call localhost:9090 add \\",
        "  num1=1 num2=2 --idl a.thrift",
        "thriftserve call localhost:9090 add \\",
        "  '[1, 2]' --idl a.thrift",
        "thriftserve call localhost:9090 add \\",
        "  '[1, 2]'",
      ],
    },
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { unlessNotReached } = await import("../reflection.ts");
  return await unlessNotReached(() => callFunction(invocation));
}

async function callFunction({ operands, options }: Invocation): Promise<number> {
  const [address = "", name = "", ...rest] = operands;
  const settings = options as CallCommandOptions;
  const given = connectingOf(address, settings);
  const called = await calledFunction(name, settings, given, address);
  const connecting = { ...given, multiplexed: given.multiplexed ?? called.prefix };
  const values = argumentsOf(called.service.schema, called.func, rest);
  let client: Client;
  try {
    client = await connect(called.service, connecting);
  } catch (error) {
    if (error instanceof OptionsError) throw new Mistake(error.told(asCalled));
    say(textOf(error));
    return 1;
  }
  try {
    const one = () => client.call(called.func.name, ...values);
    if (settings.repeat === undefined) return await callOnce(one, called, client);
    return await callOften(one, called, client, settings.repeat, settings.concurrency ?? 1);
  } finally {
    client.close();
  }
}

async function callOnce(
  one: () => Promise<unknown>,
  { service, func }: Called,
  client: Client,
): Promise<number> {
  try {
    printJson(toJson(service.schema, func.returns, await one()));
    return 0;
  } catch (error) {
    const declared = declaredBy(func, client.exceptions, error);
    if (declared === undefined) {
      say(told(error));
      return isTheirs(error) ? 2 : 1;
    }
    printJson({ [localName(declared)]: exceptionJson(service.schema, declared, error) });
    return 3;
  }
}

async function callOften(
  one: () => Promise<unknown>,
  { func }: Called,
  client: Client,
  count: number,
  concurrency: number,
): Promise<number> {
  let hasFailed = false;
  const tell = (error: unknown) => {
    const declared = declaredBy(func, client.exceptions, error);
    hasFailed ||= declared === undefined;
    return declared === undefined ? told(error) : localName(declared);
  };
  const tally = { calls: 0, failed: 0 };
  const shown = showProgress(tally, count);
  const summary = await repeated(one, count, concurrency, tell, tally);
  shown();
  printJson(summary);
  return hasFailed ? 1 : summary.failed > 0 ? 3 : 0;
}

function printJson(value: unknown): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}

function told(error: unknown): string {
  if (error instanceof ApplicationError) return `${error.typeName ?? error.type}: ${error.message}`;
  return textOf(error);
}

/** Arguments that do not fit the IDL after all. */
function isTheirs(error: unknown): boolean {
  return error instanceof Error && error.name === "ValueError";
}
