import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { Metrics } from '../../src/signals/metrics/metrics.ts';
import { processMetrics } from '../../src/signals/metrics/process-metrics.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(pathOf(path), 'utf8');

/** Prometheus' own tool, where this machine has it. */
const HAS_PROMTOOL = spawnSync('promtool', ['--version']).status === 0;

function promtool(...parameters: string[]): void {
  const { status, stdout, stderr } = spawnSync('promtool', parameters, { encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
}

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

  it.skipIf(!HAS_PROMTOOL)('are what Prometheus takes, and do what they are meant to', () => {
    promtool('check', 'rules', pathOf('deploy/prometheus/alerts.yaml'));
    promtool('test', 'rules', pathOf('deploy/prometheus/alerts.test.yaml'));
  });

  it('are all tried out', () => {
    interface Try {
      readonly alertname: string;
      readonly exp_alerts?: readonly unknown[];
    }
    const { tests } = parse(read('deploy/prometheus/alerts.test.yaml')) as { tests: { alert_rule_test: Try[] }[] };
    const tries = tests.flatMap(({ alert_rule_test: all }) => all);
    const fired = tries.filter(({ exp_alerts: expected = [] }) => expected.length > 0);
    expect(new Set(fired.map(({ alertname }) => alertname))).toEqual(new Set(rules.map(({ alert }) => alert)));
  });

  it('are all explained', () => {
    const page = read('docs/operating.md');
    for (const { alert } of rules) expect(page).toContain(`| \`${alert}\``);
    for (const [, alert = ''] of page.matchAll(/^\| `(Rollcall\w+)`/gm))
      expect(rules.map((rule) => rule.alert)).toContain(alert);
  });
});

interface Source {
  readonly type: string;
  readonly uid: string;
}

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly datasource: Source;
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: Source;
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly Target[];
}

/** Those of Grafana's units that are used here. */
const UNITS = ['short', 's', 'ops', 'reqps', 'percentunit', 'bytes'];

describe('the dashboard', () => {
  const dashboard = JSON.parse(read('deploy/grafana/rollcall.json')) as {
    panels: Panel[];
    templating: { list: { name: string; query: string; type: string }[] };
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

  it.each(charts.map((panel) => [panel.title, panel] as const))('shows %s as Grafana wants it', (_title, panel) => {
    const { type, datasource, fieldConfig, targets = [] } = panel;
    expect(['timeseries', 'state-timeline']).toContain(type);
    const source = { type: 'prometheus', uid: '${datasource}' };
    for (const asked of [datasource, ...targets.map((target) => target.datasource)]) expect(asked).toEqual(source);
    expect(UNITS).toContain(fieldConfig?.defaults.unit);
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    for (const { legendFormat } of targets) expect(legendFormat).not.toBe('');
  });

  it('has panels that lie side by side', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.get(`${x} ${y}`), title).toBeUndefined();
          taken.set(`${x} ${y}`, title);
        }
    }
  });

  it.skipIf(!HAS_PROMTOOL)('asks in PromQL, with variables that it has', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    const rules = charts.flatMap(({ id, targets = [] }) =>
      targets.map(({ refId, expr }) => {
        for (const [, name] of expr.matchAll(/\$(?!__)(\w+)/g)) expect(names, expr).toContain(name);
        return {
          record: `panel_${id}_${refId}`,
          expr: expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, '.*'),
        };
      }),
    );
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-panels-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'panels.yaml');
    writeFileSync(path, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
    promtool('check', 'rules', path);
  });

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
