import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDate, writeText } from '../../../src/graphql/compiled/json-text.ts';

/** Also halves of characters, which JSON has to escape. */
const units = fc.array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 100 });

describe('JSON text', () => {
  it('of a text is what JSON.stringify writes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 100 }),
          units.map((codes) => String.fromCharCode(...codes)),
        ),
        (text) => {
          expect(writeText(text)).toBe(JSON.stringify(text));
        },
      ),
      { numRuns: 2_000 },
    );
    for (let code = 0; code <= 0xff_ff; code++) {
      const text = String.fromCharCode(code);
      for (const one of [text, text.padStart(60, 'a')])
        if (writeText(one) !== JSON.stringify(one)) expect.fail(`${code}`);
    }
  });

  it('of a date is what JSON.stringify writes', () => {
    const years = fc.date({ noInvalidDate: false });
    const days = fc.date({ min: new Date('2026-10-01'), max: new Date('2026-12-01') });
    fc.assert(
      fc.property(fc.oneof(years, days), (date) => {
        expect(writeDate(date)).toBe(JSON.stringify(date));
      }),
      { numRuns: 5_000 },
    );
  });
});
