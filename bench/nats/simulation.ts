// Simulates a group of many workers: random members, as NATS picks them, who give calls back when they are full. A table of
// docs/scaling.md.
//
//   node bench/nats/simulation.ts [WORKERS] [CALLS]      1,000 workers and 300,000 calls unless they are given
//
// A call takes 10 ms on the average, exponentially distributed; calls come at random. Time is in milliseconds.
const [workers = 1000, calls = 300_000] = process.argv.slice(2).map(Number);
const lasts = 10;
/** Between gateway and member, each way. */
const hop = 0.15;

interface Simulated {
  readonly times: Float64Array;
  readonly givenBack: number;
  readonly refused: number;
}

function simulated(load: number, queue: number): Simulated {
  const random = generator(42);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  /** When each worker will be done with all that it has, and the ends of these calls. */
  const ends: number[][] = Array.from({ length: workers }, () => []);
  const times = new Float64Array(calls);
  let givenBack = 0;
  let refused = 0;
  let answered = 0;
  const later = new Heap();
  let came = 0;
  let nextCame = exponential(lasts / (workers * load));
  while (came < calls || later.size > 0) {
    const isNew = came < calls && (later.size === 0 || nextCame < later.first);
    const attempt = isNew ? { began: nextCame, tries: 0, at: nextCame } : later.take();
    if (isNew) {
      came++;
      nextCame += exponential(lasts / (workers * load));
    }
    const now = attempt.at + hop;
    const mine = ends[Math.floor(random() * workers)]!;
    while (mine.length > 0 && mine[0]! <= now) mine.shift();
    if (mine.length > queue) {
      givenBack++;
      const pause = Math.min(250, 4 * 2 ** attempt.tries) * (0.5 + random() / 2);
      const at = now + hop + pause;
      if (at - attempt.began > 60_000) refused++;
      else later.add({ began: attempt.began, tries: attempt.tries + 1, at });
      continue;
    }
    const end = Math.max(now, mine.at(-1) ?? 0) + exponential(lasts);
    mine.push(end);
    times[answered++] = end + hop - attempt.began;
  }
  return { times: times.subarray(0, answered).sort(), givenBack, refused };
}

/** Mulberry32: the same table each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Attempt {
  readonly began: number;
  readonly tries: number;
  readonly at: number;
}

/** Attempts, the next one first. */
class Heap {
  readonly #all: Attempt[] = [];

  get size(): number {
    return this.#all.length;
  }

  get first(): number {
    return this.#all[0]!.at;
  }

  add(attempt: Attempt): void {
    const all = this.#all;
    let place = all.push(attempt) - 1;
    while (place > 0 && all[(place - 1) >> 1]!.at > attempt.at) {
      all[place] = all[(place - 1) >> 1]!;
      place = (place - 1) >> 1;
    }
    all[place] = attempt;
  }

  take(): Attempt {
    const all = this.#all;
    const first = all[0]!;
    const last = all.pop()!;
    if (all.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child + 1 < all.length && all[child + 1]!.at < all[child]!.at) child++;
      if (child >= all.length || all[child]!.at >= last.at) break;
      all[place] = all[child]!;
      place = child;
    }
    all[place] = last;
    return first;
  }
}

console.log(`${workers} workers, one call at a time each:\n`);
console.log("| load | kept waiting by a member | median | 99% | 99.9% | given back, of a call | refused |");
console.log("|--:|--:|--:|--:|--:|--:|--:|");
for (const load of [0.5, 0.7, 0.8, 0.9, 0.95]) {
  for (const queue of [0, 1, 4, Number.POSITIVE_INFINITY]) {
    const { times, givenBack, refused } = simulated(load, queue);
    const at = (share: number) => `${times[Math.floor(times.length * share)]!.toFixed(1)} ms`;
    const shown = [at(0.5), at(0.99), at(0.999), (givenBack / calls).toFixed(2), refused];
    console.log(
      `| ${load * 100}% | ${queue === Number.POSITIVE_INFINITY ? "all" : queue} | ${shown.join(" | ")} |`,
    );
  }
}
