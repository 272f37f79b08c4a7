// Generated code passes the compiler's strictest settings, in a project that has the package, and so do its uses.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { generate } from "../../src/gen/gen.ts";
import { writeModules } from "../../src/gen/write.ts";
import { root } from "../fixtures/command_line.ts";

const compilerOptions = {
  ...{
    target: "esnext",
    module: "nodenext",
    lib: ["esnext"],
    types: ["node"],
    noEmit: true,
    skipLibCheck: true,
  },
  ...{
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
  },
  ...{ noPropertyAccessFromIndexSignature: true, noImplicitReturns: true, noFallthroughCasesInSwitch: true },
  ...{
    noUnusedLocals: true,
    noUnusedParameters: true,
    allowUnreachableCode: false,
    allowUnusedLabels: false,
  },
  ...{ isolatedModules: true, verbatimModuleSyntax: true },
  ...{ erasableSyntaxOnly: true, allowImportingTsExtensions: true },
};

test("generated code and its uses pass the strictest settings", () => {
  mkdirSync(join(root, ".test"), { recursive: true });
  const folder = mkdtempSync(join(root, ".test", "generated-"));
  try {
    const files = ["tests/gen/idl/every.thrift", "examples/calculator/calculator.thrift"];
    writeModules(generate(files.map((file) => join(root, file))), join(folder, "generated"));
    const uses = {
      "uses.ts": "tests/gen/uses.ts",
      "handler.ts": "tests/gen/handler.ts",
      "calculator.ts": "examples/calculator/handler.ts",
    };
    for (const [name, file] of Object.entries(uses)) {
      const text = readFileSync(join(root, file), "utf8").replace('"../../mod.ts"', '"thriftserve"');
      writeFileSync(join(folder, name), text);
    }
    // What satisfies a handler is inferred, which isolatedDeclarations is against.
    compile(join(folder, "generated"), { ...compilerOptions, declaration: true, isolatedDeclarations: true });
    compile(folder, compilerOptions);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function compile(folder: string, options: object): void {
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, include: ["**/*.ts"] }),
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "--project", folder], { encoding: "utf8" });
  assert.deepEqual([stdout, status], ["", 0]);
}
