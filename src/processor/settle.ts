// Waiting for what a handler's method has returned, whatever calls itself a promise.

const { then } = Promise.prototype;

/**
 * Whether a value is to be waited for.
 * @throws what looking at it throws: it may be a Proxy.
 */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  const mayHaveThen = typeof value === "object" ? value !== null : typeof value === "function";
  return mayHaveThen && typeof (value as { then?: unknown }).then === "function";
}

/**
 * Calls back once, and never at once, with what a promise comes to, however a `then` of its own behaves: one that throws,
 * calls back twice, or gives another promise of the kind.
 */
export function whenSettled(
  promise: PromiseLike<unknown>,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
): void {
  try {
    // A real promise calls back once whatever properties it was given.
    Reflect.apply(then, promise, [fulfilled, rejected]);
  } catch {
    // Anything else becomes a real one, by the rules of the language.
    void new Promise((resolve) => resolve(promise)).then(fulfilled, rejected);
  }
}
