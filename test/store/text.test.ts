import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromDatabaseJson, fromDatabaseText, toDatabaseText } from '../../src/store/postgres/text.ts';

const texts = fc.string({
  unit: fc.oneof(fc.constantFrom('\0', '\u{10FFFF}', '0', '1', 'a', '"', '\\'), fc.string({ unit: 'binary' })),
});

it('keeps every text in one without U+0000, and different ones apart', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const kept = toDatabaseText(text);
      expect(kept).not.toContain('\0');
      expect(fromDatabaseText(kept)).toBe(text);
    }),
    { seed: 20_261_121 },
  );
});

it('reads every text that it kept out of JSON that the database wrote', () => {
  fc.assert(
    fc.property(texts, (text) => {
      // The database escapes fewer characters than this, but these the same.
      expect(fromDatabaseJson(JSON.stringify([1, toDatabaseText(text)]))).toEqual([1, text]);
    }),
    { seed: 20_261_121 },
  );
});
