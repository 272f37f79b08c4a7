// Shows tensors by their type, their shape and their first elements.
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Schema, Type } from "../../schema/schema.ts";
import { tensorsIn } from "./tensors.ts";

/** The tensors of a result; nothing, where there are none. */
export function TensorList(props: {
  readonly schema: Schema;
  readonly type: Type | undefined;
  readonly json: unknown;
}): JSX.Element | null {
  const { schema, type, json } = props;
  const tensors = useMemo(() => tensorsIn(schema, type, json), [schema, type, json]);
  if (tensors.length === 0) return null;
  return (
    <ul class="tensors" aria-label="Tensors">
      {tensors.map(({ place, type, shape, first, isCut }) => (
        <li key={place}>
          <p>
            {place !== "" && <code>{place.replace(/^\./, "")}</code>} <strong>{type}</strong>{" "}
            <code>[{shape.join(", ")}]</code>
          </p>
          {first instanceof Error ? (
            <p class="problem">{first.message}</p>
          ) : (
            <code>
              {first.join(", ")}
              {isCut && ", …"}
            </code>
          )}
        </li>
      ))}
    </ul>
  );
}
