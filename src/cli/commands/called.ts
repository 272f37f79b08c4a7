// The function that a command line names, of an IDL or of what a server tells.
import type { ConnectOptions } from "../../client/options.ts";
import type { Func, Schema } from "../../schema/schema.ts";
import { type ResolvedService, resolveService, ServiceNotFoundError } from "../../schema/service.ts";
import { nearestOrBegun } from "../../words/nearest.ts";
import { Mistake } from "../mistakes.ts";
import type { Reflected } from "./reflection.ts";
import { isIdl, readSubject, type SubjectOptions } from "./subject.ts";

/** A function of a service. */
export interface Called {
  readonly service: ResolvedService;
  readonly func: Func;
  /** What is put before its name, where the server has said so. */
  readonly prefix?: string;
}

/**
 * Finds it.
 * @param name `Service.function`, or `function`.
 * @throws {Mistake} when the IDL, or what the server says of it, has no such function.
 */
export async function calledFunction(
  name: string,
  { idl, include }: SubjectOptions,
  connecting: ConnectOptions,
  address: string,
): Promise<Called> {
  const dot = name.lastIndexOf(".");
  const [ofService, wanted] = [dot < 0 ? undefined : name.slice(0, dot), name.slice(dot + 1)];
  if (idl === undefined) {
    const { reflect } = await import("./reflection.ts");
    const { service, prefix } = chosen(await reflect(connecting, address), ofService, wanted);
    return { service, func: functionOf(service, wanted), prefix };
  }
  if (!isIdl(idl)) throw new Mistake(`--idl is ${idl}; expected a .thrift file`);
  const { schema, name: named } = await readSubject(idl, { include });
  const service = serviceOf(schema, ofService ?? named);
  return { service, func: functionOf(service, wanted) };
}

/** The service that is meant, of those that a server has: the one that was named, or that has the function. */
function chosen(services: readonly Reflected[], name: string | undefined, wanted: string) {
  const known = services.map((one) => one.prefix ?? one.name).join(", ");
  const candidates = services
    .filter((one) => name === undefined || one.prefix === name || one.name === name)
    .map(({ schema, ...one }) => ({ ...one, service: resolveService(schema, one.name) }));
  const having = candidates.filter(({ service }) => service.functions.some((func) => func.name === wanted));
  const one = having.find(({ isDefault }) => isDefault) ?? having[0] ?? candidates[0];
  if (one === undefined) throw new Mistake(`the server has no service ${name}; it has ${known || "none"}`);
  if (having.length > 1 && !one.isDefault) {
    throw new Mistake(`${wanted} is a function of several services: name one, as in ${one.prefix}.${wanted}`);
  }
  return { service: one.service, prefix: one.isDefault ? undefined : one.prefix };
}

/** @throws {Mistake} when the service has no such function. */
export function functionOf(service: ResolvedService, wanted: string): Func {
  const func = service.functions.findLast((one) => one.name === wanted);
  if (func !== undefined) return func;
  const names = service.functions.map((one) => one.name);
  const near = nearestOrBegun(wanted, names);
  const hint = near === undefined ? `it has ${names.join(", ") || "none"}` : `did you mean ${near}?`;
  throw new Mistake(`${service.name} has no function ${wanted}; ${hint}`);
}

function serviceOf(schema: Schema, name: string | undefined): ResolvedService {
  try {
    return resolveService(schema, name);
  } catch (error) {
    throw error instanceof ServiceNotFoundError ? new Mistake(error.message) : error;
  }
}
