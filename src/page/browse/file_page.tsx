// Shows the text of a .thrift file with its words in colours, and gives it to be kept.
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { idlText } from "../../schema/idl_text.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { useObjectUrl } from "../object_url.ts";
import { fragmentOf } from "../route.ts";
import { type Word, wordsOf } from "./highlight.ts";

/** @param name of the file, `calculator.thrift`. */
export function FilePage(props: { readonly service: ResolvedService; readonly name: string }): JSX.Element {
  const { service, name } = props;
  const { files } = useMemo(() => idlText(service.schema), [service]);
  const names = useMemo(() => namesOf(service), [service]);
  const text = Object.hasOwn(files, name) ? files[name] : undefined;
  if (text === undefined) return <p class="empty">There is no file {name}.</p>;
  return (
    <article>
      <header class="title">
        <p class="kind">IDL, with typedefs and constants written out</p>
        <h1>{name}</h1>
      </header>
      <p class="actions">
        {Object.keys(files).map((file) => (
          <Download key={file} name={file} text={files[file]!} />
        ))}
      </p>
      <pre class="idl">
        <code>{wordsOf(text).map((word) => shown(word, names))}</code>
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

function shown({ kind, text }: Word, names: ReadonlyMap<string, string>): ComponentChildren {
  const name = kind === "name" ? names.get(text.slice(text.lastIndexOf(".") + 1)) : undefined;
  if (name !== undefined) return <a href={fragmentOf({ view: "definition", name })}>{text}</a>;
  return kind === "other" || kind === "name" ? text : <span class={kind}>{text}</span>;
}

/** Short names of definitions, with the whole ones. */
function namesOf({ schema }: ResolvedService): ReadonlyMap<string, string> {
  const all = [schema.structs, schema.enums, schema.constants].flatMap(Object.keys);
  return new Map(all.map((name) => [name.slice(name.lastIndexOf(".") + 1), name]));
}
