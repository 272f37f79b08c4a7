// Shows the code that calls a method, in the language that was chosen last.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ServiceDocument } from "../../server/admin/page/document.ts";
import type { Method } from "../browse/catalog.ts";
import { CopyButton } from "../copy_button.tsx";
import { calledMethod } from "./called.ts";
import { languages } from "./languages.ts";

const chosenName = "thriftserve-language";

/** The code of one method. */
export function CodePanel(props: { readonly about: ServiceDocument; readonly method: Method }): JSX.Element {
  const { about, method } = props;
  const [language, setLanguage] = useState(() => knownLanguage(localStorage.getItem(chosenName)));
  const text = languages[language]!(calledMethod(about, method));
  const choose = (name: string) => {
    setLanguage(name);
    localStorage.setItem(chosenName, name);
  };
  return (
    <section class="code">
      <div class="code-bar">
        <h2>From a program</h2>
        <select
          aria-label="Language"
          value={language}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {Object.keys(languages).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <CopyButton text={text} />
      </div>
      <pre>
        <code>{text}</code>
      </pre>
    </section>
  );
}

function knownLanguage(name: string | null): string {
  return name !== null && Object.hasOwn(languages, name) ? name : "Python";
}
