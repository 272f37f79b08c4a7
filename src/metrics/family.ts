// Families of metrics, and their text: Prometheus' format of version 0.0.4, and OpenMetrics 1.0.

/** All samples of one name. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram" | "info";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** One number, with labels; of a histogram the numbers behind the suffixes `_bucket`, `_sum` and `_count`. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
  readonly suffix?: "_bucket" | "_sum" | "_count";
}

/** Labels with their values. */
export type Labels = Readonly<Record<string, string>>;

/** The forms of the text, by the media types that they are asked for with. */
export const metricsTypes = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
} as const;

/** Writes families. Those without a sample are left out. */
export function metricsText(families: readonly Family[], form: keyof typeof metricsTypes): string {
  const parts = families
    .filter(({ samples }) => samples.length > 0)
    .map((family) => familyText(family, form));
  return parts.join("") + (form === "openMetrics" ? "# EOF\n" : "");
}

function familyText({ name, type, help, samples }: Family, form: keyof typeof metricsTypes): string {
  // OpenMetrics names a family without the ending that its samples have.
  const own = form === "openMetrics" ? name.replace(endings[type] ?? /$^/, "") : name;
  const known = form === "prometheus" && type === "info" ? "gauge" : type;
  const lines = samples.map(
    ({ labels = {}, value, suffix = "" }) => `${name}${suffix}${labelsText(labels)} ${numberText(value)}\n`,
  );
  return `# HELP ${own} ${escaped(help, form === "openMetrics")}\n# TYPE ${own} ${known}\n${lines.join("")}`;
}

const endings: Readonly<Record<string, RegExp>> = { counter: /_total$/, info: /_info$/ };

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value, true)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string, quotes: boolean): string {
  const plain = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return quotes ? plain.replaceAll('"', '\\"') : plain;
}

function numberText(value: number): string {
  return value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
}

/**
 * The samples of a histogram.
 * @param buckets each without those below it; the last has what is above all bounds.
 */
export function histogramSamples(
  bounds: readonly number[],
  buckets: ArrayLike<number>,
  sum: number,
  labels: Labels = {},
): Sample[] {
  let count = 0;
  const samples: Sample[] = [];
  for (let bucket = 0; bucket <= bounds.length; bucket++) {
    count += buckets[bucket]!;
    const bound = bounds[bucket];
    const le = bound === undefined ? "+Inf" : String(Number(bound.toPrecision(12)));
    samples.push({ suffix: "_bucket", labels: { ...labels, le }, value: count });
  }
  return [...samples, { suffix: "_sum", labels, value: sum }, { suffix: "_count", labels, value: count }];
}
