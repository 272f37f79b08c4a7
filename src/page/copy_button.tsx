// Copies a text.
import type { JSX } from "preact";

/** A button that does, where the browser lets it. */
export function CopyButton({ text }: { readonly text: string }): JSX.Element {
  return (
    <button
      type="button"
      class="small"
      onClick={() => void navigator.clipboard?.writeText(text).catch(() => {})}
    >
      Copy
    </button>
  );
}
