// Bun: whose a descriptor is that a thread was handed. It is one number in one process: only one of the two may take it.

/** A connection's descriptor, on its way to a thread or process. */
export interface HandedDescriptor {
  readonly descriptor: number;
  /** Memory that is shared with the thread it was sent to; a process gets a descriptor of its own. */
  readonly claim: Int32Array | undefined;
}

/** Memory for a descriptor that was not taken yet. */
export function newClaim(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** Takes the descriptor, if it was not taken yet. False when the other side was faster. */
export function takeClaim(claim: Int32Array): boolean {
  return Atomics.compareExchange(claim, 0, 0, 1) === 0;
}
