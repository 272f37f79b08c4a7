// Finds what people may mean by a few letters of its name, as editors find files.
import type { Entry } from "./catalog.ts";

/** An entry that was found, with the places of the letters in its title. */
export interface Found {
  readonly entry: Entry;
  readonly letters: readonly number[];
}

/** The entries that a query fits, the best first. @param most of them. */
export function search(entries: readonly Entry[], query: string, most = 50): readonly Found[] {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  if (wanted === "") return entries.slice(0, most).map((entry) => ({ entry, letters: [] }));
  const found = entries.flatMap((entry) => {
    const fit = fitOf(entry.title, wanted);
    return fit === undefined ? [] : [{ entry, ...fit }];
  });
  found.sort((one, other) => other.score - one.score || one.entry.title.length - other.entry.title.length);
  return found.slice(0, most).map(({ entry, letters }) => ({ entry, letters }));
}

interface Fit {
  readonly letters: readonly number[];
  readonly score: number;
}

/**
 * Letters in their order, not necessarily side by side. The beginnings of words, and runs of letters, are better. Looked
 * for from the best beginnings on: the first letter may stand in several places.
 */
function fitOf(title: string, wanted: string): Fit | undefined {
  const lower = title.toLowerCase();
  let best: Fit | undefined;
  for (let start = lower.indexOf(wanted[0]!); start >= 0; start = lower.indexOf(wanted[0]!, start + 1)) {
    const fit = fitFrom(title, lower, wanted, start);
    if (fit === undefined) break; // further on there are even fewer letters
    if (best === undefined || fit.score > best.score) best = fit;
  }
  return best;
}

function fitFrom(title: string, lower: string, wanted: string, start: number): Fit | undefined {
  const letters: number[] = [];
  let score = 0;
  let at = start;
  for (const letter of wanted) {
    const next = lower.indexOf(letter, at);
    if (next < 0) return undefined;
    const isRun = letters.length > 0 && next === letters.at(-1)! + 1;
    score += isRun ? 3 : isBeginning(title, next) ? 4 : -Math.min(3, next - at);
    letters.push(next);
    at = next + 1;
  }
  return { letters, score };
}

function isBeginning(title: string, at: number): boolean {
  return at === 0 || /[^A-Za-z0-9]/.test(title[at - 1]!) || /[a-z][A-Z]/.test(title.slice(at - 1, at + 1));
}
