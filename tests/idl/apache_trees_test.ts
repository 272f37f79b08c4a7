// Apache's own compiler agrees on what names mean: random trees of files that include each other, many of one name. A
// constant of a struct is accepted only if its one field is that of the struct that is meant.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { IdlError } from "../../src/idl/errors.ts";
import { loadIdl } from "../../src/idl/load.ts";
import type { Constant, Schema } from "../../src/schema/schema.ts";
import { withoutCompiler } from "../fixtures/apache_compiler.ts";
import { withFiles } from "../fixtures/temporary_files.ts";

interface Plan {
  readonly path: string;
  /** For each file behind it in the list, whether it is included. */
  readonly includes: readonly boolean[];
  /** Which of S0, S1 and so on it defines. */
  readonly defines: readonly boolean[];
  /** Whether it includes a file that is not there. */
  readonly missing: boolean;
  /** What stands before the member of its enum. */
  readonly enumPrefix: string;
}

const folders = [".", "p", "q", "p/q", "v1.0"];
const names = ["a", "b", "x.y"];
const paths = folders.flatMap((folder) => names.map((name) => join(folder, `${name}.thrift`)));

const plan = (path: string): fc.Arbitrary<Plan> =>
  fc.record({
    path: fc.constant(path),
    includes: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    defines: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
    missing: fc.boolean(),
    enumPrefix: fc.constantFrom("E", "Other", "a", "a.E", "nowhere.E", "none.Some", "F"),
  });

const trees = fc
  .uniqueArray(fc.constantFrom(...paths), { minLength: 2, maxLength: 6 })
  .chain((chosen) => fc.tuple(...chosen.map(plan)));

/** What one file's names mean, and the text that says so. */
interface Written {
  readonly text: string;
  /** By the constant's name, the index of the file whose struct it is of, and the struct. */
  readonly meanings: ReadonlyMap<string, readonly [owner: number, struct: string]>;
}

function write(plans: readonly Plan[], index: number): Written {
  const { path, includes, defines, missing, enumPrefix } = plans[index]!;
  const included = plans.flatMap((_, other) => (other > index && includes[other - 1] ? [other] : []));
  const lines = included.map((other) => `include "${relative(dirname(path), plans[other]!.path)}"`);
  if (missing) lines.push('include "none.thrift"');
  lines.push(`namespace * n${index}`);
  const meanings = new Map<string, readonly [number, string]>();
  const use = (prefix: string, owner: number, struct: string) => {
    // Constants of files that share a prefix have to differ for Apache's compiler; types need not.
    const name = `K${index}_${meanings.size}`;
    lines.push(`const ${prefix}${struct} ${name} = {"f${owner}": 1}`);
    lines.push(`struct U${meanings.size} { 1: list<${prefix}${struct}> u = [{"f${owner}": 2}] }`);
    meanings.set(name, [owner, struct]);
  };
  for (const [number, isDefined] of defines.entries()) {
    if (isDefined) lines.push(`struct S${number} { 1: i32 f${index} }`);
    if (isDefined) use("", index, `S${number}`);
    for (const prefix of new Set(included.map((other) => nameOf(plans[other]!)))) {
      const owner = included.findLast(
        (other) => nameOf(plans[other]!) === prefix && plans[other]!.defines[number],
      );
      if (owner !== undefined) use(`${prefix}.`, owner, `S${number}`);
    }
  }
  lines.push(`enum F { M${index} = 1 }`, `enum E { M${index} = ${index + 3} }`);
  lines.push(`const E X${index} = ${enumPrefix}.M${index}`);
  return { text: lines.join("\n"), meanings };
}

function nameOf({ path }: Plan): string {
  return path.replace(/^.*\//, "").replace(/\.thrift$/, "");
}

/** Whether the compiler takes a file; it may warn. */
function isAccepted(directory: string, path: string): boolean {
  const args = ["-r", "--gen", "json", "-o", directory, join(directory, path)];
  return spawnSync("thrift", args, { timeout: 10_000 }).status === 0;
}

function loadTree(directory: string, path: string): Schema | undefined {
  try {
    return loadIdl(join(directory, path));
  } catch (error) {
    if (error instanceof IdlError) return undefined;
    throw error;
  }
}

test("names mean the same to Apache's compiler, whatever files of one name there are", {
  skip: withoutCompiler,
}, () => {
  fc.assert(
    fc.property(trees, (plans) => {
      const written = plans.map((_, index) => write(plans, index));
      const files = Object.fromEntries(plans.map(({ path }, index) => [path, written[index]!.text]));
      withFiles(files, (directory) => {
        for (const [index, { path }] of plans.entries()) {
          const schema = loadTree(directory, path);
          assert.ok(schema !== undefined && isAccepted(directory, path));
          for (const [constant, [owner, struct]] of written[index]!.meanings) {
            const { type }: Constant = schema.constants[`${schema.program}.${constant}`]!;
            const name: string = type.kind === "struct" ? type.name : "";
            assert.equal(schema.structs[name]!.fields[0]!.name, `f${owner}`);
            assert.ok(name.endsWith(`${nameOf(plans[owner]!)}.${struct}`));
          }
          const member = schema.constants[`${schema.program}.X${index}`]!.value;
          assert.deepEqual(member, { kind: "number", value: index + 3 });
        }
      });
    }),
    { numRuns: 40 },
  );
});

test("what another file of the name defines is refused by both", { skip: withoutCompiler }, () => {
  const broken = fc.tuple(trees, fc.nat(), fc.nat());
  fc.assert(
    fc.property(broken, ([plans, pick, change]) => {
      const written = plans.map((_, index) => write(plans, index));
      const text = written[0]!.text;
      const places = [...text.matchAll(/"f\d+"|X0 = \S+/g)];
      const place = places[pick % places.length]!;
      const owner = Number(/\d+/.exec(place[0])![0]);
      const other = (owner + 1 + (change % plans.length)) % (plans.length + 1);
      fc.pre(other !== owner);
      const wrong = place[0].replace(/\d+$|\d+(?=")/, String(other));
      const spoiled = text.slice(0, place.index) + wrong + text.slice(place.index + place[0].length);
      const files = Object.fromEntries(
        plans.map(({ path }, index) => [path, index ? written[index]!.text : spoiled]),
      );
      withFiles(files, (directory) => {
        assert.equal(loadTree(directory, plans[0]!.path), undefined, wrong);
        assert.ok(!isAccepted(directory, plans[0]!.path), wrong);
      });
    }),
    { numRuns: 40 },
  );
});
