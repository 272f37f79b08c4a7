// The frame of the page: what is known of the server, the way to all views, and the one that is shown.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ServiceDocument } from "../../server/admin/page/document.ts";
import { methodOf } from "../browse/catalog.ts";
import { DefinitionPage } from "../browse/definition_page.tsx";
import { FilePage } from "../browse/file_page.tsx";
import { MethodPage } from "../browse/method_page.tsx";
import { Overview } from "../browse/overview.tsx";
import { CallPanel } from "../call/call_panel.tsx";
import { CodePanel } from "../code/code_panel.tsx";
import { fragmentOf, type Route, routeOf } from "../route.ts";
import { AnswerError, readDocument, readNewer } from "../server.ts";
import { WatchPage } from "../watch/watch_page.tsx";
import { Navigation } from "./navigation.tsx";
import { SearchBox } from "./search_box.tsx";
import { Shown } from "./shown.tsx";
import { TokenForm } from "./token_form.tsx";

/** The whole page. */
export function App(): JSX.Element {
  const [about, setAbout] = useState<ServiceDocument>();
  const [failure, setFailure] = useState<Error>();
  const route = useRoute();
  const load = () => {
    setFailure(undefined);
    readDocument().then(setAbout, setFailure);
  };
  useEffect(load, []);
  useNewer(about, setAbout);
  useEffect(() => {
    document.title = about === undefined ? "thriftserve" : titleOf(route, about);
  }, [about, route]);
  if (about === undefined) {
    if (failure instanceof AnswerError && failure.status === 401) return <TokenForm given={load} />;
    return <Waiting failure={failure} again={load} />;
  }
  return (
    <>
      <a class="skip" href="#content">
        To the content
      </a>
      <header class="bar">
        <a class="brand" href="#/">
          {about.service.name}
        </a>
        {about.server !== undefined && (
          <nav class="views" aria-label="Views">
            <a href="#/" aria-current={route.view === "watch" ? undefined : "page"}>
              Service
            </a>
            <a href="#/watch" aria-current={route.view === "watch" ? "page" : undefined}>
              Watch
            </a>
          </nav>
        )}
        <SearchBox service={about.service} />
        <p class="by">thriftserve {about.version}</p>
      </header>
      <div class="frame">
        <Navigation about={about} route={route} />
        <main id="content" tabIndex={-1}>
          <Shown key={fragmentOf(route)}>
            <View about={about} route={route} />
          </Shown>
        </main>
      </div>
    </>
  );
}

/** Looks from time to time whether the server has loaded another service, as long as somebody sees the page. */
function useNewer(about: ServiceDocument | undefined, set: (about: ServiceDocument) => void): void {
  const read = about?.server?.read;
  useEffect(() => {
    if (read === undefined) return;
    const look = () => {
      if (document.hidden) return;
      readNewer(read).then(
        (newer) => newer !== undefined && set(newer),
        () => {}, // it may be starting anew
      );
    };
    const timer = setInterval(look, betweenLooks);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [read]);
}

/** Milliseconds. */
const betweenLooks = 5000;

function View({ about, route }: { readonly about: ServiceDocument; readonly route: Route }): JSX.Element {
  const { service } = about;
  switch (route.view) {
    case "method":
      return (
        <MethodPage
          key={route.name}
          about={about}
          name={route.name}
          below={<CodeBelow about={about} name={route.name} />}
        >
          <CallBeside about={about} name={route.name} begin={route.call} />
        </MethodPage>
      );
    case "definition":
      return <DefinitionPage service={service} name={route.name} />;
    case "file":
      return <FilePage service={service} name={route.name} />;
    case "watch":
      if (about.server !== undefined) return <WatchPage server={about.server} />;
      return <Overview about={about} />;
    default:
      return <Overview about={about} />;
  }
}

function CodeBelow(props: { readonly about: ServiceDocument; readonly name: string }): JSX.Element | null {
  const { about, name } = props;
  const method = methodOf(about.service, name);
  return method === undefined ? null : <CodePanel about={about} method={method} />;
}

/** The form beside a method, where the page may call. */
function CallBeside(props: {
  readonly about: ServiceDocument;
  readonly name: string;
  readonly begin: string | undefined;
}): JSX.Element | null {
  const { about, name, begin } = props;
  const method = methodOf(about.service, name);
  if (method === undefined || about.server?.calls !== true) return null;
  return <CallPanel key={`${name} ${begin ?? ""}`} {...{ service: about.service, method, begin }} />;
}

function Waiting(props: { readonly failure: Error | undefined; readonly again: () => void }): JSX.Element {
  const { failure, again } = props;
  if (failure === undefined) return <p class="waiting">Asking the server …</p>;
  return (
    <div class="waiting" role="alert">
      <p>The server does not tell its service: {failure.message}</p>
      <button type="button" onClick={again}>
        Ask again
      </button>
    </div>
  );
}

/** The route of the address, as it changes. */
function useRoute(): Route {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const changed = () => {
      if (!location.hash.startsWith("#/") && location.hash !== "") return; // a place in the page
      setFragment(location.hash);
      scrollTo(0, 0);
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return routeOf(fragment);
}

function titleOf(route: Route, { service }: ServiceDocument): string {
  return "name" in route ? `${route.name} – ${service.name}` : service.name;
}
