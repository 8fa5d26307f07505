import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Link, parsePage, readPage, slugOf } from './pages/markdown.ts';
import { PAGES, ROOT } from './pages/pages.ts';

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** What is wrong with a link of a page; null when it leads somewhere, or out of the project. */
function problemOf(page: string, { target }: Link): string | null {
  if (SCHEME.test(target)) return null;
  const [path = '', anchor] = target.split('#').map(decodeURIComponent);
  const file = path === '' ? ROOT + page : resolve(ROOT, dirname(page), path);
  const inside = relative(ROOT, file);
  if (path.startsWith('/') || inside.startsWith('..')) return 'leads out of the project';
  if (!existsSync(file)) return `there is no ${inside}`;
  if (anchor === undefined) return null;
  if (!file.endsWith('.md')) return /^L\d+$/.test(anchor) ? null : `${inside} has no headings`;
  return readPage(file).anchors.has(anchor) ? null : `${inside} has no heading for #${anchor}`;
}

describe('a link', () => {
  test.each(PAGES)('of %s leads to a file, and to a heading where it names one', (page) => {
    const problems = readPage(ROOT + page).links.flatMap((link) => {
      const problem = problemOf(page, link);
      return problem === null ? [] : [`${page}:${link.line} (${link.target}): ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  test('is found in every page that has one', () => {
    const linked = PAGES.filter((page) => readPage(ROOT + page).links.length > 0);
    expect(linked).toContain('README.md');
    expect(linked).toContain('docs/clients.md');
  });

  test('that leads nowhere is told with its line and what is missing', () => {
    const { links } = parsePage(
      '# A\n\n[a](#a) [b](#b) [c](none.md) [d](README.md#none) ![e](none.png "e")\n`[f](none.md)`\n\n```\n[g](none.md)\n```\n\n[h](https://example.com) [i](../../etc)\n',
    );
    const found = links.map((link) => [link.line, problemOf('docs/clients.md', link)]);
    expect(found).toEqual([
      [3, 'docs/clients.md has no heading for #a'],
      [3, 'docs/clients.md has no heading for #b'],
      [3, 'there is no docs/none.md'],
      [3, 'docs/README.md has no heading for #none'],
      [3, 'there is no docs/none.png'],
      [10, null],
      [10, 'leads out of the project'],
    ]);
  });
});

describe('the anchor of a heading', () => {
  test.each([
    ['Two commands', 'two-commands'],
    ['In a supergraph, and from clients', 'in-a-supergraph-and-from-clients'],
    ['`MemberFailed` and `GROUP_FULL`', 'memberfailed-and-group_full'],
    ['What [it](is.md) is: 100 %', 'what-it-is-100-'],
    ['微信 (GeWe)', '微信-gewe'],
  ])('%s is #%s', (heading, anchor) => {
    expect(slugOf(heading)).toBe(anchor);
  });

  test('is numbered where the words come again', () => {
    expect([...parsePage('# A\n## A\n## A\n').anchors]).toEqual(['a', 'a-1', 'a-2']);
  });
});
