import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Metrics } from '../../src/signals/metrics/metrics.ts';
import { processMetrics } from '../../src/signals/metrics/process-metrics.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Family {
  readonly name: string;
  readonly labelNames?: readonly string[];
  readonly upperBounds?: readonly number[];
}

const OWN = new Metrics().registry.getMetricsAsArray() as unknown as Family[];
/** Labels that Prometheus adds. */
const ADDED = ['instance', 'job', 'le'];
/** By each name under which a family is told. */
const LABELS = new Map(
  [...OWN, ...(processMetrics().getMetricsAsArray() as unknown as Family[])].flatMap(({ name, labelNames = [] }) =>
    ['', '_bucket', '_sum', '_count'].map((suffix) => [name + suffix, [...labelNames, ...ADDED]] as const),
  ),
);

/** Every metric of an expression with the labels that it is asked by, and every label that it is grouped or joined by. */
function readExpression(expression: string) {
  const metrics = [...expression.matchAll(/\b((?:rollcall|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', matchers = '']) => ({
      name,
      labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }),
  );
  const grouped = [...expression.matchAll(/\b(?:by|on|group_left)\s*\(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim()),
  );
  return { metrics, grouped };
}

function expectKnown(expression: string): void {
  const { metrics, grouped } = readExpression(expression);
  expect(metrics.length, expression).toBeGreaterThan(0);
  for (const { name, labels } of metrics) {
    expect([...LABELS.keys()], expression).toContain(name);
    for (const label of labels) expect(LABELS.get(name), `${label} in ${expression}`).toContain(label);
  }
  const all = metrics.flatMap(({ name }) => LABELS.get(name) ?? []);
  for (const label of grouped) expect(all, `${label} in ${expression}`).toContain(label);
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

describe('the alert rules', () => {
  const { groups } = parse(read('deploy/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);

  it.each(rules.map(({ alert, expr }) => [alert, expr]))('ask by %s for what there is', (_alert, expr) =>
    expectKnown(expr),
  );

  it('are all explained', () => {
    const page = read('docs/operating.md');
    for (const { alert } of rules) expect(page).toContain(`| \`${alert}\``);
    for (const [, alert = ''] of page.matchAll(/^\| `(Rollcall\w+)`/gm))
      expect(rules.map((rule) => rule.alert)).toContain(alert);
  });
});

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

describe('the dashboard', () => {
  const dashboard = JSON.parse(read('deploy/grafana/rollcall.json')) as {
    panels: Panel[];
    templating: { list: { query: string; type: string }[] };
  };
  const charts = dashboard.panels.filter(({ type }) => type !== 'row');

  it.each(charts.map((panel) => [panel.title, panel] as const))(
    'shows %s out of what there is',
    (_title, { targets = [] }) => {
      expect(targets.length).toBeGreaterThan(0);
      for (const { expr, legendFormat } of targets) {
        expectKnown(expr);
        for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(expr).toContain(label);
      }
    },
  );

  it('has panels that can be told apart, and asks for connections by a metric that has them', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { query, type } of dashboard.templating.list) {
      if (type !== 'query') continue;
      const [, name = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(query) ?? [];
      expect(LABELS.get(name)).toContain(label);
    }
  });
});

describe('docs/operating.md', () => {
  it('tells of every metric, with its labels, and of no other', () => {
    const rows = [...read('docs/operating.md').matchAll(/^\| `(rollcall_\w+)`\s*\|[^|]*\|([^|]*)\|/gm)];
    const told = new Map(
      rows.map(([, name = '', labels = '']) => [name, [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label)]),
    );
    const known = new Map(OWN.map(({ name, labelNames = [] }) => [name, [...labelNames]]));
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
  });
});
