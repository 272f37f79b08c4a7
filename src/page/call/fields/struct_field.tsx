// The parts of a form for structs, whose optional fields can be added, and for unions, which have one field of several.
import type { JSX } from "preact";
import type { Field as SchemaField, Type } from "../../../schema/schema.ts";
import { exampleOf } from "../example.ts";
import type { ValueProps } from "./props.ts";

/** A struct, a union or an exception. */
export function StructField(props: ValueProps<Type & { readonly kind: "struct" }>): JSX.Element {
  const { schema, type, json, place, label, change, Field } = props;
  const struct = schema.structs[type.name];
  const fields = struct?.fields ?? [];
  const given = isObject(json) ? json : {};
  const parts = { schema, json: given, place, change, Field };
  return (
    <fieldset>
      <legend class="unseen">{label}</legend>
      {struct?.kind === "union" ? (
        <UnionFields {...parts} fields={fields} />
      ) : (
        <FieldsForm {...parts} fields={fields} />
      )}
    </fieldset>
  );
}

/** The fields of a struct, or the arguments of a method. */
export interface FieldsProps extends Pick<ValueProps, "schema" | "change" | "Field"> {
  readonly fields: readonly SchemaField[];
  readonly json: Readonly<Record<string, unknown>>;
  /** The way to them; empty: they are arguments. */
  readonly place: string;
}

/** Fields in the order of the IDL: those that are there, and the names of those that may be added. */
export function FieldsForm({ schema, fields, json, place, change, Field }: FieldsProps): JSX.Element {
  const isThere = ({ name, requiredness }: SchemaField) =>
    requiredness === "required" || ownOf(json, name) != null;
  const absent = fields.filter((field) => !isThere(field));
  const put = (name: string, value: unknown) => change(inOrder(fields, { ...json, [name]: value }));
  const drop = (name: string) =>
    change(Object.fromEntries(Object.entries(json).filter(([one]) => one !== name)));
  return (
    <>
      {fields.filter(isThere).map(({ name, type, requiredness, doc }) => (
        <Field
          key={name}
          schema={schema}
          type={type}
          json={ownOf(json, name)}
          place={place === "" ? name : `${place}.${name}`}
          label={name}
          doc={doc}
          change={(value) => put(name, value)}
          remove={requiredness === "required" ? undefined : () => drop(name)}
        />
      ))}
      {absent.length > 0 && (
        <p class="absent">
          {absent.map(({ name, type }) => (
            <button
              key={name}
              type="button"
              class="small"
              onClick={() => put(name, exampleOf(schema, type, "least") ?? {})}
            >
              + {name}
            </button>
          ))}
        </p>
      )}
    </>
  );
}

function UnionFields({ schema, fields, json, place, change, Field }: FieldsProps): JSX.Element {
  const chosen = fields.find(({ name }) => ownOf(json, name) != null);
  const choose = (name: string) => {
    const field = fields.find((one) => one.name === name);
    change(field === undefined ? {} : { [name]: exampleOf(schema, field.type, "least") ?? {} });
  };
  return (
    <>
      <select
        aria-label={`Field of ${place}`}
        value={chosen?.name ?? ""}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {chosen === undefined && <option value="">choose one</option>}
        {fields.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      {chosen !== undefined && (
        <Field
          schema={schema}
          type={chosen.type}
          json={ownOf(json, chosen.name)}
          place={`${place}.${chosen.name}`}
          label={chosen.name}
          doc={chosen.doc}
          change={(value) => change({ [chosen.name]: value })}
        />
      )}
    </>
  );
}

/** The order of the IDL; names that are no fields, which the check refuses, stand behind. */
function inOrder(
  fields: readonly SchemaField[],
  json: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = fields.filter(({ name }) => ownOf(json, name) !== undefined).map(({ name }) => name);
  const others = Object.keys(json).filter((name) => !known.includes(name));
  return Object.fromEntries([...known, ...others].map((name) => [name, json[name]]));
}

/** Fields may be called `constructor` or `__proto__`, which objects have of their own accord. */
function ownOf(json: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(json, name) ? json[name] : undefined;
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
