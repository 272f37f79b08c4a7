// The call that is measured, and the servers beside a handler's own, as a command line tells them.

import type { Target } from "../../../bench/load/job.ts";
import type { MeasuredCall } from "../../../bench/load/requests.ts";
import type { Subject as Server } from "../../../bench/measurement.ts";
import { parseAddress } from "../../../client/address/address.ts";
import type { AddressOptions } from "../../../client/address/options.ts";
import { OptionsError, onCommandLine } from "../../../options/error.ts";
import type { Func } from "../../../schema/schema.ts";
import type { ResolvedService, ServedFunction } from "../../../schema/service.ts";
import { Mistake, UsageError } from "../../mistakes.ts";
import { argumentsOf } from "../call/arguments.ts";
import { type Called, calledFunction, functionOf } from "../called.ts";
import { connectingOf } from "../connecting.ts";
import { isIdl, readSubject, type Subject } from "../subject.ts";
import type { BenchOptions } from "./rows.ts";

/**
 * The call.
 * @param handler absent: `--address` names a server, which may tell its IDL.
 * @throws {Mistake} when there is no such function, or its arguments do not fit.
 */
export async function callOf(handler: string | undefined, options: BenchOptions): Promise<MeasuredCall> {
  const { service, func, prefix, rules } = await calledBy(handler, options);
  if (func.oneway) throw new Mistake(`${func.name} is oneway: it has no reply whose time could be measured`);
  if (options.args === undefined && func.arguments.length > 0) {
    const names = func.arguments.map(({ name }) => name).join(", ");
    throw new UsageError(`--args is not given: ${func.name} takes ${names}`);
  }
  const given = options.args === undefined ? [] : [options.args];
  const values = argumentsOf(service.schema, func, given);
  const own = options.multiplexed === true ? service.name : undefined;
  const index = service.functions.lastIndexOf(func);
  return {
    ...{ service, values, index, batch: rules?.[index]?.maxSize },
    prefix: options.prefix ?? own ?? prefix,
  };
}

async function calledBy(
  handler: string | undefined,
  options: BenchOptions,
): Promise<Called & Pick<Subject, "rules">> {
  const { method = "", address = "", idl, include } = options;
  if (handler === undefined) {
    return await calledFunction(method, { idl, include }, connectingOf(address, {}), address);
  }
  if (isIdl(handler))
    throw new Mistake(`${handler} is an IDL; expected a handler, or --address and --idl ${handler}`);
  const { served, rules } = await readSubject(handler, { idl, include });
  return { ...ofHandler(served!, method), rules };
}

function ofHandler(served: ResolvedService, method: string): Called {
  const dot = method.lastIndexOf(".");
  const [service, name] = [method.slice(0, Math.max(dot, 0)), method.slice(dot + 1)];
  const isMeant = (one: ServedFunction) =>
    one.name === name &&
    (service === "" || service === (one.service ?? served.name) || service === one.prefix);
  const found: ServedFunction | undefined = served.functions.findLast(isMeant);
  const func: Func = found ?? functionOf(served, service === "" ? name : method);
  return { service: served, func, prefix: found?.bare ? undefined : found?.prefix };
}

/** Servers that run already: that of `--address`, and those of `--compare`, `NAME=ADDRESS`. @throws {Mistake} */
export function othersOf({ address, compare = [] }: BenchOptions, dialect: Omit<Target, "where">): Server[] {
  const named = compare.map((one) => {
    const [, name, rest] = /^([^=:/]+)=(.+)$/.exec(one) ?? [];
    return { name: name ?? one, address: rest ?? one, option: "compare" };
  });
  const first = address === undefined ? [] : [{ name: address, address, option: "address" }];
  return [...first, ...named].map((one) => ({ name: one.name, target: { ...dialect, where: whereOf(one) } }));
}

function whereOf({ address, option }: { readonly address: string; readonly option: string }): AddressOptions {
  try {
    const parsed = parseAddress(address, option);
    if ("url" in parsed || parsed.scheme === "nats") {
      throw new OptionsError(option, `is ${address}; the benchmark calls over tcp, tls and Unix sockets`);
    }
    if (parsed.scheme === "unix") return { unix: parsed.path };
    return { host: parsed.host, port: parsed.port, tls: parsed.scheme === "tls" };
  } catch (error) {
    throw error instanceof OptionsError ? new Mistake(error.told(onCommandLine)) : error;
  }
}
