// Kinds of options that name files.
import { isAbsolute, join } from "node:path";
import { type Kind, text } from "./kinds.ts";

/** The path of a file. What follows a `#` belongs to it. */
export function path(expected: string): Kind<string> {
  return { ...text(expected), from: placed };
}

/** Paths: on the command line the option is repeated. */
export function paths(expected: string): Kind<readonly string[]> {
  return {
    type: "other",
    expected,
    list: true,
    from: (folder, value) => value.map((one) => placed(folder, one)),
    accept: (value) =>
      Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "")
        ? [...value]
        : undefined,
    read: (given, previous) => [...((previous as readonly string[] | undefined) ?? []), given],
  };
}

/** An abstract name of Linux is no path. */
function placed(folder: string, path: string): string {
  return isAbsolute(path) || path.startsWith("@") ? path : join(folder, path);
}
