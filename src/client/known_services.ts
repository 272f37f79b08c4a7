// Services that were read from their files: another connection to one need not read them again.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { IdlLoader, loadIdl } from "../idl/load.ts";
import { type ResolvedService, resolveOnlyService, resolveService } from "../schema/service.ts";

/** A service, and the state that its files were in before they were read. */
interface KnownService {
  readonly service: ResolvedService;
  /** By the absolute path of every place where a file was looked for, whether there was one or not. */
  readonly stamps: ReadonlyMap<string, string>;
}

/** Of more, those that were not asked for the longest are forgotten: a program may make up its files. */
const knownAtMost = 64;

/** By the file's absolute path and the service's name, or by the text. What was asked for last stands last. */
const known = new Map<string, KnownService>();

/**
 * Reads a service, or gives the one that it was read to before, if no file has changed since.
 *
 * @param path of the .thrift file, relative to the working directory.
 * @param name of the service; left out, the only one of the file.
 * @throws {IdlError} when the IDL has errors, {ServiceNotFoundError} when it has no such service.
 */
export function knownService(path: string, name: string | undefined): ResolvedService {
  const key = JSON.stringify([resolve(path), name]);
  return knownBy(key, (onFile) => resolveService(loadIdl(path, { onFile }), name));
}

/**
 * Reads the service of an IDL that is given as text, or gives the one that it was read to before. What it includes is looked
 * for in the working directory.
 *
 * @throws {IdlError} when the IDL has errors, {ServiceNotFoundError} when it has no service, or several.
 */
export function knownTextService(text: string): ResolvedService {
  const place = "the IDL";
  return knownBy(JSON.stringify([process.cwd(), text]), (onFile) =>
    resolveOnlyService(new IdlLoader({ onFile }).loadText({ text, file: "service", shown: place }), place),
  );
}

type ReadIdl = (onFile: (path: string) => void) => ResolvedService;

function knownBy(key: string, readIdl: ReadIdl): ResolvedService {
  const last = known.get(key);
  known.delete(key);
  const current = last !== undefined && isUnchanged(last) ? last : read(readIdl);
  known.set(key, current);
  const [oldest] = known.keys();
  if (known.size > knownAtMost) known.delete(oldest!);
  return current.service;
}

function read(readIdl: ReadIdl): KnownService {
  const stamps = new Map<string, string>();
  const onFile = (file: string) => {
    stamps.set(resolve(file), stampOf(file));
  };
  return { service: readIdl(onFile), stamps };
}

function isUnchanged({ stamps }: KnownService): boolean {
  for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) return false;
  return true;
}

/**
 * Milliseconds in which a file may be written to twice at the same time, as the system tells it. That of one written so
 * recently says nothing.
 */
const clockTick = 50;
let recent = 0;

/** Tells a file from one that was written to, replaced, or stands behind a link that leads elsewhere now. */
function stampOf(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, mtimeMs, ctimeNs } = statSync(path, { bigint: true });
    if (Math.abs(Date.now() - Number(mtimeMs)) < clockTick) return `written just now ${recent++}`;
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
