// Serves until a signal comes.

import type { HandlerSource } from "../../handler/source.ts";
import { keepPrintingFromWaiting } from "../../log/console.ts";
import { setLogFormat } from "../../log/format.ts";
import { log, openLog } from "../../log/log.ts";
import { OptionsError } from "../../options/error.ts";
import { runtime } from "../../runtime/current.ts";
import { logBackgroundErrors } from "../../server/background_errors.ts";
import { shownAddress } from "../../server/connections/listen.ts";
import type { RunningServer } from "../../server/life/running_server.ts";
import { models } from "../../server/models.ts";
import { fileAt, type Place } from "../../server/options/listening/places.ts";
import type { ServeOptions, Server } from "../../server/options/options.ts";
import { settingsOf } from "../../server/options/settings.ts";
import type { Program } from "../../server/program.ts";
import { serveFor } from "../../server/serve.ts";
import { WorkerStartError } from "../../server/workers/start_error.ts";
import { displayPath } from "../../words/paths.ts";
import { textOf } from "../../words/thrown.ts";
import type { GatheredOptions } from "../options/gathered.ts";
import { ofServer } from "../options/rows.ts";
import { predecessorOfThis } from "../replacement/handed.ts";
import { say } from "../say.ts";
import { writePid, writeWhole } from "../service_manager/files.ts";
import { ServingProgram } from "../stop.ts";

/**
 * Serves until SIGTERM or SIGINT, and ends this process.
 * @param known of the handler, by an executable that was built of it.
 * @param start starts the server, and says how calls are run where it is not the handler that does.
 */
export async function serveCommand(
  handler: string,
  gathered: GatheredOptions,
  known?: Pick<HandlerSource, "file" | "service">,
  start?: { serve(program: Program, options: ServeOptions): Promise<RunningServer>; readonly how: string },
): Promise<never> {
  const { portFile, pid, umask, user, group } = gathered.options;
  const options = ofServer(gathered.options);
  if (umask !== undefined) process.umask(umask); // workers are started with it
  const replaced = predecessorOfThis();
  if (replaced !== undefined) {
    const { keepFromOthers } = await import("../../runtime/successor/predecessor.ts");
    await keepFromOthers(replaced.sockets.values());
  }
  const program = new ServingProgram(known?.file ?? handler, replaced?.sockets);
  // A handler may run here.
  if (options.captureOutput) (await import("../../log/captured.ts")).captureOutput();
  else keepPrintingFromWaiting();
  logBackgroundErrors();
  if (process.env.NOTIFY_SOCKET !== undefined) {
    if (options.logFormat !== undefined) setLogFormat(options.logFormat); // it may have something to log
    const { Notifier } = await import("../service_manager/notifier.ts");
    program.notifier = await Notifier.open();
    // Until it has taken the other's place it is not the service.
    if (replaced === undefined) program.notifier?.starts(`starts: imports ${known?.file ?? handler}`);
  }
  let server: RunningServer;
  try {
    if (user !== undefined || group !== undefined) {
      const { identityOf } = await import("../privileges/identity.ts");
      program.identity = identityOf(user, group);
      program.written = [pid, portFile].filter((path) => path !== undefined);
    }
    server = await (start?.serve(program, options) ?? serveFor(program, handler, options, known));
  } catch (error) {
    if (program.signal === undefined) return await program.end(statusOf(error), wordsOf(error, gathered));
    return await program.end(0, `stopped by ${program.signal} before it served`);
  }
  program.serves(server); // before anybody can know that there is something to stop
  const { places } = settingsOf(options);
  program.files.push(...places.flatMap((place) => fileAt(place) ?? []));
  await openLog(); // no record is lost then because this process ends
  const port = server.addresses.find((address) => "port" in address)?.port;
  const files = [
    { kind: "process id", path: pid, write: (path: string) => writePid(path, replaced?.id) },
    {
      kind: "port",
      path: port === undefined ? undefined : portFile,
      write: (path: string) => writeWhole(path, `${port}\n`),
    },
  ];
  if (replaced !== undefined) {
    const written = files.flatMap(({ path }) => path ?? []);
    const { takeOver } = await import("../replacement/taking_over.ts");
    await takeOver(replaced, places, [...program.files, ...written]);
    await server.takeOver();
  }
  for (const { kind, path, write } of files) {
    if (path === undefined) continue;
    try {
      write(path);
      program.files.push(path);
    } catch (error) {
      const problem = `cannot write the ${kind} file ${path}: ${(error as Error).message}`;
      if (replaced === undefined) {
        await server.close();
        return await program.end(1, problem);
      }
      log.error("{problem}", { problem }); // nobody else serves any more
    }
  }
  program.changed("serving");
  say(announcement(server, places, gathered, start?.how));
  await server.closed;
  // A handler's timers and sockets do not keep a server alive that has been stopped.
  return await program.end(0);
}

/** The error in as few words as it takes. */
function wordsOf(error: unknown, gathered: GatheredOptions): string {
  return error instanceof OptionsError ? gathered.told(error) : textOf(error);
}

function statusOf(error: unknown): 1 | 2 {
  const own = error instanceof WorkerStartError ? error.cause : error;
  return own instanceof Error && usersErrors.has(own.name) ? 2 : 1;
}

const usersErrors: ReadonlySet<string> = new Set([
  "OptionsError",
  "HandlerError",
  "IdlError",
  "DescriptorsError",
]);

function announcement(
  { service, addresses, model, workers, adminAddress, watched }: Server,
  places: readonly Place[],
  { options: { devices }, file }: GatheredOptions,
  elsewhere?: string,
): string {
  const listed = addresses.map((address, index) => {
    const place = places[index];
    if (place === undefined)
      return `${places.length === 0 ? "no port, and " : ""}NATS ${shownAddress(address)}`;
    const inherited = place.kind === "descriptor" && !("descriptor" in address);
    return `${shownAddress(address)}${inherited ? ` (descriptor ${place.descriptor})` : ""}${place.tls === undefined ? "" : " with TLS"}`;
  });
  const where = listed.join(", ");
  const kind = models[model].runs === "process" ? "process" : "thread";
  const plural = kind === "process" ? "processes" : "threads";
  const how =
    workers === 0 ? "calls run on its event loop" : `${workers} worker ${workers === 1 ? kind : plural}`;
  const used = devices === undefined ? "" : ` with the devices ${devices.join(", ")}`;
  const admin = adminAddress === undefined ? "" : `, admin port ${adminAddress}`;
  const runs = elsewhere ?? `model ${model}, ${how}${used}`;
  return `${service} on ${where}, ${runs} (${runtime.name} ${runtime.version})${admin}${file === undefined ? "" : `, options from ${file}`}${watching(watched)}`;
}

function watching([first, ...others]: readonly string[]): string {
  if (first === undefined) return "";
  const count = others.length;
  const more = count === 0 ? "" : ` and ${count} more ${count === 1 ? "file" : "files"}`;
  return `, watches ${displayPath(first)}${more}`;
}
