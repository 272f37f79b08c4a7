// Shows a service as a whole: its methods, and where it is called.
import type { JSX } from "preact";
import type { ResolvedService, ServedFunction } from "../../schema/service.ts";
import type { ServiceDocument } from "../../server/admin/page/document.ts";
import { fragmentOf } from "../route.ts";
import { methodGroups } from "./catalog.ts";
import { Doc, DocLine } from "./doc.tsx";
import { filesOf } from "./idl_files.ts";

/** The first view of a service. */
export function Overview({ about }: { readonly about: ServiceDocument }): JSX.Element {
  const { service, server } = about;
  const files = filesOf(service).map(({ name }) => name);
  return (
    <article>
      <header class="title">
        <p class="kind">{service.prefixes === undefined ? "service" : "services"}</p>
        <h1>{service.name}</h1>
      </header>
      <Doc text={docOf(service)} />
      {server !== undefined && (
        <dl class="facts">
          <dt>Address</dt>
          <dd>
            {server.addresses.map((address) => (
              <code key={address}>{address}</code>
            ))}
            {server.tls && <span class="badge">TLS</span>}
          </dd>
          <dt>Clients speak</dt>
          <dd>{spoken(server.protocol, server.transport)}</dd>
          <dt>Model</dt>
          <dd>{server.model}</dd>
          <dt>IDL</dt>
          <dd>
            {files.map((name) => (
              <a key={name} href={fragmentOf({ view: "file", name })}>
                {name}
              </a>
            ))}
          </dd>
        </dl>
      )}
      {methodGroups(service).map(({ service: name, methods }) => (
        <section key={name}>
          <h2>{name}</h2>
          <ul class="methods">
            {methods.map((method) => (
              <li key={method.name}>
                <a class="row" href={fragmentOf({ view: "method", name: method.name })}>
                  <Signature func={method.func} />
                  <DocLine text={method.func.doc} />
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </article>
  );
}

function Signature({ func }: { readonly func: ServedFunction }): JSX.Element {
  return (
    <code class="signature">
      <strong>{func.name}</strong>({func.arguments.map(({ name }) => name).join(", ")})
      {func.oneway && <span class="badge">oneway</span>}
    </code>
  );
}

function docOf({ name, schema }: ResolvedService): string | undefined {
  return Object.values(schema.services).find((one) => one.name === name || one.name.endsWith(`.${name}`))
    ?.doc;
}

function spoken(protocol: string, transport: string): string {
  const every = "every protocol of Apache's: binary, compact, JSON";
  const carried = "every transport: framed, buffered, THeader, HTTP, WebSocket, zlib";
  return [protocol === "auto" ? every : protocol, transport === "auto" ? carried : transport].join("; ");
}
