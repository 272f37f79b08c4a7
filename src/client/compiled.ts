// The readers and writers of a service's messages, compiled once for all connections to it.
import type { ServiceCodec } from "../codec/codec.ts";
import { compileCodec } from "../codec/compile.ts";
import { sharedCodec } from "../codec/shared.ts";
import { type ExceptionClasses, exceptionClasses } from "../processor/exceptions.ts";
import type { ProtocolName } from "../protocol/names.ts";
import { prefixEnd, type ResolvedService } from "../schema/service.ts";

/** The parts that all connections to a service share; they have no state of one. */
export interface Compiled {
  readonly codec: ServiceCodec;
  /** By the names of functions, their indexes in the codec's. */
  readonly indexes: ReadonlyMap<string, number>;
  readonly exceptions: ExceptionClasses;
}

const known = new WeakMap<ResolvedService, Map<string, Compiled>>();

/**
 * Compiles a service for a protocol, or gives what it was compiled to before.
 *
 * @param prefix the name that a server of multiplexed services lists the service under.
 */
export function compiledService(
  service: ResolvedService,
  protocol: ProtocolName,
  prefix: string | undefined,
): Compiled {
  const all = known.get(service) ?? new Map<string, Compiled>();
  known.set(service, all);
  const key = prefix === undefined ? protocol : `${protocol} ${prefix}`;
  const compiled = all.get(key) ?? compile(service, protocol, prefix);
  // A program that makes up prefixes gets them compiled each time.
  if (all.size < knownAtMost) all.set(key, compiled);
  return compiled;
}

const knownAtMost = 64;

function compile(service: ResolvedService, protocol: ProtocolName, prefix: string | undefined): Compiled {
  return {
    codec:
      prefix === undefined
        ? sharedCodec(service, protocol)
        : compileCodec(service, protocol, { prefix: prefix + prefixEnd }),
    indexes: new Map(service.functions.map((func, index) => [func.name, index])),
    exceptions: classesOf(service),
  };
}

const classes = new WeakMap<ResolvedService, ExceptionClasses>();

/** One class for an exception, whatever protocol it comes by: programs ask for it with `instanceof`. */
function classesOf(service: ResolvedService): ExceptionClasses {
  const made = classes.get(service) ?? exceptionClasses(service.schema);
  classes.set(service, made);
  return made;
}
