import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEventCursor, formatRowCursor, parseEventCursor, parseRowCursor } from '../../src/kernel/cursor.ts';

fc.configureGlobal({ seed: 20_261_121 });

const place = fc.nat({ max: 999_999_999_999_999 });

describe('cursors', () => {
  it('can be read back', () => {
    fc.assert(
      fc.property(place, place, (position, atMs) => {
        expect(parseEventCursor(formatEventCursor({ position, atMs }))).toEqual({ position, atMs });
        expect(parseRowCursor(formatRowCursor(position))).toBe(position);
      }),
    );
  });

  it('keep nothing but their place of whatever is given to them', () => {
    const event = { position: 7, atMs: 9, account: 'secret' };
    expect(parseEventCursor(formatEventCursor(event))).toEqual({ position: 7, atMs: 9 });
  });

  it('go into a URL as they are', () => {
    fc.assert(
      fc.property(place, place, (position, atMs) => {
        expect(formatEventCursor({ position, atMs })).toMatch(/^[\w-]+$/);
        expect(formatRowCursor(position)).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('of one kind are none of the other', () => {
    expect(parseRowCursor(formatEventCursor({ position: 1, atMs: 2 }))).toBeNull();
    expect(parseEventCursor(formatRowCursor(1))).toBeNull();
  });

  const sealed = (text: string): string => Buffer.from(text).toString('base64url');
  it.each([
    '',
    'nonsense',
    '7',
    sealed('e1.1'),
    sealed('e1.1.2.3'),
    sealed('e1.-1.2'),
    sealed('e1.1e3.2'),
    sealed('e1.1.2 '),
    sealed('e1.1.2\n'),
    sealed('e2.1.2'),
    sealed('e1.1234567890123456.1'),
    sealed('r1.1 OR 1=1'),
    sealed('r1.'),
  ])('refuse "%s"', (cursor) => {
    expect(parseEventCursor(cursor)).toBeNull();
    expect(parseRowCursor(cursor)).toBeNull();
  });

  it('refuse any other text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(parseEventCursor(text)).toBeNull();
        expect(parseRowCursor(text)).toBeNull();
      }),
    );
  });
});
