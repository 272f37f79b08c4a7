// The part of a form for a map: pairs, as JSON has those whose keys are no names.
import type { JSX } from "preact";
import type { Type } from "../../../schema/schema.ts";
import { exampleOf } from "../example.ts";
import { textOfJson } from "../texts.ts";
import type { ValueProps } from "./props.ts";

type Pair = readonly [unknown, unknown];

/** Keys and values that can be added and taken away. */
export function MapField(props: ValueProps<Type & { readonly kind: "map" }>): JSX.Element {
  const { schema, type, json, place, label, change, Field } = props;
  const pairs = pairsOf(json);
  const replace = (index: number, pair: Pair) => change(pairs.with(index, pair));
  const add = () => {
    const key = exampleOf(schema, type.key, "least") ?? null;
    change([...pairs, [key, exampleOf(schema, type.value, "least") ?? null]]);
  };
  return (
    <fieldset>
      <legend class="unseen">{label}</legend>
      {pairs.map(([key, value], index) => (
        <div class="pair" key={index}>
          <Field
            schema={schema}
            type={type.key}
            json={key}
            place={`${place}[${textOfJson(key)}] key`}
            label="key"
            change={(one) => replace(index, [one, value])}
            remove={() => change(pairs.toSpliced(index, 1))}
          />
          <Field
            schema={schema}
            type={type.value}
            json={value}
            place={`${place}[${textOfJson(key)}]`}
            label="value"
            change={(one) => replace(index, [key, one])}
          />
        </div>
      ))}
      <button type="button" class="small" onClick={add}>
        + entry<span class="unseen"> of {place}</span>
      </button>
    </fieldset>
  );
}

function pairsOf(json: unknown): readonly Pair[] {
  if (Array.isArray(json))
    return json.map((pair): Pair => (Array.isArray(pair) ? [pair[0], pair[1]] : [pair, null]));
  return typeof json === "object" && json !== null ? Object.entries(json) : [];
}
