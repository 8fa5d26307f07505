import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TROUBLES } from '../../src/cli/doctor/connection/troubles.ts';
import { type ProviderName, connectionSettings, PROVIDERS } from '../../src/datasources/registry.ts';
import { commonKeys } from '../../src/datasources/settings.ts';
import { REPLAY_WINDOW_MS as TENCENT_WINDOW_MS } from '../../src/datasources/tencent-im/webhook.ts';
import { REPLAY_WINDOW_MS as ZIM_WINDOW_MS } from '../../src/datasources/zego-zim/webhook.ts';
import { type Key, keysOf } from './pages/keys.ts';
import { ROOT } from './pages/pages.ts';
import { codeIn, rowsByCode, sectionOf, tableRows } from './pages/tables.ts';

const NAMES = Object.keys(PROVIDERS) as ProviderName[];
const read = (path: string): string => readFileSync(ROOT + path, 'utf8');
const pageOf = (name: ProviderName): string => read(`docs/providers/${name}.md`);

/** One shape for all: who knows one page finds his way in the others. */
const CHAPTERS = [
  '## What to fetch',
  '## The connection',
  '## Options and limits',
  '## Webhooks',
  '## How outcomes are told',
  '## What it cannot tell',
  '## Mistakes, and what the doctor calls them',
];

/** The keys that this provider alone takes. */
function ownKeys(name: ProviderName): Key[] {
  const all = connectionSettings.options.flatMap((option) => {
    const shapes = 'options' in option ? option.options : [option];
    return shapes.filter(({ shape }) => shape.provider.value === name).flatMap((shape) => keysOf(shape));
  });
  const common = new Set(['provider', ...Object.keys(commonKeys)]);
  return [...new Map(all.map((key) => [key.path, key])).values()].filter(
    ({ path }) => !common.has(path.split('.')[0] ?? ''),
  );
}

/** The codes that the doctor has for what this provider answers. */
function doctorsCodes(name: ProviderName): string[] {
  const source = read(`src/cli/doctor/providers/${name}.ts`);
  return Object.entries(TROUBLES)
    .filter(([said]) => source.includes(`'${said}'`))
    .map(([, { code }]) => code);
}

test('there is a page for each provider', () => {
  expect(readdirSync(`${ROOT}docs/providers`).toSorted()).toEqual(NAMES.map((name) => `${name}.md`).toSorted());
});

describe.each(NAMES)('the page on %s', (name) => {
  const page = pageOf(name);
  const { capabilities } = PROVIDERS[name];

  test('has the chapters that every provider has', () => {
    expect(page.split('\n').filter((line) => line.startsWith('## '))).toEqual(CHAPTERS);
    expect(page).toContain(`\`provider: ${name}\``);
  });

  test('names every key of the connection with its default, and none that there is not', () => {
    const keys = ownKeys(name);
    expect(keys.length).toBeGreaterThan(3);
    const rows = [...rowsByCode(sectionOf(page, '## The connection'))];
    expect(Object.fromEntries(rows.map(([key, [cell = '']]) => [key, codeIn(cell)[0] ?? cell]))).toEqual(
      Object.fromEntries(keys.map(({ path, byItself }) => [path, byItself])),
    );
  });

  test('shows a connection in which every key stands that has to', () => {
    const shown = sectionOf(page, '## The connection');
    for (const { path } of ownKeys(name).filter(({ byItself }) => byItself === 'required'))
      expect(shown).toMatch(new RegExp(`\\b${path.split('.').at(-1)}: `));
  });

  test('tells the options and limits as the code has them', () => {
    const rows = rowsByCode(sectionOf(page, '## Options and limits'));
    const limits = {
      membersPerCall: `\`${capabilities.membersPerCall}\``,
      callsPerSecond: `\`${capabilities.callsPerSecond}\``,
      scope: `\`${capabilities.quotaScope.toLowerCase()}\``,
      readsPerSecond: `\`${capabilities.readsPerSecond}\``,
      listsMembers: capabilities.listsMembers ? 'yes' : 'no',
      removesMembers: capabilities.removesMembers ? 'yes' : 'no',
      reportsChanges: capabilities.reportsChanges ? 'yes' : 'no',
    };
    for (const [limit, value] of Object.entries(limits)) expect([limit, rows.get(limit)?.[0]]).toEqual([limit, value]);
    const options = [...rows.keys()].filter((key) => /^[A-Z_]+$/.test(key));
    expect(options.toSorted()).toEqual(capabilities.inviteOptions.toSorted());
  });

  test('names what the doctor calls each mistake, by codes that the doctor has', () => {
    const told = tableRows(sectionOf(page, '## Mistakes, and what the doctor calls them')).flatMap(([, cell = '']) =>
      codeIn(cell),
    );
    const known = codeIn(sectionOf(read('docs/command-line.md'), '## The doctor'));
    expect(told.filter((code) => !known.includes(code))).toEqual([]);
    const own = doctorsCodes(name);
    expect(own.length).toBeGreaterThan(2);
    expect(own.filter((code) => !told.includes(code))).toEqual([]);
  });
});

test.each([
  ['tencent-im', TENCENT_WINDOW_MS],
  ['zego-zim', ZIM_WINDOW_MS],
] as const)('the page on %s tells how old a webhook may be', (name, windowMs) => {
  expect(sectionOf(pageOf(name), '## Webhooks')).toContain(` ${windowMs / 1000} s from now, either way`);
});
