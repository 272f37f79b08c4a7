// "did you mean", for names in values: kept apart from that of the IDL's reader, which a worker process never loads.

/**
 * The name that was probably meant: one that is the same but for case, `_` and `-`, or else the nearest, of which one
 * letter in three may differ: `min` is not near to `max`.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > longestName) return undefined;
  const plain = plainly(name);
  let found: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = plainly(candidate);
    if (other === plain) return candidate;
    const most = Math.floor(Math.min(plain.length, other.length) / 3);
    if (Math.abs(plain.length - other.length) > most) continue;
    const changes = distance(plain, other);
    if (changes > most || changes >= least) continue;
    least = changes;
    found = candidate;
  }
  return found;
}

/** `; did you mean Work?`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = nearest(name, candidates);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

const longestName = 64;

function plainly(name: string): string {
  return name.replace(/[_-]/g, "").toLowerCase();
}

/** How many letters have to be changed, put in or left out, and neighbours exchanged, to make one of the other. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      let least = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + (same ? 0 : 1));
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, before[column - 2]! + 1);
      current.push(least);
    }
    before = above;
    above = current;
  }
  return above[other.length]!;
}
