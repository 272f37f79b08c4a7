// Keeps the last requests of each method in the browser.

/** A request that was made. */
export interface Past {
  /** Arguments as JSON. */
  readonly text: string;
  readonly headers: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly outcome: "result" | "exception" | "error";
}

const kept = 20;
/** Characters: longer requests are not kept. */
const longest = 20_000;

/** The last ones of a method, the newest first. */
export function pastOf(service: string, method: string): readonly Past[] {
  try {
    return JSON.parse(localStorage.getItem(keyOf(service, method)) ?? "[]") as Past[];
  } catch {
    return []; // it is not ours, or the browser keeps nothing
  }
}

/** Keeps one; the same arguments are there once. @returns the last ones. */
export function keep(service: string, method: string, past: Past): readonly Past[] {
  if (past.text.length > longest) return pastOf(service, method);
  const others = pastOf(service, method).filter(
    ({ text, headers }) => text !== past.text || headers !== past.headers,
  );
  const all = [past, ...others].slice(0, kept);
  try {
    localStorage.setItem(keyOf(service, method), JSON.stringify(all));
  } catch {
    // full, or forbidden: it is a convenience
  }
  return all;
}

/** Forgets those of a method. */
export function forget(service: string, method: string): void {
  localStorage.removeItem(keyOf(service, method));
}

function keyOf(service: string, method: string): string {
  return `thriftserve ${service} ${method}`;
}
