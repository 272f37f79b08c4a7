// "Did you mean": the known name that an unknown word was probably meant as. It imports nothing: worker processes load it.

/**
 * The name that was probably meant: one that is the same but for capitals, `_`, `-` and spaces, or else the nearest, of
 * which one letter in three may differ: `min` is not near to `max`.
 */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  const plain = plainly(word);
  let found: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const other = plainly(name);
    if (other === plain) return name;
    const most = Math.floor(Math.max(plain.length, other.length) / 3);
    if (Math.abs(plain.length - other.length) > most) continue;
    const changes = distance(plain, other);
    if (changes > most || changes >= least) continue;
    least = changes;
    found = name;
  }
  return found;
}

/** The same, where words are cut short too: the only name that begins with three letters of one goes before others. */
export function nearestOrBegun(word: string, names: readonly string[]): string | undefined {
  const plain = plainly(word.slice(0, longestWord));
  const begun = plain.length < 3 ? [] : names.filter((name) => plainly(name).startsWith(plain));
  return begun.length === 1 ? begun[0] : nearest(word, names);
}

/** `; did you mean Work?`, or nothing. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const near = nearest(word, names);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/** A name without capitals, dashes and spaces: `maxframesize`. */
export function plainly(name: string): string {
  return name.replace(/[-_\s]/g, "").toLowerCase();
}

const longestWord = 80;

/** The number of letters to change, put in or leave out, and of neighbours to exchange, that makes one of the other. */
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
