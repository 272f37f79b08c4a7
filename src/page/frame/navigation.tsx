// The way to everything that a service consists of.
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { localName } from "../../schema/service.ts";
import type { ServiceDocument } from "../../server/admin/page/document.ts";
import { definitionKinds, definitions, methodGroups } from "../browse/catalog.ts";
import { fragmentOf, type Route } from "../route.ts";

const titles = {
  struct: "Structs",
  union: "Unions",
  exception: "Exceptions",
  enum: "Enums",
  typedef: "Typedefs",
  constant: "Constants",
} as const;

/** @param route what is shown. */
export function Navigation(props: { readonly about: ServiceDocument; readonly route: Route }): JSX.Element {
  const { about, route } = props;
  const all = definitions(about.service);
  const isNarrow = useNarrow();
  return (
    <nav class="side" aria-label="The service">
      <details class="all" key={isNarrow ? fragmentOf(route) : "wide"} open={!isNarrow}>
        <summary>Methods and types</summary>
        {methodGroups(about.service).map(({ service, methods }) => (
          <List key={service} title={service}>
            {methods.map(({ name, func }) => (
              <Item key={name} to={{ view: "method", name }} shown={route} text={func.name} />
            ))}
          </List>
        ))}
        {definitionKinds
          .filter((kind) => all[kind].length > 0)
          .map((kind) => (
            <List key={kind} title={titles[kind]}>
              {all[kind].map((name) => (
                <Item key={name} to={{ view: "definition", name }} shown={route} text={localName(name)} />
              ))}
            </List>
          ))}
      </details>
    </nav>
  );
}

/** Whether there is no room for it beside the views: it opens then when it is asked for. */
function useNarrow(): boolean {
  const narrow = useMemo(() => matchMedia("(max-width: 52rem)"), []); // as in frame.css
  const [isNarrow, setNarrow] = useState(narrow.matches);
  useEffect(() => {
    const changed = () => setNarrow(narrow.matches);
    narrow.addEventListener("change", changed);
    return () => narrow.removeEventListener("change", changed);
  }, [narrow]);
  return isNarrow;
}

function List({
  title,
  children,
}: {
  readonly title: string;
  readonly children: JSX.Element[];
}): JSX.Element {
  return (
    <details open>
      <summary>{title}</summary>
      <ul>{children}</ul>
    </details>
  );
}

function Item(props: { readonly to: Route; readonly shown: Route; readonly text: string }): JSX.Element {
  const { to, shown, text } = props;
  const isShown = to.view === shown.view && "name" in to && "name" in shown && to.name === shown.name;
  return (
    <li>
      <a href={fragmentOf(to)} aria-current={isShown ? "page" : undefined}>
        {text}
      </a>
    </li>
  );
}
