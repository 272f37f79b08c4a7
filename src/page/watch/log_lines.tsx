// Shows the last lines of the server's log, the newest first.
import type { JSX } from "preact";
import type { ToldLine } from "../../log/told_lines.ts";
import type { Numbered } from "../../server/counting/recent.ts";

/** @param lines the oldest first. */
export function LogLines({ lines }: { readonly lines: readonly Numbered<ToldLine>[] }): JSX.Element {
  return (
    <section>
      <h2>Log</h2>
      {lines.length === 0 && <p class="empty">Nothing has been logged.</p>}
      <ol class="log">
        {lines.toReversed().map(({ number, time, level, message, worker }) => (
          <li key={number} class={level}>
            <time dateTime={new Date(time).toISOString()}>{new Date(time).toLocaleTimeString()}</time>
            <span class="level">{level}</span>
            <span class="from">{worker === undefined ? "server" : `worker ${worker}`}</span>
            <span class="message">{message}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
