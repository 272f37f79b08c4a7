// Shows the last calls that were slow or failed, the newest first.
import type { JSX } from "preact";
import type { RecordedCall } from "../../processor/watched/recorded_call.ts";
import type { Numbered } from "../../server/counting/recent.ts";
import { fragmentOf } from "../route.ts";
import { seconds } from "./words.ts";

/** @param calls the oldest first. */
export function RecordedCalls({ calls }: { readonly calls: readonly Numbered<RecordedCall>[] }): JSX.Element {
  return (
    <section>
      <h2>Slow and failed calls</h2>
      {calls.length === 0 && <p class="empty">There were none.</p>}
      <ol class="log calls">
        {calls.toReversed().map((call) => (
          <li key={call.number} class={call.failure === undefined ? "warning" : "error"}>
            <time dateTime={new Date(call.time).toISOString()}>
              {new Date(call.time).toLocaleTimeString()}
            </time>
            <span class="level">{call.failure ?? "slow"}</span>
            <span>{seconds(call.milliseconds / 1000)}</span>
            <span class="message">
              <a href={fragmentOf({ view: "method", name: call.method, call: call.arguments })}>
                {call.method}
              </a>{" "}
              {call.arguments ?? `${call.size} bytes`}{" "}
              <span class="from">
                {call.peer}
                {call.worker !== undefined && `, worker ${call.worker}`}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
