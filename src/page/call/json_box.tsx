// The arguments as JSON, to be written and read: it follows the fields, and they follow it.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { parseJson } from "../../value_json/parse.ts";
import { writeJson } from "./json_text.ts";

/** Characters: more are not edited by hand. */
const longest = 200_000;

/** @param change is told what was written, where that is an object. */
export function JsonBox(props: {
  readonly json: unknown;
  readonly change: (json: unknown) => void;
}): JSX.Element {
  const { json, change } = props;
  const [text, setText] = useState(() => writeJson(json));
  const [problem, setProblem] = useState<string>();
  const written = useRef(json);
  useEffect(() => {
    if (written.current === json) return; // it comes from here
    written.current = json;
    setText(writeJson(json));
    setProblem(undefined);
  }, [json]);
  const write = (next: string) => {
    setText(next);
    try {
      const read = parseJson(next);
      if (typeof read !== "object" || read === null || Array.isArray(read)) {
        return setProblem("expected an object by the arguments' names");
      }
      written.current = read;
      setProblem(undefined);
      change(read);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <details class="json" open>
      <summary>JSON</summary>
      {text.length > longest ? (
        <p class="empty">{text.length.toLocaleString("en")} characters: too many to be edited here.</p>
      ) : (
        <textarea
          aria-label="Arguments as JSON"
          aria-invalid={problem !== undefined}
          rows={Math.min(16, Math.max(3, text.split("\n").length))}
          spellcheck={false}
          value={text}
          onInput={(event) => write(event.currentTarget.value)}
        />
      )}
      {problem !== undefined && <p class="problem">{problem}</p>}
    </details>
  );
}
