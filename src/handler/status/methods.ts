// The methods of the service Status.
import packageJson from "../../../package.json" with { type: "json" };
import { type IdlFiles, idlText } from "../../schema/idl_text.ts";
import {
  lineage,
  localName,
  programName,
  type ResolvedService,
  servicesNamed,
} from "../../schema/service.ts";
import type { Method } from "../handler.ts";
import type { ServedStatus } from "../source.ts";
import type { StatusState } from "./state.ts";

/** The method of each function, by its name. @param own the service that Status tells of. */
export function statusMethods(
  own: ResolvedService,
  { since, options }: ServedStatus,
  state: StatusState,
): Readonly<Record<string, Method>> {
  const unready = () => (state.isEnding ? "this server is about to end" : state.unready);
  let printed: IdlFiles | undefined;
  // Not before it is asked for: a forked worker may live for one call.
  const idl = () => {
    printed ??= idlText(own.schema);
    return printed;
  };
  return {
    getName: () => own.name,
    getVersion: () => packageJson.version,
    getStatus: () => (state.isEnding ? "STOPPING" : state.unready === undefined ? "ALIVE" : "WARNING"),
    getStatusDetails: () => unready() ?? "",
    getCounters: async () =>
      new Map(Object.entries(await state.counters()).map(([name, count]) => [name, BigInt(count)])),
    getCounter: async (key: string) => {
      const counters = await state.counters();
      return BigInt(Object.hasOwn(counters, key) ? counters[key]! : 0);
    },
    setOption() {
      throw new Error("options are given at the start: they cannot be set while it runs");
    },
    getOption: (key: string) => (Object.hasOwn(options, key) ? options[key] : ""),
    getOptions: () => new Map(Object.entries(options)),
    getCpuProfile: () => "",
    aliveSince: () => BigInt(Math.floor(since)),
    reinitialize() {},
    shutdown() {},
    is_healthy: (request?: { readonly probe?: number }) =>
      request?.probe === liveness || unready() === undefined,
    getServices: () => servedBy(own, idl().fileOf),
    getIdl: () => ({ files: new Map(Object.entries(idl().files)) }),
  };
}

/** Of the enum IsHealthyProbe. */
const liveness = 2;

function servedBy(own: ResolvedService, fileOf: (program: string) => string) {
  const served = new Map<string, { name: string; file: string; prefix?: string; isDefault: boolean }>();
  for (const { service = own.name, prefix, bare = false } of own.functions) {
    const key = keyOf(own, service, prefix);
    const file = fileOf(programName(key));
    served.set(`${prefix}:${service}`, {
      ...{ name: localName(key), file, isDefault: bare || prefix === undefined },
      ...(prefix !== undefined && { prefix }),
    });
  }
  return [...served.values()];
}

/** The qualified name of a service: that of its name which has its functions. */
function keyOf({ schema, functions, name }: ResolvedService, service: string, prefix: string | undefined) {
  const called = functions.filter((func) => func.prefix === prefix && (func.service ?? name) === service);
  const has = (key: string) => {
    const all = new Set(
      lineage(schema, key)
        .flatMap((one) => schema.services[one]!.functions)
        .map((f) => f.name),
    );
    return called.every((func) => all.has(func.name)) && all.size <= called.length;
  };
  const keys = Object.keys(schema.services).filter((key) => localName(key) === service);
  return keys.find(has) ?? servicesNamed(schema, service)[0] ?? `${schema.program}.${service}`;
}
