// The parts of a writer, and putting them together so that room is reserved once for as many as possible.

/** A piece of a writer's source text and how much room it needs. */
export type Part =
  /** Always `size` bytes; `emit` stores them at `p` plus a constant, without moving `p`. */
  | {
      readonly kind: "fixed";
      readonly size: number;
      readonly emit: (at: (offset: number) => string) => string;
    }
  /** At most `size` bytes; `code` moves `p` itself. */
  | { readonly kind: "bounded"; readonly size: number; readonly code: string }
  /** As many bytes as it turns out: `emit` reserves them and `slack` more for what follows. */
  | { readonly kind: "open"; readonly emit: (slack: number) => string };

/** Bytes known when the code is generated. */
export function constant(bytes: readonly number[]): Part {
  return {
    kind: "fixed",
    size: bytes.length,
    emit: (at) => bytes.map((byte, index) => `b[${at(index)}] = ${byte};`).join(" "),
  };
}

/** A statement that stores nothing: a check, a local. */
export function statement(code: string): Part {
  return { kind: "bounded", size: 0, code };
}

/**
 * Makes room for `size` (an expression) bytes.
 * @param least an expression for those of them that will be written in any case, where there may be very many.
 */
export function reserve(size: string | number, least?: string): string {
  if (size === 0 || size === "0") return "";
  const both = least === undefined ? size : `${size}, ${least}`;
  return `if (p + (${size}) > b.length) { output.position = p; output.reserve(${both}); ${reload} }`;
}

/** Takes up the output again after a call that may have written and grown it. */
export const reload = "b = output.bytes; v = output.view; p = output.position;";

/**
 * Joins parts into source text.
 *
 * @param slack room that must be left when the code has run.
 * @param covered room that is there before it runs.
 */
export function join(parts: readonly Part[], slack = 0, covered = 0): string {
  const lines: string[] = [];
  let start = 0;
  let room = covered;
  for (;;) {
    let stop = start;
    while (stop < parts.length && parts[stop]!.kind !== "open") stop++;
    const run = parts.slice(start, stop);
    const isLast = stop === parts.length;
    const needed = sizeOf(run) + (isLast ? slack : 0);
    if (needed > room) lines.push(reserve(needed));
    lines.push(joinRun(run));
    if (isLast) return lines.filter(Boolean).join("\n");
    const open = parts[stop]!;
    start = stop + 1;
    room = roomAfter(parts, start, slack);
    if (open.kind === "open") lines.push(open.emit(room));
  }
}

/** The fewest bytes that parts of values take. */
export function leastOf(parts: readonly Part[]): number {
  return parts.reduce(
    (sum, part) =>
      sum + (part.kind === "fixed" ? part.size : part.kind === "bounded" && part.size === 0 ? 0 : 1),
    0,
  );
}

/** The most bytes that parts can take, or undefined when one of them is open. */
export function boundOf(parts: readonly Part[]): number | undefined {
  return parts.some((part) => part.kind === "open") ? undefined : sizeOf(parts);
}

function sizeOf(run: readonly Part[]): number {
  return run.reduce((sum, part) => sum + (part.kind === "open" ? 0 : part.size), 0);
}

function roomAfter(parts: readonly Part[], start: number, slack: number): number {
  let stop = start;
  while (stop < parts.length && parts[stop]!.kind !== "open") stop++;
  return sizeOf(parts.slice(start, stop)) + (stop === parts.length ? slack : 0);
}

function joinRun(run: readonly Part[]): string {
  const lines: string[] = [];
  let passed = 0;
  const advance = (): void => {
    if (passed > 0) lines.push(`p += ${passed};`);
    passed = 0;
  };
  for (const part of run) {
    if (part.kind === "fixed") {
      const base = passed;
      lines.push(part.emit((offset) => (base + offset === 0 ? "p" : `p + ${base + offset}`)));
      passed += part.size;
    } else if (part.kind === "bounded") {
      if (part.size > 0 || /\bp\b/.test(part.code)) advance();
      lines.push(part.code);
    }
  }
  advance();
  return lines.join("\n");
}
