// Numbers as people read them.

/** A time in seconds. */
export function seconds(time: number | undefined): string {
  if (time === undefined) return "–";
  if (time < 0.001) return `${Math.round(time * 1e6)} µs`;
  if (time < 1) return `${(time * 1000).toPrecision(time < 0.01 ? 2 : 3)} ms`;
  return `${time.toPrecision(3)} s`;
}

/** A size in bytes. */
export function bytes(size: number | undefined): string {
  if (size === undefined) return "–";
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
  return power === 0 ? `${size} bytes` : `${(size / 1000 ** power).toPrecision(3)} ${units[power]}`;
}

/** A count, or a rate. */
export function count(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 1e4) return `${(value / 1e3).toPrecision(3)} k`;
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(2);
}

/** How long something has lasted, in seconds. */
export function duration(time: number): string {
  const parts = [
    [Math.floor(time / 86_400), "d"],
    [Math.floor(time / 3600) % 24, "h"],
    [Math.floor(time / 60) % 60, "min"],
    [Math.floor(time) % 60, "s"],
  ] as const;
  const first = parts.findIndex(([value]) => value > 0);
  return first < 0
    ? "0 s"
    : parts
        .slice(first, first + 2)
        .map(([value, unit]) => `${value} ${unit}`)
        .join(" ");
}
