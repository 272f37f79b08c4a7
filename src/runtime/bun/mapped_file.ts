// Memory that several processes share, by way of a file: Bun maps files itself.

/** A part of a file as memory: what is written there is in the file at once. @throws when it cannot be mapped. */
export function mapFile(path: string, offset: number, size: number): ArrayBufferLike {
  return Bun.mmap(path, { shared: true, offset, size } as Bun.MMapOptions).buffer;
}
