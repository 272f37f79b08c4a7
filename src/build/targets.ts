// The systems that executables can be built for.
/** Those that Bun's npm packages have a base for; `baseline` is for processors from before 2013. */
export const targets = [
  "linux-x64",
  "linux-x64-baseline",
  "linux-arm64",
  "linux-x64-musl",
  "linux-x64-musl-baseline",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "windows-x64",
  "windows-x64-baseline",
  "windows-arm64",
] as const;

/** A system, `linux-arm64`. */
export type Target = (typeof targets)[number];

/** Whether an executable for it holds what only this machine's system can load. */
export function isThisSystem(target: Target): boolean {
  const system = { win32: "windows" }[process.platform as string] ?? process.platform;
  return target.startsWith(`${system}-${process.arch}`) && target.includes("musl") === isMusl();
}

/** glibc says its version; where a report cannot be had it is taken for glibc. */
function isMusl(): boolean {
  if (process.platform !== "linux") return false;
  const { header } = (process.report?.getReport() ?? {}) as { header?: { glibcVersionRuntime?: string } };
  return header !== undefined && header.glibcVersionRuntime === undefined;
}
