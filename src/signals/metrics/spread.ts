import type { Histogram, Registry } from 'prom-client';
import { type Family, labelsOf } from './tally.ts';

/** How often which sizes came, with one set of labels. */
export class Distribution {
  readonly labels: Record<string, string>;
  readonly #bounds: readonly number[];
  /** By bucket, not summed up; the last one is for what is above all bounds. */
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(labels: Record<string, string>, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  /** As the text format wants them: buckets summed up from below, then the sum and the count. */
  lines(name: string): { readonly metricName: string; readonly labels: object; readonly value: number }[] {
    let below = 0;
    const buckets = [...this.#bounds.map(String), '+Inf'].map((le, bucket) => {
      below += this.#counts[bucket] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le, ...this.labels }, value: below };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: this.labels, value: this.#sum },
      { metricName: `${name}_count`, labels: this.labels, value: below },
    ];
  }
}

/** A histogram that costs what an addition costs; see `Tally`. prom-client's own cannot be given sums, so this one is read as if it were one. */
export class Spread {
  readonly #distributions = new Map<string, Distribution>();
  readonly #labelNames: readonly string[];
  readonly #bounds: readonly number[];

  /** @param family with the upper bounds of its buckets, ascending */
  constructor(registry: Registry, { name, help, labelNames, bounds }: Family & { readonly bounds: readonly number[] }) {
    this.#labelNames = labelNames;
    this.#bounds = bounds;
    const metric = {
      name,
      help,
      labelNames,
      get: () =>
        Promise.resolve({
          name,
          help,
          type: 'histogram',
          aggregator: 'sum',
          values: [...this.#distributions.values()].flatMap((distribution) => distribution.lines(name)),
        }),
    };
    registry.registerMetric(metric as unknown as Histogram);
  }

  /** @param values in the order of the label names */
  of(...values: readonly string[]): Distribution {
    const key = values.length === 1 ? (values[0] ?? '') : values.join('\n');
    const known = this.#distributions.get(key);
    if (known !== undefined) return known;
    const distribution = new Distribution(labelsOf(this.#labelNames, values), this.#bounds);
    this.#distributions.set(key, distribution);
    return distribution;
  }
}
