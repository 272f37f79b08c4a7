// Writes docs/interop.md: what Apache's clients found. Without dates, so that the same results make the same text.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Host, root } from "../fixtures/hosts.ts";
import { type Dialect, dialectsOf, type Library, libraries, sockets, title } from "./dialects.ts";
import { knownFailures } from "./known_failures.ts";
import type { Results } from "./results.ts";

const names: Readonly<Record<Library, string>> = {
  python: "Python",
  cpp: "C++",
  go: "Go",
  java: "Java",
  npm: "npm",
};

/** The text, given what a complete run found. */
export function interopDocument(
  results: Results,
  hosts: readonly Host["name"][],
  versions: ReadonlyMap<Library, string>,
): string {
  const groups = grouped(hosts, (host) => table(results, host, versions));
  return `${[
    introduction,
    ...groups.map(([alike, text]) => `## ${alike.map(hostTitle).join(", ")}\n\n${text}`),
    knownSection(),
  ].join("\n\n")}\n`;
}

const introduction = `# Interoperability

Written by \`tests/interop/matrix_test.ts\`, which fails when it would write something else. Apache's own client
libraries call the conformance service ([idl/conformance.thrift](https://github.com/thriftserve/thriftserve/blob/main/idl/conformance.thrift)) with code that Apache's
compiler generated from it. A number is the checks that passed, of every type, of containers within containers, of
extremes, large values, exceptions, oneway calls, sequence ids and what goes wrong; \`n/m\` says that some of m
are [known to fail](#known-failures). An empty cell is a dialect that the library does not have, or not in this form.

Not every combination is run. Covered are, on every host, every dialect of every library; every model on every host;
over TCP every dialect under every model; over every other kind of socket every model. The models are the six, and
nonblocking with \`--workers 0\`. [plan.ts](https://github.com/thriftserve/thriftserve/blob/main/tests/interop/plan.ts) deals them out, and a test proves that it covers
this. Besides, servers that are fixed to a protocol and a transport are called in these by
two libraries each.

A dialect is \`protocol/transport\`. \`binary-old\` is binary without a version; \`-accelerated\` is Python's codec in C;
\`-multiplexed\` calls the service by its name; \`framed-zlib\` is a stream of zlib in frames, \`header-zlib\` THeader with
its zlib transform; \`fast-framed\` is Java's other framed transport.`;

function hostTitle(host: Host["name"]): string {
  if (host === "executable") return "The executable";
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return `${{ bun: "Bun", deno: "Deno", node: "Node" }[host]} ${devDependencies[host]}`;
}

function table(results: Results, host: string, versions: ReadonlyMap<Library, string>): string {
  const head = ["dialect", ...libraries.map((library) => `${names[library]} ${versions.get(library)}`)];
  const rows = allDialects().map((dialect) => [
    title(dialect),
    ...libraries.map((library) => {
      const cell = results.find(host, library, dialect);
      if (cell === undefined) return "";
      const passed = cell.passed.difference(cell.failed).size;
      return cell.failed.size === 0 ? `${passed}` : `${passed}/${passed + cell.failed.size}`;
    }),
  ]);
  const line = (cells: readonly string[]) => `|${cells.map((cell) => (cell ? ` ${cell} ` : " ")).join("|")}|`;
  return [line(head), line(["---", ...libraries.map(() => "--:")]), ...rows.map(line)].join("\n");
}

/** Each once, sorted by socket, transport and protocol. */
function allDialects(): Dialect[] {
  const found = new Map<string, Dialect>();
  for (const socket of sockets) {
    for (const library of libraries)
      for (const one of dialectsOf(library, socket)) found.set(title(one), one);
  }
  const key = ({ name, socket }: Dialect) => {
    const [protocol, transport] = name.split("/");
    return `${sockets.indexOf(socket)} ${transport} ${protocol}`;
  };
  return [...found.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function knownSection(): string {
  const lines = knownFailures.map(({ library, protocol, checks, reason }) => {
    const which = checks.map((check) => `\`${check}\``).join(", ");
    return `- ${names[library]}, ${protocol}: ${which}. ${reason}`;
  });
  return `## Known failures\n\n${lines.length === 0 ? "None." : lines.join("\n")}`;
}

/** Hosts with the same text, together. */
function grouped<T>(items: readonly T[], textOf: (item: T) => string): [T[], string][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(textOf(item), [...(groups.get(textOf(item)) ?? []), item]);
  return [...groups].map(([text, alike]) => [alike, text]);
}
