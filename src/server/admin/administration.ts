// The admin port of a server and what it counts: nothing of either is loaded unless it is asked for.
import { type ToldLine, tellLines } from "../../log/told_lines.ts";
import type { RecordedCall } from "../../processor/watched/recorded_call.ts";
import type { Counting } from "../counting/counting.ts";
import { Recent } from "../counting/recent.ts";
import { adminSettings } from "../options/admin_rows.ts";
import type { ServeOptions } from "../options/options.ts";
import type { Admin } from "./admin.ts";

/** What there is with an admin port, or with the service Status. */
export interface Administration {
  /** Absent: there is no port. */
  readonly admin?: Admin;
  readonly counting: Counting;
  /** The last lines of the log, where there is a port. */
  readonly lines?: Recent<ToldLine>;
  /** The last calls that were slow or failed, where they are recorded. */
  readonly calls?: Recent<RecordedCall> | undefined;
  close(): void;
}

/**
 * Opens the admin port, and begins to count; without one, where Status tells of it, only counts.
 * @param isLater whether the port is another program's until {@link Admin.takeOver}.
 * @returns undefined: there is to be none.
 * @throws {ListenError} @throws {OptionsError} when its token cannot be read.
 */
export async function openAdministration(
  options: ServeOptions,
  isLater = false,
): Promise<Administration | undefined> {
  const settings = adminSettings(options);
  if (settings === undefined && options.status !== true) return undefined;
  const { Counting } = await import("../counting/counting.ts");
  if (settings === undefined) {
    const counting = new Counting();
    return { counting, close: () => counting.close() };
  }
  const { Admin } = await import("./admin.ts");
  const admin = await Admin.open(settings, isLater);
  const counting = new Counting();
  const lines = new Recent<ToldLine>(200);
  tellLines((line) => lines.add(line));
  return {
    admin,
    counting,
    lines,
    calls: options.recordCalls ? new Recent<RecordedCall>(options.recordCalls) : undefined,
    close: () => {
      tellLines(undefined);
      admin.close();
      counting.close();
    },
  };
}
