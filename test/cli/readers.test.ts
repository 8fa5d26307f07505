import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../src/cli/invite/csv.ts';
import { MAX_FAILURE_KINDS, MAX_NAMED_ACCOUNTS, Outcomes } from '../../src/cli/invite/outcomes.ts';
import { MAX_EVENT_CHARACTERS, readEventStream } from '../../src/cli/service/event-stream.ts';

fc.configureGlobal({ seed: 20_261_121 });

/** A cell as RFC 4180 writes any text. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('a table', () => {
  it('is read whatever stands in cells', () => {
    const row = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 });
    const separator = fc.constantFrom(',', ';', '\t');
    const lineEnd = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(fc.array(row), separator, lineEnd, (rows, comma, end) => {
        const text = rows.map((cells) => cells.map(quoted).join(comma) + end).join('');
        expect([...readRows(text)]).toEqual(rows);
      }),
    );
  });

  it.each([
    ['a,b\nc', [['a', 'b'], ['c']]],
    ['a,\n\nb\n', [['a', ''], [''], ['b']]],
    ['"a" b,c\n"d', [['"a" b', 'c'], ['"d']]],
    ['', []],
  ])('%j has the rows %j', (text, rows) => expect([...readRows(text)]).toEqual(rows));
});

describe('an event stream', () => {
  const read = async (chunks: readonly Uint8Array[]) => {
    async function* body() {
      yield* chunks;
    }
    return Array.fromAsync(readEventStream(body()));
  };

  it('is the same however it is cut into pieces', async () => {
    const event = fc.record({ name: fc.constantFrom('next', 'complete'), data: fc.json() });
    const lineEnd = fc.constantFrom('\n', '\r\n');
    const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 5 }), lineEnd, cuts, async (events, end, places) => {
        const text = events
          .map(({ name, data }) => `:${end}${end}event: ${name}${end}data: ${data}${end}${end}`)
          .join('');
        const bytes = Buffer.from(text);
        const ends = [...new Set([0, ...places.filter((place) => place < bytes.length), bytes.length])].toSorted(
          (one, other) => one - other,
        );
        const chunks = ends.slice(1).map((until, index) => bytes.subarray(ends[index], until));
        expect(await read(chunks)).toEqual(events);
      }),
    );
  });

  it('has no event that was cut off, and none without an end', async () => {
    expect(await read([Buffer.from('data: 1\n\ndata: 2\n')])).toEqual([{ name: '', data: '1' }]);
    const endless = Array.from({ length: 3 }, () => Buffer.from('x'.repeat(MAX_EVENT_CHARACTERS / 2)));
    await expect(read(endless)).rejects.toThrow(RangeError);
  });
});

it('outcomes are counted one by one, and failures told apart up to a limit', () => {
  const outcomes = new Outcomes();
  const count = MAX_FAILURE_KINDS + 20;
  for (let index = 0; index < count; index++) {
    const account = `user${index}`;
    outcomes.add({
      __typename: 'MemberFailed',
      account,
      membership: { __typename: 'Membership', id: `zim:g:${account}`, state: 'FAILED' },
      reason: 'PROVIDER_ERROR',
      message: `the provider says something of ${account}`,
      providerCode: '1',
      retryable: false,
    });
  }
  expect(outcomes.counts.failed).toBe(count);
  expect(outcomes.failures.length).toBe(MAX_FAILURE_KINDS + 1);
  expect(outcomes.failures[0]).toMatchObject({ count: 20, message: '(other messages)' });
  expect(outcomes.failures[0]?.accounts.length).toBe(MAX_NAMED_ACCOUNTS);
  expect(outcomes.failures.reduce((sum, failure) => sum + failure.count, 0)).toBe(count);
});
