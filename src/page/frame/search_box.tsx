// Goes to a method or a type by a few letters of its name: `t` or `/` begins, as on GitHub.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ResolvedService } from "../../schema/service.ts";
import { type Entry, entriesOf } from "../browse/catalog.ts";
import { DocLine } from "../browse/doc.tsx";
import { type Found, search } from "../browse/search.ts";
import { fragmentOf } from "../route.ts";

/** The box, with what it finds below. */
export function SearchBox({ service }: { readonly service: ResolvedService }): JSX.Element {
  const entries = useMemo(() => entriesOf(service), [service]);
  const [query, setQuery] = useState<string>();
  const [chosen, setChosen] = useState(0);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => focusByKey(() => box.current?.focus()), []);
  const found = query === undefined ? [] : search(entries, query, 12);
  const leave = () => {
    setQuery(undefined);
    if (box.current !== null) box.current.value = "";
    box.current?.blur();
  };
  const go = (entry: Entry) => {
    location.hash = fragmentOf(entry.route);
    leave();
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && found[chosen] !== undefined) go(found[chosen].entry);
    else if (step !== undefined) setChosen((chosen + step + found.length) % Math.max(1, found.length));
    else return;
    event.preventDefault();
  };
  return (
    <search class="search">
      <input
        ref={box}
        type="text"
        role="combobox"
        placeholder="Search methods and types"
        aria-label="Search methods and types"
        aria-expanded={found.length > 0}
        aria-controls="found"
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `found-${chosen}` : undefined}
        autocomplete="off"
        spellcheck={false}
        onFocus={() => setQuery("")}
        onBlur={() => setQuery(undefined)}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={key}
      />
      <span class="key" aria-hidden="true">
        t
      </span>
      <div id="found" role="listbox" aria-label="Found" hidden={found.length === 0}>
        {found.map((one, index) => (
          <Option key={fragmentOf(one.entry.route)} {...{ one, index, isChosen: index === chosen, go }} />
        ))}
      </div>
      {query !== undefined && query !== "" && found.length === 0 && (
        <p class="nothing">Nothing has these letters.</p>
      )}
    </search>
  );
}

function Option(props: {
  readonly one: Found;
  readonly index: number;
  readonly isChosen: boolean;
  readonly go: (entry: Entry) => void;
}): JSX.Element {
  const { one, index, isChosen, go } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys come to the box
    // biome-ignore lint/a11y/useFocusableInteractive: the box keeps the focus
    <div
      id={`found-${index}`}
      role="option"
      aria-selected={isChosen}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => go(one.entry)}
    >
      <span class="kind">{one.entry.kind}</span>
      <span class="name">{marked(one)}</span>
      <DocLine text={one.entry.doc} />
    </div>
  );
}

/** The title, with the letters that were found. */
function marked({ entry, letters }: Found): (string | JSX.Element)[] {
  return [...entry.title].map((letter, index) =>
    letters.includes(index) ? <mark key={`${index}${letter}`}>{letter}</mark> : letter,
  );
}

/** Keys that begin a search, where nothing is being written. @returns ends it. */
function focusByKey(focus: () => void): () => void {
  const pressed = (event: KeyboardEvent) => {
    const { target } = event;
    const writes =
      target instanceof HTMLElement &&
      (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    if (writes || event.ctrlKey || event.metaKey || event.altKey || !["t", "/"].includes(event.key)) return;
    event.preventDefault();
    focus();
  };
  addEventListener("keydown", pressed);
  return () => removeEventListener("keydown", pressed);
}
