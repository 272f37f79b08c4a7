// Shows the fields of a struct, or the arguments of a method, in a table.
import type { JSX } from "preact";
import type { Annotations, Field } from "../../schema/schema.ts";
import { valueText } from "../../schema/value_text.ts";
import { Doc } from "./doc.tsx";
import { TypeLink } from "./type_link.tsx";

/** @param caption names the table for who does not see it. */
export function Fields(props: { readonly fields: readonly Field[]; readonly caption: string }): JSX.Element {
  const { fields, caption } = props;
  return (
    <table class="fields">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Id</th>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">About</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.id}>
            <td class="number">{field.id}</td>
            <th scope="row">
              <code>{field.name}</code>
            </th>
            <td>
              <TypeLink type={field.type} />
            </td>
            <td>
              <About field={field} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function About({ field }: { readonly field: Field }): JSX.Element {
  const { requiredness, default: value, doc, annotations } = field;
  return (
    <>
      {requiredness !== "default" && <span class={`badge ${requiredness}`}>{requiredness}</span>}
      {value !== undefined && (
        <span class="default">
          default <code>{valueText(value)}</code>
        </span>
      )}
      <AnnotationList annotations={annotations} />
      <Doc text={doc} />
    </>
  );
}

/** Annotations, where there are any. */
export function AnnotationList({
  annotations,
}: {
  readonly annotations: Annotations | undefined;
}): JSX.Element | null {
  if (annotations === undefined) return null;
  return (
    <span class="annotations">
      {Object.entries(annotations).map(([key, value]) => (
        <code key={key}>{value === "1" ? key : `${key} = "${value}"`}</code>
      ))}
    </span>
  );
}
