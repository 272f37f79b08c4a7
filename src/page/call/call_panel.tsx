// The form that calls a method: its arguments as fields and as JSON, of which each follows the other, and what came of it.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ResolvedService } from "../../schema/service.ts";
import { parseJson } from "../../value_json/parse.ts";
import type { Method } from "../browse/catalog.ts";
import { fragmentOf } from "../route.ts";
import { exampleFields } from "./example.ts";
import { FieldsForm } from "./fields/struct_field.tsx";
import { ValueField } from "./fields/value_field.tsx";
import { forget, keep, type Past, pastOf } from "./history.ts";
import { JsonBox } from "./json_box.tsx";
import { writeJson } from "./json_text.ts";
import { type Made, makeCall } from "./make_call.ts";
import { OutcomeView } from "./outcome_view.tsx";
import { firstProblem } from "./problems.ts";

type Arguments = Readonly<Record<string, unknown>>;

/** @param begin what the form begins with, as JSON; absent: the last request, or an example. */
export function CallPanel(props: {
  readonly service: ResolvedService;
  readonly method: Method;
  readonly begin: string | undefined;
}): JSX.Element {
  const { service, method, begin } = props;
  const { schema } = service;
  const { func, name } = method;
  const [past, setPast] = useState(() => pastOf(service.name, name));
  const [given, setGiven] = useState<Arguments>(
    () => begun(begin, past[0]) ?? func.examples?.[0] ?? exampleFields(schema, func.arguments, "least"),
  );
  const [headers, setHeaders] = useState(begin === undefined ? (past[0]?.headers ?? "") : "");
  const [timeout, setTimeout] = useState("");
  const [made, setMade] = useState<Made>();
  const running = useRef<AbortController>(undefined);
  const [isRunning, setRunning] = useState(false);
  const problem = useMemo(() => firstProblem(schema, func, given), [schema, func, given]);
  useEffect(() => () => running.current?.abort(), []);
  const again = ({ text, headers }: Past) => {
    setGiven(parseJson(text) as Arguments);
    setHeaders(headers);
  };
  const run = async () => {
    if (problem !== undefined || isRunning) return;
    const control = new AbortController();
    running.current = control;
    setRunning(true);
    const outcome = await makeCall({ name, given, headers, timeout }, control.signal);
    setRunning(false);
    setMade(outcome);
    if (outcome.kind === "none") return;
    const text = writeJson(given, 0);
    setPast(keep(service.name, name, { text, headers, time: Date.now(), outcome: outcome.kind }));
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void run();
  };
  return (
    <section class="call" aria-label={`Call ${func.name}`} onKeyDown={keys}>
      <div class="call-bar">
        <h2>Call</h2>
        <Examples
          {...{ past, again, own: func.examples ?? [] }}
          show={setGiven}
          set={(extent) => setGiven(exampleFields(schema, func.arguments, extent))}
          clear={() => {
            forget(service.name, name);
            setPast([]);
          }}
        />
      </div>
      <div class="form">
        <FieldsForm
          schema={schema}
          fields={func.arguments}
          json={given}
          place=""
          change={(json) => setGiven(json as Arguments)}
          Field={ValueField}
        />
        {func.arguments.length === 0 && <p class="empty">It takes no arguments.</p>}
      </div>
      <JsonBox json={given} change={(json) => setGiven(json as Arguments)} />
      <details class="more">
        <summary>Headers and time</summary>
        <label>
          Headers, one to a line
          <textarea
            rows={2}
            placeholder="authorization: Bearer …"
            spellcheck={false}
            value={headers}
            onInput={(event) => setHeaders(event.currentTarget.value)}
          />
        </label>
        <label>
          Seconds that it may take
          <input
            type="text"
            inputMode="decimal"
            placeholder="any"
            value={timeout}
            onInput={(event) => setTimeout(event.currentTarget.value)}
          />
        </label>
      </details>
      <div class="run">
        <button
          type="button"
          class="main"
          disabled={problem !== undefined || isRunning}
          onClick={() => void run()}
        >
          {isRunning ? "Running …" : "Run"}
        </button>
        {isRunning && (
          <button type="button" onClick={() => running.current?.abort()}>
            Cancel
          </button>
        )}
        <CopyLink text={() => writeJson(given, 0)} name={name} />
        <span class="hint">Ctrl+Enter</span>
      </div>
      {problem !== undefined && (
        <p class="problem" role="status">
          {problem.message}
        </p>
      )}
      <div aria-live="polite">{made !== undefined && <OutcomeView {...{ made, schema, method }} />}</div>
    </section>
  );
}

function Examples(props: {
  readonly own: readonly Arguments[];
  readonly show: (given: Arguments) => void;
  readonly past: readonly Past[];
  readonly set: (extent: "least" | "all") => void;
  readonly again: (past: Past) => void;
  readonly clear: () => void;
}): JSX.Element {
  const { own, show, past, set, again, clear } = props;
  const choose = (value: string) => {
    if (value === "least" || value === "all") set(value);
    else if (value === "clear") clear();
    else if (value.startsWith("own ")) show(own[Number(value.slice(4))]!);
    else if (past[Number(value)] !== undefined) again(past[Number(value)]!);
  };
  return (
    <select
      aria-label="Begin with"
      value=""
      onChange={(event) => {
        choose(event.currentTarget.value);
        event.currentTarget.value = "";
      }}
    >
      <option value="">Begin with …</option>
      <optgroup label="Examples">
        {own.map((given, index) => (
          <option key={writeJson(given, 0)} value={`own ${index}`}>
            {writeJson(given, 0).slice(0, 60)}
          </option>
        ))}
        <option value="least">what has to be there</option>
        <option value="all">all fields</option>
      </optgroup>
      {past.length > 0 && (
        <optgroup label="Made before">
          {past.map(({ time, text, outcome }, index) => (
            <option key={time} value={index}>
              {marks[outcome]} {new Date(time).toLocaleTimeString()} {text.slice(0, 60)}
            </option>
          ))}
          <option value="clear">forget these</option>
        </optgroup>
      )}
    </select>
  );
}

const marks = { result: "✓", exception: "!", error: "✗" } as const;

/** Copies the address of this view with the arguments in it. */
function CopyLink({ text, name }: { readonly text: () => string; readonly name: string }): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const fragment = fragmentOf({ view: "method", name, call: text() });
    history.replaceState(null, "", fragment);
    await navigator.clipboard?.writeText(location.href).catch(() => {}); // the address bar has it as well
    setCopied(true);
    globalThis.setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {isCopied ? "Copied" : "Link"}
    </button>
  );
}

function begun(text: string | undefined, past: Past | undefined): Arguments | undefined {
  const chosen = text ?? past?.text;
  if (chosen === undefined) return undefined;
  try {
    const json = parseJson(chosen);
    return typeof json === "object" && json !== null && !Array.isArray(json)
      ? (json as Arguments)
      : undefined;
  } catch {
    return undefined; // a link may hold anything
  }
}
