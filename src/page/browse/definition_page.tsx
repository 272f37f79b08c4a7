// Shows a struct, union, exception, enum, typedef or constant, and where it is used.
import type { JSX } from "preact";
import { localName, programName, type ResolvedService } from "../../schema/service.ts";
import { typeText } from "../../schema/type_text.ts";
import { valueText } from "../../schema/value_text.ts";
import { fragmentOf } from "../route.ts";
import { typedefsOf } from "./catalog.ts";
import { Doc } from "./doc.tsx";
import { AnnotationList, Fields } from "./fields.tsx";
import { fileNameOf } from "./idl_files.ts";
import { DefinitionLink, TypeLink } from "./type_link.tsx";
import { usesOf } from "./uses.ts";

/** @param name its qualified name. */
export function DefinitionPage(props: {
  readonly service: ResolvedService;
  readonly name: string;
}): JSX.Element {
  const { service, name } = props;
  const { structs, enums, constants } = service.schema;
  // A link may have any name, that of a method of objects too.
  const [struct, members, constant] = [ownOf(structs, name), ownOf(enums, name), ownOf(constants, name)];
  const typedef = typedefsOf(service).get(name);
  const definition = struct ?? members ?? typedef ?? constant;
  if (definition === undefined) return <p class="empty">The service has no {name}.</p>;
  const kind = struct?.kind ?? (members && "enum") ?? (typedef && "typedef") ?? "const";
  const file = fileNameOf(service, programName(name));
  return (
    <article>
      <header class="title">
        <p class="kind">
          {kind} of <a href={fragmentOf({ view: "file", name: file })}>{file}</a>
        </p>
        <h1>{localName(name)}</h1>
      </header>
      <Doc text={definition.doc} />
      <AnnotationList annotations={definition.annotations} />
      {struct !== undefined && struct.fields.length > 0 && <Fields fields={struct.fields} caption="Fields" />}
      {struct?.fields.length === 0 && <p class="empty">It has no fields.</p>}
      {members !== undefined && <Members service={service} name={name} />}
      {typedef !== undefined && (
        <p>
          <TypeLink type={typedef.type} />
        </p>
      )}
      {constant !== undefined && <ConstantValue service={service} name={name} />}
      <Uses service={service} name={name} />
    </article>
  );
}

function ownOf<One>(all: Readonly<Record<string, One>>, name: string): One | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

function Members({
  service,
  name,
}: {
  readonly service: ResolvedService;
  readonly name: string;
}): JSX.Element {
  return (
    <table class="fields">
      <caption class="unseen">Members</caption>
      <thead>
        <tr>
          <th scope="col">Value</th>
          <th scope="col">Name</th>
          <th scope="col">About</th>
        </tr>
      </thead>
      <tbody>
        {service.schema.enums[name]!.values.map((member) => (
          <tr key={member.name}>
            <td class="number">{member.value}</td>
            <th scope="row">
              <code>{member.name}</code>
            </th>
            <td>
              <AnnotationList annotations={member.annotations} />
              <Doc text={member.doc} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ConstantValue({
  service,
  name,
}: {
  readonly service: ResolvedService;
  readonly name: string;
}): JSX.Element {
  const { type, value } = service.schema.constants[name]!;
  return (
    <>
      <p>
        <TypeLink type={type} />
      </p>
      <pre>
        <code>{valueText(value)}</code>
      </pre>
    </>
  );
}

function Uses({
  service,
  name,
}: {
  readonly service: ResolvedService;
  readonly name: string;
}): JSX.Element | null {
  const { methods, definitions } = usesOf(service, name);
  if (methods.length + definitions.length === 0) return null;
  return (
    <section>
      <h2>Used by</h2>
      <ul class="uses">
        {methods.map((method) => (
          <li key={method.name}>
            <a href={fragmentOf({ view: "method", name: method.name })}>{method.func.name}</a>{" "}
            <code class="signature">{typeText(method.func.returns, localName)}</code>
          </li>
        ))}
        {definitions.map((one) => (
          <li key={one}>
            <DefinitionLink name={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}
