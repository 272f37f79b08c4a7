// Serves calls of a known length.

export const service = new URL("./timed.thrift", import.meta.url);

export default {
  add: (a: number, b: number) => a + b,
  async nap(milliseconds: number) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return milliseconds;
  },
  /** Uses that much of the processor: a time on the clock would pass for calls side by side as well. */
  work(milliseconds: number) {
    const ends = used() + milliseconds * 1000;
    let value = 1;
    while (used() < ends)
      for (let turn = 0; turn < 20_000; turn++) value = (value * 1103515245 + 12345) % 2147483647;
    return milliseconds;
  },
};

/** Microseconds of this thread. */
function used(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
