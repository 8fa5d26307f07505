import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROVIDERS } from '../../src/datasources/registry.ts';
import { graphql, startService } from '../e2e/processes.ts';
import { readPage } from './pages/markdown.ts';
import { PAGES, ROOT } from './pages/pages.ts';
import { sectionOf, tableRows } from './pages/tables.ts';

const README = readFileSync(`${ROOT}README.md`, 'utf8');

describe('README', () => {
  test.each(Object.entries(PROVIDERS))(
    'tells the limits and options of %s as the code has them, and leads to its page',
    (name, { capabilities }) => {
      const options = capabilities.inviteOptions.map((option) => `\`${option}\``).toSorted();
      const row = tableRows(sectionOf(README, '## Providers')).find(([first]) => first?.includes(`[\`${name}\`]`));
      expect(row?.[0]).toBe(`[\`${name}\`](docs/providers/${name}.md)`);
      expect(row?.slice(2, 5)).toEqual([
        String(capabilities.membersPerCall),
        String(capabilities.callsPerSecond),
        capabilities.quotaScope.toLowerCase(),
      ]);
      expect(row?.[5]?.split(', ').toSorted()).toEqual(options);
    },
  );

  test('shows the main pages of the console', () => {
    const shown = readPage(`${ROOT}README.md`).links.map(({ target }) => target);
    for (const name of ['board', 'invite', 'group', 'connections', 'board-phone'])
      expect(shown).toContain(`docs/images/console-${name}.png`);
  });

  test('shows an invite and what a fresh service answers to it', async () => {
    const { blocks } = readPage(`${ROOT}README.md`);
    const [operation = '', answer = ''] = ['graphql', 'json'].map(
      (language) => blocks.find((block) => block.language === language)?.text,
    );
    await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
    const { data } = await graphql(service.url, operation);
    const shown = JSON.parse(answer) as { operation: { id: string }; results: object[] };
    expect(data.inviteMembers.operation).toEqual({ ...shown.operation, id: expect.any(String) as string });
    expect(data.inviteMembers.results).toEqual(shown.results);
  });

  test('says the console before the playground', () => {
    expect(README.indexOf('<http://127.0.0.1:4000/>')).toBeGreaterThan(0);
    expect(README.indexOf('<http://127.0.0.1:4000/>')).toBeLessThan(README.indexOf('4000/playground'));
  });
});

test('the index of the documentation leads to every page of it', () => {
  const listed = readPage(`${ROOT}docs/README.md`).links.map(({ target }) => `docs/${target}`);
  const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  expect(pages.length).toBeGreaterThan(15);
  expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
});
