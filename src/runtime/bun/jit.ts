// Bun: when code is compiled to the machine's. The executable is built to be slow to do so while it starts
// (`--compile-jit-policy`, scripts/build.mjs): a forked worker runs most of its code once or twice, and spent 6% of its
// processor time on compiling it.

/** From now on code is compiled as eagerly as usual. */
export function compileAsUsual(): void {
  Bun.unsafe.setJITPolicy(1);
}
