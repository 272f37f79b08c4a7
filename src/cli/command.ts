// `thriftserve HANDLER [options]`: the options, their help, and what a mistake in them is answered.
import { availableParallelism } from "node:os";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { closestMatch } from "leven";
import packageJson from "../../package.json" with { type: "json" };
import { models } from "../server/models.ts";
import { transportNames } from "../transport/names.ts";
import { type ServeCommand, serveCommand } from "./serve.ts";

/** Runs the command line. @returns the exit status, unless it served: the process ends with the server. */
export async function run(args: readonly string[]): Promise<number> {
  const program = command().action(async (handler: string, options: ServeCommand) => {
    await serveCommand(handler, options);
  });
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2; // help and version end with 0; commander has said the rest
  }
  return 0;
}

function command(): Command {
  const program = new Command("thriftserve")
    .description("Serves a module of plain TypeScript functions to every Apache Thrift client.")
    .usage("HANDLER [options]")
    .argument("<handler>", "the module: it exports its functions as default and its IDL as `service`")
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ styleTitle: (title) => title })
    .version(packageJson.version, "-V, --version", "print the version");

  program.optionsGroup("Where to listen:");
  program.option("--host <address>", "address to listen on (default: 127.0.0.1)");
  program.addOption(whole("--port <number>", "TCP port; 0 picks a free one (default: 9090)"));
  program.option(
    "--unix <path>",
    "Unix domain socket to listen on, instead of TCP; @name for Linux's abstract ones",
  );
  program.addOption(
    new Option("--unix-mode <mode>", "permissions of that socket's file in octal, such as 0660").argParser(
      octal,
    ),
  );
  program.addOption(
    whole(
      "--listen-fd <n>",
      "accept from this descriptor, a socket that listens already (default: the one that systemd passes, if it does)",
    ),
  );
  program.option("--port-file <path>", "write the port's number here once the server accepts");
  program.addOption(
    whole("--backlog <n>", "connections the system holds before they are accepted (default: 128)"),
  );

  program.optionsGroup("TLS:");
  program.option("--tls-cert <file>", "certificate, and its chain, in PEM: clients have to use TLS");
  program.option("--tls-key <file>", "the certificate's private key in PEM");
  program.option("--tls-ca <file>", "authorities, in PEM, that clients' certificates have to be from");
  program.option("--tls-require-client", "refuse clients without a certificate");
  program.option("--tls-optional", "serve clients without TLS too, on the same port");
  program.addOption(
    new Option(
      "--handshake-timeout <seconds>",
      "how long a client may take for its TLS handshake (default: 10)",
    ).argParser(numeric),
  );

  program.optionsGroup("How calls are run:");
  program.addOption(
    choice("--model <name>", "server model, see below (default: nonblocking)", Object.keys(models)),
  );
  program.addOption(
    whole(
      "--workers <n>",
      `workers of threadpool, nonblocking and processpool (default: the number of cores, ${availableParallelism()} here); nonblocking takes 0: calls run on the event loop itself`,
    ),
  );
  program.addOption(
    whole(
      "--connections-per-worker <n>",
      "connections that a worker of threadpool or processpool holds at a time; later ones wait (default: 0, any number)",
    ),
  );
  program.addOption(
    whole(
      "--max-workers <n>",
      "most workers of threaded and forking; later connections wait (default: 1000)",
    ),
  );
  program.addOption(
    whole("--spares <n>", "workers that threaded and forking keep ready for new connections (default: 10)"),
  );
  program.addOption(
    whole(
      "--concurrency <n>",
      "calls a worker runs at a time; more than 1 helps only handlers that wait (default: 1)",
    ),
  );
  program.addOption(
    whole(
      "--pipeline <n>",
      "calls of one connection that may run at a time, replies then come as they finish (default: 1)",
    ),
  );

  program.optionsGroup("The IDL:");
  program.option(
    "--idl <file#service>",
    "the .thrift file, and service in it, of a module that exports no `service`",
  );
  program.addOption(
    new Option(
      "-I, --include <directory>",
      "look for included .thrift files here too; can be repeated",
    ).argParser((directory: string, previous: string[] | undefined) => [...(previous ?? []), directory]),
  );

  program.optionsGroup("What clients may speak:");
  program.addOption(
    choice("--protocol <name>", "binary, compact or json (default: auto, told from the first bytes)", [
      "auto",
      "binary",
      "compact",
      "json",
    ]),
  );
  program.addOption(
    choice(
      "--transport <name>",
      "the only one to take calls over; header takes framed and buffered messages as well (default: auto, told from the first bytes)",
      ["auto", ...transportNames],
    ),
  );

  program.optionsGroup("Limits:");
  for (const [flags, description] of limits) program.addOption(whole(flags, description));

  program.optionsGroup("Running it:");
  program.addOption(
    new Option(
      "--shutdown-timeout <seconds>",
      "how long SIGTERM and SIGINT wait for calls at work (default: 30)",
    ).argParser(numeric),
  );
  program.addOption(
    choice("--log-level <level>", "least important records to log (default: info)", logLevels),
  );
  return program.addHelpText("after", explanation());
}

function explanation(): string {
  const width = Math.max(...Object.keys(models).map((name) => name.length));
  const rows = Object.values(models).map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `
Server models (a worker runs one call at a time unless --concurrency says more):
${rows.join("\n")}

  Calls that use the processor: nonblocking, threadpool or processpool.
  Calls that wait for something else: any of them with --concurrency.
  Handlers that must share nothing between clients: forking.

Examples:
  thriftserve handler.ts
  thriftserve handler.ts --model processpool --workers 4 --host 0.0.0.0
  thriftserve handler.ts --model nonblocking --workers 0 --unix /run/calculator.sock
  thriftserve handler.ts --idl calculator.thrift#Calculator`;
}

/** See docs/limits.md. */
const limits: readonly (readonly [flags: string, description: string])[] = [
  ["--max-frame-size <bytes>", "largest frame (default: 16384000)"],
  ["--max-message-size <bytes>", "largest message (default: 104857600)"],
  ["--max-header-size <bytes>", "largest header of a THeader frame (default: 65536)"],
  ["--max-http-header-size <bytes>", "largest line and headers of an HTTP request (default: 16384)"],
  ["--max-http-body-size <bytes>", "largest body of an HTTP request (default: as --max-message-size)"],
  ["--max-depth <n>", "levels of nested structs in a message (default: 64)"],
  ["--max-string-size <bytes>", "longest string or binary value (default: what fits into a message)"],
  ["--max-container-size <n>", "most elements of a container (default: what fits into a message)"],
  ["--max-decoded-size <bytes>", "memory that one decoded message may take (default: 268435456)"],
  ["--max-connections <n>", "connections at a time; 0: any number (default: 16384)"],
  ["--max-connections-per-peer <n>", "connections of one address; 0: any number (default: 0)"],
  ["--max-queued-calls <n>", "calls that may wait for a worker (default: 10000)"],
  ["--max-unread-size <bytes>", "replies that wait for a client before its calls do (default: 262144)"],
  ["--max-buffered-size <bytes>", "what the connections of an event loop hold (default: 536870912)"],
  ["--first-byte-timeout <seconds>", "until a client has to have sent something; 0: none (default: 300)"],
  ["--message-timeout <seconds>", "from a message's first byte to its last; 0: none (default: 60)"],
  ["--idle-timeout <seconds>", "without a call until the connection is closed; 0: never (default: 0)"],
  ["--write-timeout <seconds>", "with replies that a client does not read; 0: none (default: 60)"],
];

const logLevels = ["trace", "debug", "info", "warning", "error", "fatal"];

function whole(flags: string, description: string): Option {
  return new Option(flags, description).argParser(numeric);
}

/** What the number may be is checked where it is used, for the library's callers too. */
function numeric(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new InvalidArgumentError("Expected a number.");
  return value;
}

function octal(text: string): number {
  if (!/^(0o)?[0-7]+$/.test(text)) throw new InvalidArgumentError("Expected octal digits.");
  return Number.parseInt(text.replace("0o", ""), 8);
}

function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (choices.includes(text)) return text;
    const closest = closestMatch(text, choices, { maxDistance: 3 });
    throw new InvalidArgumentError(
      `${closest === undefined ? "" : `Did you mean ${closest}? `}There are ${choices.join(", ")}.`,
    );
  });
}
