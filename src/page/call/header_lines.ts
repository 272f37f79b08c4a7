// Reads headers as people write them, one to a line.

/** The headers of lines `name: value`. @throws {Error} that names the line which is none. */
export function readHeaders(text: string): Record<string, string> {
  const lines = text.split("\n").map((line) => line.trim());
  return Object.fromEntries(
    lines
      .filter((line) => line !== "")
      .map((line): [string, string] => {
        const [, name, value = ""] = /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.*)$/.exec(line) ?? [];
        if (name === undefined) throw new Error(`${line}: expected a line such as name: value`);
        return [name, value];
      }),
  );
}
