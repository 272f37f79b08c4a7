// Modules that multiplex services, and the .thrift files and methods they refer to.
import { type Modules, writeModules } from "./modules.ts";

const thrift = `
  include "shared.thrift"
  service Calculator extends shared.Base { i32 add(1: i32 a, 2: i32 b) }
  service Second { i32 two() }`;
export const sharedThrift =
  "struct Item { 1: i32 n } service Base { i32 inherited() } service Shared { Item item() }";

export const service = 'export const service = new URL("./calculator.thrift", import.meta.url);\n';
export const calculator = "{ inherited: () => 7, add: (a, b) => a + b }";
export const shared = "{ item: () => ({ n: 1 }) }";
export const second = "{ two: () => 2 }";

/** Files of one test: `handler.ts` and what else it may refer to. */
export function modulesOf(handler: string, files: Readonly<Record<string, string>> = {}): Modules {
  return writeModules({
    "calculator.thrift": thrift,
    "shared.thrift": sharedThrift,
    "handler.ts": `// @ts-nocheck\n${handler}`,
    ...Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        name.endsWith(".ts") ? `// @ts-nocheck\n${text}` : text,
      ]),
    ),
  });
}

export const sharedModule = `export const service = new URL("./shared.thrift#Shared", import.meta.url);\nexport default ${shared};`;
