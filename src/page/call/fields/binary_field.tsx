// The part of a form for bytes: as text, in hexadecimal or base64, or from a file.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toBase64 } from "../../../value_json/base64.ts";
import { type BytesForm, bytesJson, bytesText } from "../texts.ts";
import type { ControlProps } from "./props.ts";

/** Characters: more are not edited by hand. */
const longest = 20_000;

/** Bytes. */
export function BinaryField({ json, change, place, id, described }: ControlProps): JSX.Element {
  const [form, setForm] = useState<BytesForm>("text");
  const [file, setFile] = useState<string>();
  const text = typeof json === "string" ? json : "";
  const isLong = text.length > longest;
  const written = isLong ? undefined : draftOf(json, form);
  const choose = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    change(toBase64(new Uint8Array(await chosen.arrayBuffer())));
    setFile(chosen.name);
  };
  return (
    <div class="binary">
      {isLong ? (
        <output id={id}>
          {file ?? "bytes"}: {Math.floor((text.replace(/=+$/, "").length * 3) / 4).toLocaleString("en")} bytes
        </output>
      ) : (
        <textarea
          id={id}
          aria-invalid={described !== undefined}
          aria-describedby={described}
          rows={Math.min(8, Math.ceil((written ?? "").length / 48) || 1)}
          spellcheck={false}
          disabled={written === undefined}
          placeholder={written === undefined ? "no text: look at it as hex" : ""}
          value={written ?? ""}
          onInput={(event) => change(bytesJson(event.currentTarget.value, form))}
        />
      )}
      <span class="line">
        <select
          aria-label={`Form of ${place}`}
          value={form}
          onChange={(event) => setForm(event.currentTarget.value as BytesForm)}
        >
          {(["text", "hex", "base64"] as const).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <input
          type="file"
          aria-label={`File for ${place}`}
          onChange={(event) => void choose(event.currentTarget.files?.[0])}
        />
        {isLong && (
          <button type="button" class="small" onClick={() => change("")}>
            clear
          </button>
        )}
      </span>
    </div>
  );
}

/** What is being written, as it was written: hexadecimal that is not whole yet is kept apart from bytes. */
function draftOf(json: unknown, form: BytesForm): string | undefined {
  if (form === "hex" && typeof json === "string" && json.startsWith("hex ")) return json.slice(4);
  return bytesText(json, form);
}
