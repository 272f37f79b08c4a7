// The documents that the page consists of: its HTML, and what that loads. Nothing in them is of this server's, and nothing
// is loaded from elsewhere.
import type { Answer } from "../answer.ts";

/** Tells that a document is ours. */
export const generator = '<meta name="generator" content="thriftserve">';

/** The HTML of the page. @param data what a site of files has in it instead of asking for it. */
function shell(title: string, data?: string): string {
  const own =
    data === undefined ? "" : `<script type="application/json" id="document">${inScript(data)}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${generator}
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
${own}<script defer src="page.js"></script>
</head>
<body><noscript>This page needs JavaScript.</noscript></body>
</html>
`;
}

/** The files of a site that has no server. @param data its service, as JSON. */
export async function siteFiles(title: string, data: string): Promise<Readonly<Record<string, string>>> {
  const { files } = await import("./bundle.js");
  return { "index.html": shell(title, data), ...files };
}

/** The headers of each of them: the page runs its own script, asks its own server, and stands in no other page. */
export const shellHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
};

/** Whether browsers load it before they ask for anything of the server's. */
export function isShell(path: string): boolean {
  return path === "/" || path === "/page.js" || path === "/page.css";
}

/** One of them. @param path one that {@link isShell} knows. */
export async function shellAnswer(path: string): Promise<Answer> {
  const bundle = await import("./bundle.js").catch(() => undefined);
  if (bundle === undefined) {
    const text = "the page is not bundled: npm run build does it\n";
    return { status: 503, type: "text/plain; charset=utf-8", text };
  }
  if (path === "/") return found("text/html", shell("thriftserve"));
  if (path === "/page.js") return found("text/javascript", bundle.files["page.js"]);
  return found("text/css", bundle.files["page.css"]);
}

function found(type: string, text: string): Answer {
  return { status: 200, type: `${type}; charset=utf-8`, text, headers: shellHeaders };
}

/** Text that ends no element of a script, and begins no comment. */
function inScript(json: string): string {
  return json.replace(/</g, "\\u003c");
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
