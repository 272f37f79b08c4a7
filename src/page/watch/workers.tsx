// Shows the workers of a server as tiles, and what can be done to them.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Live } from "../../server/admin/page/live.ts";
import type { WorkerStatus } from "../../server/counting/status.ts";
import { ask } from "../server.ts";
import { bytes, seconds } from "./words.ts";

/** @param mayChange whether the page may reload and resize. */
export function Workers(props: {
  readonly status: Live["status"];
  readonly mayChange: boolean;
}): JSX.Element {
  const { status, mayChange } = props;
  const { workers } = status;
  return (
    <section>
      <div class="workers-bar">
        <h2>{workers.length === 0 ? "Calls run in the server itself" : `Workers: ${workers.length}`}</h2>
        {mayChange && <Changes count={workers.length} />}
      </div>
      <ul class="workers">
        {workers.map((one) => (
          <Worker key={one.id} worker={one} />
        ))}
      </ul>
    </section>
  );
}

function Worker({ worker }: { readonly worker: WorkerStatus }): JSX.Element {
  const { id, runs, number, state, connections, memory, lag } = worker;
  return (
    <li class={`worker ${state}`}>
      <strong>{id}</strong>
      <span>{state}</span>
      <span>
        {runs} {number}
      </span>
      <span>{connections} connections</span>
      <span>{bytes(memory)}</span>
      {lag !== undefined && <span>late by {seconds(lag)}</span>}
    </li>
  );
}

function Changes({ count }: { readonly count: number }): JSX.Element {
  const [told, setTold] = useState("");
  const [isBusy, setBusy] = useState(false);
  const change = async (path: string, done: string) => {
    setBusy(true);
    setTold("");
    try {
      await ask(path, { method: "POST" });
      setTold(done);
    } catch (error) {
      setTold((error as Error).message);
    }
    setBusy(false);
  };
  const resize = (workers: number) => void change(`resize?workers=${workers}`, `${workers} workers`);
  return (
    <p class="actions">
      <span role="status">{told}</span>
      {count > 0 && (
        <>
          <button
            type="button"
            disabled={isBusy || count < 2}
            aria-label="One worker less"
            onClick={() => resize(count - 1)}
          >
            −
          </button>
          <button
            type="button"
            disabled={isBusy}
            aria-label="One worker more"
            onClick={() => resize(count + 1)}
          >
            +
          </button>
        </>
      )}
      <button type="button" disabled={isBusy} onClick={() => void change("reload", "reloaded")}>
        Reload
      </button>
    </p>
  );
}
