// Shows the text of a .thrift file with its words in colours, and gives it to be kept.
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ResolvedService } from "../../schema/service.ts";
import { useObjectUrl } from "../object_url.ts";
import { fragmentOf } from "../route.ts";
import { definitionKinds, definitions } from "./catalog.ts";
import { type Word, wordsOf } from "./highlight.ts";
import { filesOf } from "./idl_files.ts";

/** @param name of the file, `calculator.thrift`. */
export function FilePage(props: { readonly service: ResolvedService; readonly name: string }): JSX.Element {
  const { service, name } = props;
  const files = useMemo(() => filesOf(service), [service]);
  const names = useMemo(() => namesOf(service), [service]);
  const shown = files.find((file) => file.name === name);
  if (shown === undefined) return <p class="empty">There is no file {name}.</p>;
  return (
    <article>
      <header class="title">
        <p class="kind">{shown.isOriginal ? "IDL" : "IDL, written of what is known of it"}</p>
        <h1>{name}</h1>
      </header>
      <p class="actions">
        {files.map((file) => (
          <Download key={file.name} {...file} />
        ))}
      </p>
      <pre class="idl">
        <code>{wordsOf(shown.text).map((word) => linked(word, names))}</code>
      </pre>
    </article>
  );
}

/** A link that keeps a text as a file. */
function Download({ name, text }: { readonly name: string; readonly text: string }): JSX.Element {
  const href = useObjectUrl(text, "text/plain");
  return (
    <a class="button" href={href} download={name}>
      Download {name}
    </a>
  );
}

function linked({ kind, text }: Word, names: ReadonlyMap<string, string>): ComponentChildren {
  const name = kind === "name" ? names.get(text.slice(text.lastIndexOf(".") + 1)) : undefined;
  if (name !== undefined) return <a href={fragmentOf({ view: "definition", name })}>{text}</a>;
  return kind === "other" || kind === "name" ? text : <span class={kind}>{text}</span>;
}

/** Short names of definitions, with the whole ones. */
function namesOf(service: ResolvedService): ReadonlyMap<string, string> {
  const every = definitions(service);
  const all = definitionKinds.flatMap((kind) => every[kind]);
  return new Map(all.map((name) => [name.slice(name.lastIndexOf(".") + 1), name]));
}
