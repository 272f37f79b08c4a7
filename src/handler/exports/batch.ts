// Reads the `batch` of a handler's modules: the functions whose methods take lists of calls.

import type { BatchMethod } from "../../batching/batch.ts";
import { Batches } from "../../batching/batches.ts";
import type { BatchRule, KeyOf, WeightOf } from "../../batching/rule.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { didYouMean } from "../../words/nearest.ts";
import { show } from "../../words/show.ts";
import { type Handler, HandlerError, type Method } from "../handler.ts";
import { byFunction, type FunctionsModule } from "./by_function.ts";

/**
 * Has the methods that take lists of calls called with batches.
 * @throws {HandlerError} for a name that no function has, and for a rule that is none.
 */
export function withBatches(
  handler: Handler,
  modules: readonly FunctionsModule[],
  service: ResolvedService,
): Handler {
  const rules = byFunction(modules, service, { name: "batch", example }, readRule);
  if (rules.every((rule) => rule === undefined)) return handler;
  const batches = new Batches();
  const methods = handler.methods.map((method, index): Method => {
    const rule = rules[index];
    const func = service.functions[index]!;
    const place = `${func.service ?? service.name}.${func.name}`;
    if (rule === undefined) return batches.single(method, place);
    return batches.batched(method as BatchMethod, { index, place, isVoid: func.returns === undefined, rule });
  });
  return { ...handler, methods, batches, rules };
}

/** Reads one rule. @throws {HandlerError} */
function readRule(value: unknown, place: string): BatchRule {
  if (typeof value !== "object" || value === null)
    throw new HandlerError(`${place} is ${show(value)}: expected ${exampleRule}`);
  const given = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const meant = didYouMean(name, known) || `: there are ${known.join(", ")}`;
    throw new HandlerError(`${place}.${name} is no part of a rule${meant}`);
  }
  const { maxSize, maxDelay = 0, preferred = [], maxWeight, deadline = 0 } = given;
  if (!isWhole(maxSize, 1)) throw wrong(`${place}.maxSize`, maxSize, "a whole number of calls, 1 or more");
  if (!isAtLeast(maxDelay, 0)) throw wrong(`${place}.maxDelay`, maxDelay, "milliseconds, 0 or more");
  if (!isAtLeast(deadline, 0)) throw wrong(`${place}.deadline`, deadline, "milliseconds, or 0 for any time");
  if (!Array.isArray(preferred) || !preferred.every((size) => isWhole(size, 1) && size <= maxSize))
    throw wrong(`${place}.preferred`, preferred, `a list of sizes from 1 to ${maxSize}, which maxSize is`);
  const size = functionOf(given.size, `${place}.size`) as WeightOf | undefined;
  if (maxWeight !== undefined && !isAtLeast(maxWeight, 0))
    throw wrong(`${place}.maxWeight`, maxWeight, "a number");
  if ((maxWeight === undefined) !== (size === undefined))
    throw new HandlerError(
      `${place} has ${size === undefined ? "maxWeight without size" : "size without maxWeight"}: size tells what a call weighs, and maxWeight what a batch may`,
    );
  const key = functionOf(given.key, `${place}.key`) as KeyOf | undefined;
  const priority = functionOf(given.priority, `${place}.priority`) as WeightOf | undefined;
  const isPlain = key === undefined && size === undefined && priority === undefined;
  return {
    maxSize,
    maxDelay,
    preferred: [...preferred].sort((one: number, other: number) => one - other),
    maxWeight: maxWeight ?? Number.POSITIVE_INFINITY,
    deadline,
    room: isPlain ? maxSize : maxSize * kindsAtATime,
    size,
    key,
    priority,
  };
}

/** Batches that are gathered at a time where calls are of several kinds. */
const kindsAtATime = 4;

const exampleRule = "{ maxSize: 32, maxDelay: 2 }";
const example = `export const batch = { METHOD: ${exampleRule} }`;
const known = ["maxSize", "maxDelay", "preferred", "key", "size", "maxWeight", "priority", "deadline"];

function isAtLeast(value: unknown, least: number): value is number {
  return typeof value === "number" && value >= least && Number.isFinite(value);
}

function isWhole(value: unknown, least: number): value is number {
  return isAtLeast(value, least) && Number.isInteger(value);
}

function functionOf(value: unknown, place: string): unknown {
  if (value === undefined || typeof value === "function") return value;
  throw wrong(place, value, "a function of a call's arguments: (args) => …");
}

function wrong(place: string, value: unknown, expected: string): HandlerError {
  return new HandlerError(`${place} is ${show(value)}: expected ${expected}`);
}
