// Memory that several processes share, by way of a file: the C library maps it, as Deno has no function for that.
import { statSync } from "node:fs";

/** The part of `Deno` that is used here: the types of all three runtimes do not go together. */
interface WithPointers {
  readonly Deno: {
    readonly permissions: { querySync(permission: { readonly name: string }): { readonly state: string } };
    readonly UnsafePointerView: { getArrayBuffer(pointer: object, size: number): ArrayBuffer };
    readonly UnsafePointer: { value(pointer: object | null): bigint };
    dlopen(library: string, symbols: object): { readonly symbols: Calls };
  };
}

interface Calls {
  open(path: Uint8Array, flags: number): number;
  close(descriptor: number): number;
  mmap(
    at: null,
    size: bigint,
    protection: number,
    flags: number,
    descriptor: number,
    offset: bigint,
  ): object | null;
}

/**
 * A part of a file as memory: what is written there is in the file at once.
 * @returns undefined where Deno may not call C, or on another system than Linux.
 * @throws when it cannot be mapped.
 */
export function mapFile(path: string, offset: number, size: number): ArrayBufferLike | undefined {
  return map(path, offset, size, { access: readWrite, flags: shared });
}

/**
 * A whole file as memory: what is written there is this process's own.
 * @returns undefined where Deno may not call C, or on another system than Linux.
 * @throws when it cannot be mapped.
 */
export function mapCopy(path: string): ArrayBufferLike | undefined {
  return map(path, 0, statSync(path).size, { access: readOnly, flags: ownCopy });
}

function map(
  path: string,
  offset: number,
  size: number,
  { access, flags }: { readonly access: number; readonly flags: number },
): ArrayBufferLike | undefined {
  if (process.platform !== "linux") return undefined;
  const { Deno } = globalThis as unknown as WithPointers;
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") return undefined;
  const { open, close, mmap } = Deno.dlopen("libc.so.6", {
    open: { parameters: ["buffer", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
    mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  }).symbols;
  const descriptor = open(new TextEncoder().encode(`${path}\0`), access);
  if (descriptor < 0) throw new Error(`cannot open ${path}`);
  try {
    const pointer = mmap(null, BigInt(size), readAndWrite, flags, descriptor, BigInt(offset));
    const isMapped = pointer !== null && BigInt.asIntN(64, Deno.UnsafePointer.value(pointer)) !== -1n;
    if (!isMapped) throw new Error(`cannot map ${path}`);
    return Deno.UnsafePointerView.getArrayBuffer(pointer, size);
  } finally {
    close(descriptor);
  }
}

// Linux's numbers: O_RDONLY, O_RDWR, PROT_READ | PROT_WRITE, MAP_SHARED, MAP_PRIVATE.
const readOnly = 0;
const readWrite = 2;
const readAndWrite = 3;
const shared = 1;
const ownCopy = 2;
