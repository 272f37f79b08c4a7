// Names a service by its file: `FILE`, or `FILE#Service`.

/** The place where a service is defined. */
export interface ServiceReference {
  readonly path: string;
  /** Absent: it is to be found out. */
  readonly name?: string;
}

/** Takes `FILE#Service` apart. */
export function splitReference(reference: string): ServiceReference {
  const hash = reference.lastIndexOf("#");
  if (hash < 0) return { path: reference };
  return { path: reference.slice(0, hash), name: reference.slice(hash + 1) || undefined };
}
