// The parts of a form for values that are one line of text, a choice, or a text.
import type { JSX, TargetedInputEvent } from "preact";
import { jsonOfText, textOfJson } from "../texts.ts";
import type { ControlProps } from "./props.ts";

/** A boolean, an enum, a number, a uuid or a string. */
export function SimpleField(props: ControlProps): JSX.Element {
  const { schema, type, json, change, id, described } = props;
  const common = { id, "aria-invalid": described !== undefined, "aria-describedby": described };
  if (type.kind === "bool") {
    return (
      <Choice {...{ common, json, change }} options={["false", "true"]} read={(text) => text === "true"} />
    );
  }
  if (type.kind === "enum") {
    const names = schema.enums[type.name]?.values.map(({ name }) => name) ?? [];
    return <Choice {...{ common, json, change }} options={names} read={(text) => text} />;
  }
  const text = textOfJson(json);
  const told = (event: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    change(jsonOfText(type.kind, event.currentTarget.value));
  if (type.kind === "string") {
    const rows = Math.min(12, text.split("\n").length);
    return <textarea {...common} rows={rows} value={text} onInput={told} spellcheck={false} />;
  }
  const isNumber = type.kind !== "uuid" && type.kind !== "double";
  return (
    <span class="line">
      <input
        {...common}
        type="text"
        inputMode={isNumber ? "numeric" : undefined}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={told}
      />
      {type.kind === "uuid" && (
        <button type="button" class="small" onClick={() => change(crypto.randomUUID())}>
          new
        </button>
      )}
    </span>
  );
}

function Choice(props: {
  readonly common: object;
  readonly json: unknown;
  readonly options: readonly string[];
  readonly read: (text: string) => unknown;
  readonly change: (json: unknown) => void;
}): JSX.Element {
  const { common, json, options, read, change } = props;
  const shown = textOfJson(json);
  const all = options.includes(shown) ? options : [shown, ...options];
  return (
    <select {...common} value={shown} onChange={(event) => change(read(event.currentTarget.value))}>
      {all.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}
