// Draws lines over time, in SVG: the last minutes, with the newest value in words.
import type { JSX } from "preact";
import { height, pathOf, scaleOf, width } from "./lines.ts";

/** A line of a chart. */
export interface Line {
  readonly name: string;
  /** A class, which has its colour. */
  readonly kind: "first" | "second" | "third" | "bad";
  /** One for each interval, the oldest first; undefined: there is none. */
  readonly values: readonly (number | undefined)[];
}

/**
 * @param lines share a scale from 0 on.
 * @param show writes a value.
 * @param slots the number of intervals from left to right.
 */
export function Chart(props: {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly show: (value: number) => string;
  readonly slots: number;
}): JSX.Element {
  const { title, lines, show, slots } = props;
  const top = scaleOf(Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const last = (line: Line) => line.values.at(-1);
  const told = lines.map((line) => `${line.name} ${last(line) === undefined ? "–" : show(last(line)!)}`);
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
        {lines.map((line, index) => (
          <span key={line.name} class={`legend ${line.kind}`}>
            {told[index]}
          </span>
        ))}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${told.join(", ")}`}
      >
        {[0.25, 0.5, 0.75].map((part) => (
          <line key={part} class="grid" x1={0} x2={width} y1={height * part} y2={height * part} />
        ))}
        {lines.map((line) => (
          <path key={line.name} class={line.kind} d={pathOf(line.values, top, slots)} />
        ))}
      </svg>
      <span class="scale" aria-hidden="true">
        {show(top)}
      </span>
    </figure>
  );
}
