import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findSummary } from '../bench/report/summary.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the README quotes the figures of the newest run, with all of its conditions', () => {
  const measured = findSummary(read('../bench/RESULTS.md'));
  expect(measured).toContain('Conditions: ');
  expect(findSummary(read('../../README.md'))).toBe(measured);
});
