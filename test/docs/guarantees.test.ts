import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAX_BUFFERED_EVENTS } from '../../src/events/event-stream.ts';
import { IDEMPOTENCY_WINDOW_MS } from '../../src/invitations/invite.ts';
import { ROOT } from './pages/pages.ts';
import { sectionOf } from './pages/tables.ts';

const PAGE = readFileSync(`${ROOT}docs/guarantees.md`, 'utf8');
const PROMISES = PAGE.split('\n').filter((line) => line.startsWith('## ') && !line.includes('not promised'));

/** The tests of a promise: each with its file, and with titles that stand in it. */
const proofsOf = (promise: string) =>
  [...sectionOf(PAGE, promise).matchAll(/^- \[`([^`]+)`\]\(([^)]+)\): (.+)$/gm)].map(
    ([, name = '', link = '', titles = '']) => ({
      name,
      path: resolve(ROOT, 'docs', link),
      titles: [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
    }),
  );

test('there are promises', () => {
  expect(PROMISES.length).toBeGreaterThan(8);
});

describe.each(PROMISES)('%s', (promise) => {
  test('says where it ends', () => {
    expect(sectionOf(PAGE, promise)).toMatch(/^Limits:\n\n- /m);
  });

  test('is proven by tests that are there, under the titles that it names', () => {
    const proofs = proofsOf(promise);
    expect(proofs.length).toBeGreaterThan(1);
    expect(sectionOf(PAGE, promise).match(/^- \[`test\//gm)).toHaveLength(proofs.length);
    for (const { name, path, titles } of proofs) {
      expect(path).toBe(resolve(ROOT, name));
      expect(existsSync(path), name).toBe(true);
      const source = readFileSync(path, 'utf8');
      expect(titles.length, name).toBeGreaterThan(0);
      expect([name, titles.filter((title) => !source.includes(title))]).toEqual([name, []]);
    }
  });
});

test('tells the numbers of the code', () => {
  expect(sectionOf(PAGE, '## A slow client costs nobody else')).toContain(`more than ${MAX_BUFFERED_EVENTS} events`);
  expect(sectionOf(PAGE, '## An idempotency key means one operation')).toContain(
    `For ${IDEMPOTENCY_WINDOW_MS / 3_600_000} hours`,
  );
});
