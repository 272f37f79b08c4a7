// Warns of what a module has in it that a runtime imports, but that fails when it is called.
import { extname } from "node:path";
import { sourceFiles } from "./sources.ts";

/**
 * Warns of JSX on Deno, which makes calls of `React` out of it where neither the file nor its own configuration says
 * otherwise; it looks at no tsconfig.json, and at the configuration of the program only, not at the handler's.
 *
 * @param url of a module that was imported.
 * @param shown how a path is shown to users.
 */
export async function importDoubts(url: string, shown: (path: string) => string): Promise<string[]> {
  if (!("deno" in process.versions)) return [];
  const doubtful = [...sourceFiles(url)].filter(({ path, text }) => isJsx(path) && needsReact(text));
  if (doubtful.length === 0 || !(await compilesToReact())) return [];
  return doubtful.map(
    ({ path }) =>
      `${shown(path)}: Deno takes its JSX for calls of React, which is not there: begin the file with /** @jsxImportSource react */`,
  );
}

function isJsx(path: string): boolean {
  return [".tsx", ".jsx"].includes(extname(path));
}

function needsReact(text: string): boolean {
  return /<\/|\/>/.test(text) && !/@jsx|\bReact\b/.test(text);
}

async function compilesToReact(): Promise<boolean> {
  const module = "export default (() => <a />).toString();";
  try {
    const { default: compiled } = await import(`data:text/jsx,${encodeURIComponent(module)}`);
    return String(compiled).includes("React.");
  } catch {
    return false; // it imports what makes elements
  }
}
