// Has Deno take the program that it runs for a compiled one, whose executable is the script that AS_COMPILED names.
import process from "node:process";

const { Deno: deno } = globalThis as unknown as { readonly Deno: { readonly build: object } };
const build = { value: { ...deno.build, standalone: true } };
Object.defineProperty(globalThis, "Deno", { value: Object.create(deno, { build }) });
process.execPath = process.env.AS_COMPILED!;
