// Remedies for imports that fail.
import { basename, dirname, extname, relative } from "node:path";
import type { FailedImport } from "./failed_import.ts";

/** A sentence, where there is something to say that the runtime has not. */
export function remedy(failed: FailedImport): string | undefined {
  const { code, message, path } = failed;
  const specifier = failed.specifier ?? (failed.imports ? failed.target : undefined);
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" || isDecorator(failed)) return typesOnly;
  const extension = extname(specifier ?? path);
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" && /^\.[jt]sx$/.test(extension)) return noJsx(extension);
  if (/does not provide an export named/.test(message)) return typeImport;
  if (isModuleAsCommonJs.test(message)) return moduleRemedy(path);
  if (specifier === undefined) return undefined;
  if (/^bun:/.test(specifier)) return "Only Bun and the executable have bun: modules.";
  if (/^(npm|jsr|https?):/.test(specifier)) {
    return "Only Deno imports from registries and URLs: install the package and import it by its name.";
  }
  if (isRelative(specifier) && failed.specifier !== undefined) return fileRemedy(failed, specifier);
  if (/not a dependency|Cannot find package|Cannot find module/.test(message)) {
    return `Packages are looked for in node_modules beside ${dirname(path)} and above: npm install ${packageOf(specifier)} there.`;
  }
  return undefined;
}

const typesOnly =
  "Node leaves out types and runs the rest as it is: serve this by Bun, Deno or the executable, or compile it first.";

const typeImport = "If it is a type: import type { ... }.";

function noJsx(extension: string): string {
  return `Node imports no ${extension}: serve it by Bun or the executable, or compile it first.`;
}

/** Node's words for refusing those that only modules have. */
const isModuleAsCommonJs =
  /^(Unexpected token 'export'|Cannot use (import statement|'import\.meta') outside a module)/;

function moduleRemedy(path: string): string {
  const extension = extname(path);
  const renamed = `name it ${basename(path, extension)}${/ts$/.test(extension) ? ".mts" : ".mjs"}`;
  return /^\.c[jt]s$/.test(extension)
    ? `Its ending says that it is CommonJS: ${renamed}.`
    : `It is taken for CommonJS: write "type": "module" in the package.json beside it or above, or ${renamed}.`;
}

function isDecorator({ sourceLine, message }: FailedImport): boolean {
  return message === "Invalid or unexpected token" && /^[^"'`]*@\w/.test(sourceLine ?? "");
}

function fileRemedy({ path, meant, code, message }: FailedImport, specifier: string) {
  if (meant !== undefined && !meant.endsWith(specifier.replace(/^(\.\.?\/)+/, ""))) {
    const written = relative(dirname(path), meant);
    return `Write the file's whole name, "${written.startsWith(".") ? "" : "./"}${written}": only Bun and the executable try others.`;
  }
  if (code === "ERR_IMPORT_ATTRIBUTE_MISSING" || /JSON module/.test(message)) {
    return 'Write import ... with { type: "json" }.';
  }
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" || /Unknown module/.test(message)) {
    return `Read it instead: readFileSync(new URL("${specifier}", import.meta.url), "utf8").`;
  }
  return undefined;
}

function isRelative(specifier: string): boolean {
  return /^(\.\.?\/|\/|file:)/.test(specifier);
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
