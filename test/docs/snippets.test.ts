import { readFileSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildASTSchema, isTypeSystemDefinitionNode, isTypeSystemExtensionNode, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import type { Problem } from '../../src/config/problem.ts';
import { type Block, readPage } from './pages/markdown.ts';
import { PAGES, ROOT } from './pages/pages.ts';

/** Every block of one language: where it stands, and what it says. */
const blocksOf = (...languages: string[]) =>
  PAGES.flatMap((page) =>
    readPage(ROOT + page)
      .blocks.filter(({ language }) => languages.includes(language))
      .map((block: Block): [place: string, text: string] => [`${page}:${block.line}`, block.text]),
  );

/** The YAML of another program says in its first line whose it is. */
const OF_OTHERS =
  /^# (?:Prometheus|Alertmanager|Grafana|Kubernetes|Docker Compose|Apollo Router|Cosmo Router|Hive Gateway|Hive Router|OpenTelemetry Collector|nginx)\b/;

/** Stands in where a page shows some sections alone. */
const CONNECTION = { id: 'wechat', provider: 'gewe', baseUrl: 'http://127.0.0.1', token: 'token', appId: 'app' };

describe('a configuration in a page', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-docs-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the loader has to say against it. */
  function problemsOf(yaml: string): readonly Problem[] {
    const document = parseDocument(yaml);
    if (document.errors.length > 0)
      return document.errors.map(({ message }) => ({ path: 'the block', message: message.split('\n')[0] ?? '' }));
    const sections = document.toJS() as Record<string, unknown>;
    const path = join(folder, 'rollcall.yaml');
    writeFileSync(path, 'connections' in sections ? yaml : JSON.stringify({ connections: [CONNECTION], ...sections }));
    const environment = Object.fromEntries([...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, 'value']));
    const loaded = loadConfig(path, {
      ...environment,
      DATABASE_URL: 'postgres://rollcall@db/rollcall',
      EVENTS_URL: 'nats://nats:4222',
    });
    return 'problems' in loaded ? loaded.problems : [];
  }

  const configurations = blocksOf('yaml', 'yml').filter(([, text]) => !OF_OTHERS.test(text));

  test.each(configurations)('at %s is one', (_place, yaml) => {
    expect(problemsOf(yaml), 'YAML of another program begins with its name, e.g. "# Prometheus"').toEqual([]);
  });

  test('that has a wrong key or a wrong value is told', () => {
    expect(configurations.length).toBeGreaterThan(5);
    expect(problemsOf('signals: { metricToken: a }\nsubscriptions: { retention: 30 }\n')).toEqual([
      { path: 'subscriptions.retention', message: 'must be a text' },
      { path: 'signals.metricToken', message: 'is not a key that is known here' },
    ]);
  });
});

describe('GraphQL in a page', () => {
  const schema = buildASTSchema(parse(readFileSync(`${ROOT}schema/membership.graphql`, 'utf8')), {
    assumeValidSDL: true,
  });

  /** What the schema has to say against it. Definitions are of somebody else's subgraph, and only read. */
  function problemsOf(text: string): string[] {
    const document = parse(text);
    const defines = document.definitions.every(
      (node) => isTypeSystemDefinitionNode(node) || isTypeSystemExtensionNode(node),
    );
    return defines ? [] : validate(schema, document).map(({ message }) => message);
  }

  const documents = blocksOf('graphql', 'gql');

  test.each(documents)('at %s is what the schema takes', (_place, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test('that names what there is not is told', () => {
    expect(documents.length).toBeGreaterThan(2);
    expect(problemsOf('{ groups { id } }')).toHaveLength(1);
  });
});

describe('JSON in a page', () => {
  const texts = blocksOf('json');

  test.each(texts)('at %s can be read', (_place, text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test('is there', () => {
    expect(texts.length).toBeGreaterThan(0);
  });
});
