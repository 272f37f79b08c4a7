// Figures as people read them.
import type { Latency } from "./load/latencies.ts";

/** A number: 12,345, 98.7 or 3.25. */
export function countOf(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A time in the unit that suits it. */
export function durationOf(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)} µs`;
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${Number(milliseconds.toPrecision(3))} ms`;
}

/** A latency in milliseconds, `>` before one that is only known to be longer. */
export function latencyOf(latency: Latency | undefined): string {
  if (latency === undefined) return "-";
  const { milliseconds, isLonger } = latency;
  const digits = milliseconds >= 100 ? 0 : milliseconds >= 10 ? 1 : 2;
  return `${isLonger ? ">" : ""}${Number(milliseconds.toFixed(digits)).toLocaleString("en")}`;
}

/** Bytes in MB. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
