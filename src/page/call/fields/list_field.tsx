// The part of a form for a list or a set.
import type { JSX } from "preact";
import type { Type } from "../../../schema/schema.ts";
import { exampleOf } from "../example.ts";
import type { ValueProps } from "./props.ts";

/** Elements that can be added and taken away. */
export function ListField(props: ValueProps<Type & { readonly kind: "list" | "set" }>): JSX.Element {
  const { schema, type, json, place, label, change, Field } = props;
  const elements: readonly unknown[] = Array.isArray(json) ? json : [];
  return (
    <fieldset>
      <legend class="unseen">{label}</legend>
      {elements.map((element, index) => (
        <Field
          key={index}
          schema={schema}
          type={type.element}
          json={element}
          place={`${place}[${index}]`}
          label={String(index)}
          change={(one) => change(elements.with(index, one))}
          remove={() => change(elements.toSpliced(index, 1))}
        />
      ))}
      <button
        type="button"
        class="small"
        onClick={() => change([...elements, exampleOf(schema, type.element, "least") ?? null])}
      >
        + element<span class="unseen"> of {place}</span>
      </button>
    </fieldset>
  );
}
