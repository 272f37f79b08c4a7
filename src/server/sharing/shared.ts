// The inside of a worker: makes what its handler shares, or gets what another worker has made.
import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HandlerError, type Shared } from "../../handler/handler.ts";
import { loadRuntime, runtime } from "../../runtime/current.ts";
import { show } from "../../words/show.ts";
import type { SharedData, SharedMessage, SharedPart, ShareMessage, ViewName } from "./messages.ts";
import { viewNames } from "./messages.ts";

/** What a handler gives. */
type Given = ArrayBufferView | ArrayBufferLike | URL;

/**
 * The shared memory of this worker.
 * @param share the handler's function, which is called in one worker alone.
 * @param answer to the question that is sent.
 * @throws {InitError} what `share` throws. @throws {HandlerError} when it gives what cannot be shared.
 */
export async function sharedIn(
  runs: "thread" | "process",
  share: () => unknown,
  answer: Promise<SharedMessage>,
  send: (message: ShareMessage) => void,
): Promise<Shared> {
  send({ kind: "share" });
  const { data, path } = await answer;
  if (data !== undefined) return await opened(data);
  const given = partsOf(await share());
  const made = runs === "thread" ? given.map(inSharedMemory) : inFile(given, path!);
  send({ kind: "share", data: made });
  return await opened(made);
}

/** The same where there is no other worker. */
export function sharedAlone(value: unknown): Shared {
  return joined(
    partsOf(value).map(([name, part]) => [name, part instanceof URL ? readBytes(part) : viewOf(part)]),
  );
}

type Parts<Part> = readonly (readonly [name: string | undefined, part: Part])[];

function partsOf(value: unknown): Parts<Given> {
  if (isGiven(value)) return [[undefined, value]];
  const isPlain = typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = isPlain ? Object.entries(value) : [];
  const wrong = entries.find(([, one]) => !isGiven(one));
  if (entries.length > 0 && wrong === undefined) return entries as [string, Given][];
  const what = wrong === undefined ? show(value) : `${show(wrong[1])} as ${wrong[0]}`;
  throw new HandlerError(
    `share gave ${what}; expected a SharedArrayBuffer, an ArrayBuffer, a typed array, the URL of a file, or an object of such`,
  );
}

function isGiven(value: unknown): value is Given {
  if (value instanceof URL) return value.protocol === "file:";
  return isBuffer(value) || (ArrayBuffer.isView(value) && nameOf(value) !== undefined);
}

function isBuffer(value: unknown): value is ArrayBufferLike {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

function joined(parts: Parts<ArrayBufferView>): Shared {
  const [first] = parts;
  if (first !== undefined && first[0] === undefined) return first[1];
  return Object.fromEntries(parts) as Record<string, ArrayBufferView>;
}

function viewOf(part: ArrayBufferView | ArrayBufferLike): ArrayBufferView {
  return isBuffer(part) ? new Uint8Array(part) : part;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function readBytes(url: URL): Uint8Array {
  return new Uint8Array(read(fileURLToPath(url.href)));
}

function inSharedMemory([name, part]: readonly [string | undefined, Given]): SharedPart {
  const given = part instanceof URL ? readBytes(part) : viewOf(part);
  const { buffer, byteOffset: offset, byteLength: length } = given;
  const view = nameOf(given)!;
  if (buffer instanceof SharedArrayBuffer) return { name, view, from: buffer, offset, length };
  const from = new SharedArrayBuffer(length);
  new Uint8Array(from).set(bytesOf(given));
  return { name, view, from, offset: 0, length };
}

/** A file that was named is mapped itself; what is in memory is written, each part to where any view may begin. */
function inFile(parts: Parts<Given>, path: string): SharedData {
  const file = openSync(path, "r+");
  let end = 0;
  try {
    ftruncateSync(file, 0); // another may have begun it
    return parts.map(([name, part]) => {
      if (part instanceof URL) {
        const own = fileURLToPath(part.href);
        return { name, view: "Uint8Array", from: own, offset: 0, length: statSync(own).size };
      }
      const view = viewOf(part);
      const offset = end;
      writeWhole(file, bytesOf(view), offset);
      end = Math.ceil((offset + view.byteLength) / alignment) * alignment;
      return { name, view: nameOf(view)!, from: path, offset, length: view.byteLength };
    });
  } finally {
    closeSync(file);
  }
}

const alignment = 64;

/** The system takes at most 2 GiB at a time. */
function writeWhole(file: number, bytes: Uint8Array, offset: number): void {
  const size = 2 ** 26;
  for (let from = 0; from < bytes.length; ) {
    // Memory that is shared may not be given to the system everywhere.
    const piece = bytes.slice(from, from + size);
    from += writeSync(file, piece, 0, piece.length, offset + from);
  }
}

async function opened(data: SharedData): Promise<Shared> {
  await loadRuntime();
  const files = new Map<string, ArrayBufferLike>();
  const memoryOf = (from: SharedArrayBuffer | string) => {
    const memory = typeof from === "string" ? (files.get(from) ?? mappedOrRead(from)) : from;
    if (typeof from === "string") files.set(from, memory);
    return memory;
  };
  return joined(
    data.map(({ name, view, from, offset, length }) => [
      name,
      length === 0 ? over(view, new ArrayBuffer(0), 0, 0) : over(view, memoryOf(from), offset, length),
    ]),
  );
}

function mappedOrRead(path: string): ArrayBufferLike {
  return runtime.mapCopy(path) ?? read(path);
}

/** Not copied once more, where what is read lies in memory of its own: there may be gigabytes. */
function read(path: string): ArrayBufferLike {
  const bytes = readFileSync(path);
  return bytes.length === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer;
}

/** Not every engine has all views. */
function classOf(name: ViewName): ViewClass | undefined {
  return (globalThis as unknown as Readonly<Record<ViewName, ViewClass | undefined>>)[name];
}

interface ViewClass {
  readonly BYTES_PER_ELEMENT?: number;
  new (memory: ArrayBufferLike, offset: number, length: number): ArrayBufferView;
}

function nameOf(view: ArrayBufferView): ViewName | undefined {
  return viewNames.find((name) => {
    const View = classOf(name);
    return View !== undefined && view instanceof View;
  });
}

function over(name: ViewName, memory: ArrayBufferLike, offset: number, length: number): ArrayBufferView {
  const View = classOf(name)!;
  return new View(memory, offset, length / (View.BYTES_PER_ELEMENT ?? 1));
}
