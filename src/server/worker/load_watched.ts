// Loads a worker's handler, and tells its server which files the IDL is made of, where these are watched.
import { type LoadedHandler, loadHandler } from "../../handler/load.ts";
import type { HandlerSource } from "../../handler/source.ts";
import type { Settings } from "../options/settings.ts";
import type { WorkerReport } from "../reports.ts";

/** Loads it as {@link loadHandler} does. @param tell is called where it fails, too: what is missing may come. */
export async function loadWatched(
  source: HandlerSource,
  { watch }: Pick<Settings, "watch">,
  tell: (report: WorkerReport) => void,
): Promise<LoadedHandler> {
  if (!watch) return await loadHandler(source);
  const idl: string[] = [];
  try {
    return await loadHandler(source, { onFile: (path) => idl.push(path) });
  } finally {
    if (idl.length > 0) tell({ idl });
  }
}
