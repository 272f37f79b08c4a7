// The admin port of a server and what it counts: nothing of either is loaded unless it is asked for.
import type { Counting } from "../counting/counting.ts";
import { adminSettings } from "../options/admin_rows.ts";
import type { ServeOptions } from "../options/options.ts";
import type { Admin } from "./admin.ts";

/** What there is with an admin port. */
export interface Administration {
  readonly admin: Admin;
  readonly counting: Counting;
  close(): void;
}

/**
 * Opens the admin port, and begins to count.
 * @returns undefined: there is to be none.
 * @throws {ListenError} @throws {OptionsError} when its token cannot be read.
 */
export async function openAdministration(options: ServeOptions): Promise<Administration | undefined> {
  const settings = adminSettings(options);
  if (settings === undefined) return undefined;
  const { Admin } = await import("./admin.ts");
  const { Counting } = await import("../counting/counting.ts");
  const admin = await Admin.open(settings);
  const counting = new Counting();
  return {
    admin,
    counting,
    close: () => {
      admin.close();
      counting.close();
    },
  };
}
