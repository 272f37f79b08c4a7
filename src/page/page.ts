// Begins the page.
import { h, render } from "preact";
import { App } from "./frame/app.tsx";

render(h(App, {}), document.body);
