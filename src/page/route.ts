// Names what the page shows by the fragment of its address, `#/call/add`, so that it can be linked to.

/** What the page shows. */
export type Route =
  /** All of the service. */
  | { readonly view: "overview" }
  /** A method, as clients send its name; `call` is what its form begins with, as JSON. */
  | { readonly view: "method"; readonly name: string; readonly call?: string }
  /** A struct, union, exception, enum, typedef or constant by its qualified name. */
  | { readonly view: "definition"; readonly name: string }
  /** The text of a .thrift file. */
  | { readonly view: "file"; readonly name: string }
  | { readonly view: "watch" };

/** The route of a fragment; what is none is the overview. */
export function routeOf(fragment: string): Route {
  const [, view, rest = ""] = /^#?\/(\w+)(?:\/(.*))?$/s.exec(fragment) ?? [];
  const [name = "", query] = rest.split("?", 2).map(decoded);
  if (view === "watch") return { view };
  if (name === "") return { view: "overview" };
  if (view === "method") return query === undefined ? { view, name } : { view, name, call: query };
  return view === "definition" || view === "file" ? { view, name } : { view: "overview" };
}

/** The fragment of a route, which {@link routeOf} reads back. */
export function fragmentOf(route: Route): string {
  if (route.view === "overview") return "#/";
  if (route.view === "watch") return "#/watch";
  const call =
    route.view === "method" && route.call !== undefined ? `?${encodeURIComponent(route.call)}` : "";
  return `#/${route.view}/${encodeURIComponent(route.name)}${call}`;
}

/** A fragment is anybody's: what is not encoded as it should be is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
