// Lines of the log, at the start, that say in words which calls wait for each other.
import { log } from "../../log/log.ts";
import { prefixEnd } from "../../schema/service.ts";
import type { PlainRule } from "../calls/batch_rules.ts";
import type { Settings } from "../options/settings.ts";
import type { Plan } from "../plan.ts";
import type { Readiness } from "../workers/crew.ts";

/** Says how calls are gathered, and which limits keep batches from getting as large as they may. */
export function logBatches(plan: Plan, { service, rules }: Readiness, settings: Settings): void {
  for (const [index, rule] of (rules ?? []).entries()) {
    if (rule === null) continue;
    const { prefix, name } = service.functions[index]!;
    const method = prefix === undefined ? name : prefix + prefixEnd + name;
    log.info("{method}: {rule}", { method, rule: ruleInWords(plan, rule, settings) });
    const most = (settings.limits.maxConnections || Number.POSITIVE_INFINITY) * settings.pipeline;
    if (isAlone(plan) || most >= rule.maxSize) continue;
    log.warn(
      "{method}: --max-connections and --pipeline allow {most} calls at a time, and maxSize is {size}",
      {
        method,
        most,
        size: rule.maxSize,
      },
    );
  }
}

/** A rule in words, of one line. */
export function ruleInWords(
  plan: Plan,
  { maxSize, maxDelay }: PlainRule,
  { model, concurrency, pipeline }: Pick<Settings, "model" | "concurrency" | "pipeline">,
): string {
  const calls = maxSize === 1 ? "1 call" : `${maxSize} calls`;
  if (isAlone(plan)) {
    const most = Math.min(maxSize, pipeline);
    const size = most === 1 ? "1 at a time" : `at most ${most} at a time`;
    return `under ${model} a batch has the calls of one connection: ${size}`;
  }
  const among = {
    here: "of all connections",
    shared: "of all connections",
    relay: "of a worker's connections",
    hand: "of a worker's connections",
  }[plan.connections];
  const wait =
    maxDelay === 0
      ? "none waits for others: a batch has those that are there when it can be run"
      : `none waits for others for longer than ${maxDelay} ms, and none where no more can be expected`;
  const atATime = concurrency === 1 ? "one batch" : `${concurrency} batches`;
  const where = plan.runs === "inline" ? "" : " in each worker";
  return `batches of up to ${calls} ${among}; ${wait}; ${atATime} at a time${where}`;
}

/** Whether a worker, or the event loop, has one connection at a time. */
function isAlone({ grows, oneAtATime }: Plan): boolean {
  return grows || oneAtATime;
}
