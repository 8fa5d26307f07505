import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const PAGE = readFileSync(new URL('docs/compatibility.md', ROOT), 'utf8');

/** The tests of the page by number, each with its file and with what stands in it. */
const TESTS = new Map(
  [...PAGE.matchAll(/^(\d+)\. `([^`]+)`: (.+)$/gm)].map(([, number = '', file = '', texts = '']) => [
    number,
    { file, texts: [...texts.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text) },
  ]),
);

/** The numbers in the cells of tables, behind the first column. */
const CITED = PAGE.split('\n')
  .filter((line) => /^\| (?!-)/.test(line))
  .flatMap((line) => line.split('|').slice(2, -1))
  .flatMap((cell) => (/^ *\d+(, \d+)* *$/.test(cell) ? cell.split(',').map((number) => number.trim()) : []));

describe('the page on what Rollcall was tried with', () => {
  test.each([...TESTS])('%s names a test that is there', (_number, { file, texts }) => {
    expect(existsSync(new URL(file, ROOT))).toBe(true);
    const source = readFileSync(new URL(file, ROOT), 'utf8');
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => !source.includes(text))).toEqual([]);
  });

  test('cites each of its tests, and none that it does not name', () => {
    expect(CITED.length).toBeGreaterThan(50);
    expect([...new Set(CITED)].toSorted()).toEqual([...TESTS.keys()].toSorted());
  });
});
