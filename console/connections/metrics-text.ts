/** One series of the text in which Prometheus is told signals. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** More series than these are not read: the service has a few for each connection. */
const MAX_SERIES = 20_000;

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };
const NUMBERS: Readonly<Record<string, number>> = { '+Inf': Infinity, Inf: Infinity, '-Inf': -Infinity };

/** Reads the text format of Prometheus; lines that are none are passed over. */
export function parseMetrics(text: string): Series[] {
  const series: Series[] = [];
  for (const line of text.split('\n')) {
    if (series.length >= MAX_SERIES) break;
    const [, name, labels = '', value = ''] = LINE.exec(line.trim()) ?? [];
    if (name !== undefined) series.push({ name, labels: parseLabels(labels), value: NUMBERS[value] ?? Number(value) });
  }
  return series;
}

function parseLabels(text: string): Record<string, string> {
  return Object.fromEntries(
    Array.from(text.matchAll(LABEL), ([, name = '', value = '']) => [
      name,
      value.replaceAll(/\\(.)/g, (whole, escaped: string) => ESCAPES[escaped] ?? whole),
    ]),
  );
}
