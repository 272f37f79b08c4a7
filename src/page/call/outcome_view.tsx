// Shows what came of a call.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Schema } from "../../schema/schema.ts";
import { fromBase64 } from "../../value_json/base64.ts";
import type { Method } from "../browse/catalog.ts";
import { CopyButton } from "../copy_button.tsx";
import { useObjectUrl } from "../object_url.ts";
import { writeJson } from "./json_text.ts";
import type { Made } from "./make_call.ts";
import { TensorList } from "./tensor_list.tsx";

/** Characters: of longer results the beginning is shown, and all can be kept as a file. */
const longest = 50_000;

/** @param method that was called. */
export function OutcomeView(props: {
  readonly made: Made;
  readonly schema: Schema;
  readonly method: Method;
}): JSX.Element {
  const { made, schema, method } = props;
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => shown.current?.scrollIntoView({ block: "nearest" }), [made]);
  if (made.kind === "none") {
    return (
      <div class="outcome none" ref={shown}>
        <p>Not called: {made.reason}</p>
      </div>
    );
  }
  const { outcome, kind, milliseconds } = made;
  return (
    <div class={`outcome ${kind}`} ref={shown}>
      <p class="verdict">
        <strong>{titleOf(made)}</strong>
        <span>{timeText(outcome.milliseconds)}</span>
        <span title={`${timeText(milliseconds)} with the way to this page`}>{sizeText(outcome)}</span>
      </p>
      {"result" in outcome && <TensorList schema={schema} type={method.func.returns} json={outcome.result} />}
      {bodyOf(made, method)}
      {Object.keys(outcome.headers).length > 0 && (
        <dl class="facts">
          {Object.entries(outcome.headers).map(([name, value]) => [
            <dt key={name}>{name}</dt>,
            <dd key={`${name}:`}>{value}</dd>,
          ])}
        </dl>
      )}
    </div>
  );
}

type Answered = Exclude<Made, { readonly kind: "none" }>;

function titleOf({ outcome }: Answered): string {
  if ("result" in outcome) return "Result";
  if ("exception" in outcome) return outcome.exception;
  return outcome.type === undefined ? "No reply" : `TApplicationException: ${outcome.type}`;
}

function bodyOf({ outcome }: Answered, { func }: Method): ComponentChildren {
  if ("error" in outcome) return <p>{outcome.error}</p>;
  if ("exception" in outcome) return <Json json={outcome.value} name={func.name} />;
  if (func.returns === undefined)
    return <p class="empty">{func.oneway ? "It was sent; no reply comes." : "It returns nothing."}</p>;
  const media = func.annotations?.media;
  if (media?.startsWith("image/") && typeof outcome.result === "string")
    return <Picture text={outcome.result} media={media} />;
  return <Json json={outcome.result} name={func.name} />;
}

function Json({ json, name }: { readonly json: unknown; readonly name: string }): JSX.Element {
  const text = writeJson(json);
  const isLong = text.length > longest;
  const href = useObjectUrl(text, "application/json");
  return (
    <>
      <pre class="json-text">
        <code>{isLong ? `${text.slice(0, longest)} …` : text}</code>
      </pre>
      <p class="actions">
        {isLong && (
          <span class="empty">
            {text.length.toLocaleString("en")} characters, of which these are the first.
          </span>
        )}
        <a class="button small" href={href} download={`${name}.json`}>
          Download
        </a>
        <CopyButton text={text} />
      </p>
    </>
  );
}

/** Bytes that the IDL says are a picture: `(media = "image/png")` behind a function. */
function Picture({ text, media }: { readonly text: string; readonly media: string }): JSX.Element {
  const bytes = useMemo(() => fromBase64(text) ?? new Uint8Array(), [text]);
  const href = useObjectUrl(bytes, media);
  return (
    <p>
      <img class="picture" src={href} alt={`The result, ${media}`} />
    </p>
  );
}

function timeText(milliseconds: number): string {
  if (milliseconds < 1000)
    return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function sizeText(outcome: Answered["outcome"]): string {
  const value = "result" in outcome ? outcome.result : "exception" in outcome ? outcome.value : "";
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
  return bytes < 10_000 ? `${bytes} bytes of JSON` : `${(bytes / 1000).toFixed(0)} kB of JSON`;
}
