// Keeps a fault of one view from taking the whole page away.
import type { ComponentChildren, JSX } from "preact";
import { useErrorBoundary } from "preact/hooks";

/** A view; where it cannot be shown, the reason, and a way to try again. */
export function Shown({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [error, again] = useErrorBoundary();
  if (error === undefined) return <>{children}</>;
  return (
    <div class="waiting" role="alert">
      <p>This cannot be shown: {error instanceof Error ? error.message : String(error)}</p>
      <button type="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
