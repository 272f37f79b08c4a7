// Shows a method beside the form that calls it.
import type { ComponentChildren, JSX } from "preact";
import { localName } from "../../schema/service.ts";
import type { ServiceDocument } from "../../server/admin/page/document.ts";
import { methodOf } from "./catalog.ts";
import { Doc } from "./doc.tsx";
import { AnnotationList, Fields } from "./fields.tsx";
import { TypeLink } from "./type_link.tsx";

/**
 * @param name as clients send it.
 * @param below what stands below both.
 * @param children what stands beside it.
 */
export function MethodPage(props: {
  readonly about: ServiceDocument;
  readonly name: string;
  readonly below?: ComponentChildren;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { about, name, below, children } = props;
  const method = methodOf(about.service, name);
  if (method === undefined) return <p class="empty">The service has no method {name}.</p>;
  const { func } = method;
  return (
    <div class="method">
      <article>
        <header class="title">
          <p class="kind">
            {func.oneway ? "oneway method" : "method"} of <code>{func.service ?? about.service.name}</code>
          </p>
          <h1>{func.name}</h1>
        </header>
        <Doc text={func.doc} />
        <AnnotationList annotations={func.annotations} />
        <section>
          <h2>Arguments</h2>
          {func.arguments.length === 0 ? (
            <p class="empty">It takes none.</p>
          ) : (
            <Fields fields={func.arguments} caption="Arguments" />
          )}
        </section>
        <section>
          <h2>Result</h2>
          <p>
            <TypeLink type={func.returns} />
            {func.oneway && <span class="badge">no reply</span>}
          </p>
          {func.throws.length > 0 && (
            <>
              <h2>Exceptions</h2>
              <Fields fields={func.throws} caption="Exceptions" />
            </>
          )}
        </section>
        <p class="wire">
          Clients send <code>{name}</code>
          {name === func.name ? "." : `, as TMultiplexedProtocol does for ${localName(func.prefix ?? "")}.`}
        </p>
      </article>
      {children}
      {below}
    </div>
  );
}
