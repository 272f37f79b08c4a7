// Waits until the machine does nothing else, and looks again when something was measured.
import { cpus } from "node:os";

/** Tries of one measurement, of which each but the last has to find the machine idle before and after. */
const tries = 5;
/** The part of the processors' time that has to be idle. */
const enough = 0.9;

/** A value that was measured, and whether other programs may have disturbed that. */
export interface Quietly<Value> {
  readonly value: Value;
  readonly isDisturbed: boolean;
}

/** Measures while the machine is idle otherwise. @param waits false: whatever the machine does. */
export async function quietly<Value>(measure: () => Promise<Value>, waits: boolean): Promise<Quietly<Value>> {
  for (let left = tries; ; left--) {
    while (waits && !(await isIdle())) await pause(5000);
    const value = await measure();
    await pause(1000); // what was measured ends
    const isDisturbed = !(await isIdle());
    if (!isDisturbed || !waits || left === 1) return { value, isDisturbed };
    console.error("other programs were busy: once more");
  }
}

async function isIdle(): Promise<boolean> {
  const before = times();
  await pause(2000);
  const after = times();
  return (after.idle - before.idle) / (after.all - before.all) >= enough;
}

function times(): { idle: number; all: number } {
  const sums = cpus().map(({ times }) => ({
    idle: times.idle,
    all: Object.values(times).reduce((sum, one) => sum + one, 0),
  }));
  return sums.reduce((sum, one) => ({ idle: sum.idle + one.idle, all: sum.all + one.all }));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
