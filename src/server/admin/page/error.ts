// The error for a call of the page that cannot be made as it stands.

/** Thrown for such a call. */
export class PageCallError extends Error {
  /** Tells it from other errors. */
  override readonly name = "PageCallError";
}
