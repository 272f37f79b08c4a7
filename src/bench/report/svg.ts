// Bars in panels as SVG, drawn by hand: a file that stands for itself, wherever it is shown.

/** A chart. */
export interface Chart {
  readonly title: string;
  readonly caption: string;
  readonly panels: readonly Panel[];
}

/** Bars that share a scale. */
export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

/** A bar, and the words beside it. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly label: string;
  readonly kind: "usual" | "chosen" | "other";
}

const layout = { width: 760, left: 140, barsTo: 580, bar: 18, gap: 5, panelTop: 34, panelGap: 22, top: 52 };
const colours = {
  ...{ usual: "#93b4f5", chosen: "#2563eb", other: "#94a3b8" },
  ...{ text: "#0f172a", faint: "#475569", paper: "#ffffff" },
};

/** Draws it. */
export function drawChart({ title, caption, panels }: Chart): string {
  const parts = [
    text(16, 26, title, { size: 17, weight: "bold" }),
    text(16, 44, caption, { fill: colours.faint, size: 11 }),
  ];
  let y = layout.top;
  for (const panel of panels) {
    const most = Math.max(...panel.bars.map(({ value }) => value), Number.MIN_VALUE);
    parts.push(text(16, y + 24, panel.title, { size: 13, weight: "bold" }));
    y += layout.panelTop;
    for (const bar of panel.bars) {
      parts.push(drawBar(bar, most, y));
      y += layout.bar + layout.gap;
    }
    y += layout.panelGap;
  }
  const size = `width="${layout.width}" height="${y}" viewBox="0 0 ${layout.width} ${y}"`;
  const font = 'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font} role="img" aria-label="${escaped(title)}">`,
    `<rect width="100%" height="100%" rx="8" fill="${colours.paper}"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

/** Text as XML and HTML hold it. */
export function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function drawBar({ name, value, label, kind }: Bar, most: number, y: number): string {
  const length = Math.max(2, (value / most) * (layout.barsTo - layout.left));
  const baseline = y + layout.bar - 5;
  return [
    text(layout.left - 8, baseline, name, { size: 12, anchor: "end" }),
    `<rect x="${layout.left}" y="${y}" width="${length.toFixed(1)}" height="${layout.bar}" rx="3" fill="${colours[kind]}"/>`,
    text(layout.left + length + 8, baseline, label, { size: 12, fill: colours.faint }),
  ].join("\n");
}

interface TextStyle {
  readonly size: number;
  readonly weight?: "bold";
  readonly fill?: string;
  readonly anchor?: "end";
}

function text(x: number, y: number, content: string, { size, weight, fill, anchor }: TextStyle): string {
  const style = [
    `x="${x.toFixed(1)}" y="${y}" font-size="${size}" fill="${fill ?? colours.text}"`,
    weight && `font-weight="${weight}"`,
    anchor && `text-anchor="${anchor}"`,
  ];
  return `<text ${style.filter(Boolean).join(" ")}>${escaped(content)}</text>`;
}
