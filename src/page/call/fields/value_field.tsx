// The part of a form for a value of any type. What stands in it is the value's JSON; a text that is none of the type is
// kept as it was written, and told at its place.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { TypeLink } from "../../browse/type_link.tsx";
import { problemAt } from "../problems.ts";
import { BinaryField } from "./binary_field.tsx";
import { ListField } from "./list_field.tsx";
import { MapField } from "./map_field.tsx";
import type { LabelledProps, ValueProps } from "./props.ts";
import { SimpleField } from "./simple_field.tsx";
import { StructField } from "./struct_field.tsx";

/** A value with its name, its type and what is wrong with it. */
export function ValueField({ remove, doc, ...props }: LabelledProps): JSX.Element {
  const { schema, type, json, place, label } = props;
  const id = useId();
  const problem = problemAt(schema, type, json, place);
  const isGroup = ["list", "set", "map", "struct"].includes(type.kind);
  const described = problem === undefined ? undefined : `${id}-problem`;
  const of = { ...props, Field: ValueField };
  return (
    <div class={isGroup ? "value group" : "value"} data-place={place} title={doc}>
      <div class="about">
        {isGroup ? <span class="name">{label}</span> : <label htmlFor={id}>{label}</label>}
        <TypeLink type={type} />
      </div>
      {control(of, id, described)}
      {remove !== undefined && (
        <button type="button" class="small remove" aria-label={`Remove ${place}`} onClick={remove}>
          ×
        </button>
      )}
      {problem !== undefined && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

function control(of: ValueProps, id: string, described: string | undefined): JSX.Element {
  const { type } = of;
  switch (type.kind) {
    case "list":
    case "set":
      return <ListField {...of} type={type} />;
    case "map":
      return <MapField {...of} type={type} />;
    case "struct":
      return <StructField {...of} type={type} />;
    case "binary":
      return <BinaryField {...of} id={id} described={described} />;
    default:
      return <SimpleField {...of} id={id} described={described} />;
  }
}
