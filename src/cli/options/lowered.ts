// Asks what the system's limit of open files will lower, for `--show-config`.
import { loadRuntime, runtime } from "../../runtime/current.ts";
import { descriptorBudget, type LoweredOptions } from "../../server/connections/descriptor_budget.ts";
import { settingsOf } from "../../server/options/settings.ts";
import { planOf } from "../../server/plan.ts";
import { ofServer, type ServeCommand } from "./rows.ts";

/** The limit, and the options that it lowers. */
export interface Lowered {
  readonly limit?: number;
  readonly options: LoweredOptions;
}

/**
 * Plans as a server does when it starts.
 * @throws {OptionsError} when the options do not go together.
 * @throws {DescriptorsError} when such a server could not run.
 */
export async function loweredOptions(given: ServeCommand): Promise<Lowered> {
  const asked = settingsOf(ofServer(given));
  await loadRuntime();
  const { limit, lowered } = descriptorBudget(asked, planOf(asked, runtime));
  return { limit, options: lowered };
}
