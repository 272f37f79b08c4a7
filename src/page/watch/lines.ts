// Works out the lines of a chart.

/** The measures of a chart; it is stretched to what there is. */
export const width = 300;
export const height = 90;

/** The upper end of a scale: 1, 2 or 5 times a power of ten. */
export function scaleOf(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([1, 2, 5, 10].find((step) => step * power >= most) ?? 10);
}

/** Lines from value to value; where there is none the line has a gap. */
export function pathOf(values: readonly (number | undefined)[], top: number, slots: number): string {
  const shown = values.slice(-slots);
  const step = width / Math.max(1, slots - 1);
  const begin = width - (shown.length - 1) * step;
  let path = "";
  let isDown = false;
  for (const [index, value] of shown.entries()) {
    if (value === undefined) {
      isDown = false;
      continue;
    }
    const x = (begin + index * step).toFixed(1);
    const y = (height - 1 - (Math.min(value, top) / top) * (height - 4)).toFixed(1);
    path += `${isDown ? "L" : "M"}${x} ${y}`;
    isDown = true;
  }
  return path;
}
