// The pauses before a call is sent to a group once more that nobody has taken.

/** Milliseconds, longer from one to the next, at random so that calls spread. @param attempts how often it was sent. */
export function pauseAfter(attempts: number): number {
  const pause = Math.min(longest, shortest * 2 ** Math.min(attempts - 1, 10));
  return pause * (0.5 + Math.random() / 2);
}

/** Milliseconds. */
const shortest = 4;
const longest = 250;
