// The seeds of hostile clients.

/** Another one each time, so that what is tried grows; and one that is always the same, on one runtime: all read with the same code. */
export function seedsOfThisRun(): number[] {
  const another = Math.floor(Math.random() * 0x100000000);
  return "bun" in process.versions ? [another, 1] : [another];
}
