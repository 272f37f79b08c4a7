// The library's faces: every type and error that a public signature or its docstring names can be imported.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { root } from "../fixtures/hosts.ts";

/** A declaration in the package's `.d.ts` files. */
interface Declaration {
  readonly name: string;
  /** Its text, without comments. */
  readonly text: string;
  /** The comments in it and before it. */
  readonly comments: string;
  /** The names that stand for something of the package where it is declared, and is not only used within it. */
  readonly known: ReadonlySet<string>;
}

/** By the files below dist/npm, without their endings, some of the names that each has to export. */
const faces = {
  mod: ["serve", "connect", "ValueError", "WorkerStartError", "applicationExceptionType"],
  client: ["connect", "idl", "ValueError", "TimeoutError", "applicationExceptionType"],
  tensor: ["tensor", "typedArray", "TensorError"],
};

for (const [face, some] of Object.entries(faces)) {
  const declared = new Map<string, Declaration>();
  for (const { names, file } of exportsOf(`dist/npm/${face}.d.ts`)) {
    for (const name of names) declared.set(name, declarationOf(name, file));
  }

  test(`${face}: the face has what it should`, () => {
    for (const name of some) assert.ok(declared.has(name), name);
  });

  test(`${face}: every type in a public signature is exported`, () => {
    const missing = [...declared.values()].flatMap(({ name, text, known }) =>
      [...text.matchAll(/\b[A-Z]\w*/g)]
        .filter(([used]) => known.has(used) && !declared.has(used))
        .map(([used]) => `${used}, which ${name} names`),
    );
    assert.deepEqual(missing, []);
  });

  test(`${face}: every name that a public docstring throws or links to is exported`, () => {
    const missing = [...declared.values()].flatMap(({ name, comments }) =>
      [...comments.matchAll(/\{@link (\w+)|@throws \{(\w+)\}/g)]
        .map(([, link, thrown]) => (link ?? thrown)!)
        .filter((used) => !declared.has(used) && !(used in globalThis))
        .map((used) => `${used}, which ${name} names`),
    );
    assert.deepEqual(missing, []);
  });
}

interface Exports {
  readonly names: readonly string[];
  readonly file: string;
  /** Of another package. */
  readonly package: boolean;
}

function exportsOf(file: string): Exports[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)"/gm)].map(([, list, from]) => ({
    names: namesIn(list!),
    package: !from!.startsWith("."),
    file: normalize(join(dirname(file), from!)).replace(/\.ts$/, ".d.ts"),
  }));
}

/** `a, type B as C` declares a and C. */
function namesIn(list: string): string[] {
  return list
    .split(",")
    .map((item) =>
      item
        .trim()
        .replace(/^type /, "")
        .replace(/^.* as /, ""),
    )
    .filter((name) => name !== "");
}

function declarationOf(name: string, file: string): Declaration {
  const text = readFileSync(join(root, file), "utf8");
  const imports = [...text.matchAll(/^import (?:type )?\{([^}]*)\} from "(\.[^"]+)"/gm)];
  const statements = text.split(/^(?=\/\*\*|export |declare |interface |type |class )/m);
  const declares = new RegExp(
    `^(?:export )?(?:declare )?(?:class|interface|type|function|const) ${name}\\b`,
    "m",
  );
  const at = statements.findIndex((statement) => declares.test(withoutComments(statement)));
  if (at < 0) {
    const again = exportsOf(file).find(({ names }) => names.includes(name));
    assert.ok(again, `${name} is not declared in ${file}`);
    if (again.package) return { name, text: "", comments: "", known: new Set() };
    return declarationOf(name, again.file);
  }
  const before = statements[at - 1]?.startsWith("/**") ? statements[at - 1]! : "";
  const own = [...text.matchAll(/^(?:export )?(?:declare )?(?:class|interface|type) (\w+)/gm)].map(
    ([, found]) => found!,
  );
  // Types of src/typed/ are worked out by others, which nobody has to write down: a text's types are theirs already.
  const isWorkedOut = file.includes("/src/typed/");
  return {
    name,
    text: isWorkedOut ? "" : withoutComments(statements[at]!),
    comments: commentsIn(before + statements[at]!),
    known: new Set([...imports.flatMap(([, list]) => namesIn(list!)), ...own]),
  };
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*.*?\*\//gs, "");
}

function commentsIn(text: string): string {
  return [...text.matchAll(/\/\*.*?\*\//gs)].join("\n");
}
