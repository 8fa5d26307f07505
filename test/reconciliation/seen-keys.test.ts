import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeenKeys } from '../../src/reconciliation/seen-keys.ts';

it('has what was added, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000), { maxLength: 3_000 }), fc.array(fc.nat(5_000)), (added, asked) => {
      const keys = new SeenKeys();
      for (const key of added) keys.add(key);
      const truth = new Set(added);
      for (const key of [...asked, ...added.slice(0, 100)]) expect(keys.has(key)).toBe(truth.has(key));
    }),
  );
});

it('keeps keys beyond 32 bits, and may be asked, added to and asked again', () => {
  const keys = new SeenKeys();
  keys.add(2 ** 52 + 1);
  keys.add(3);
  expect(keys.has(2 ** 52 + 1)).toBe(true);
  expect(keys.has(2 ** 52)).toBe(false);
  keys.add(2 ** 40);
  expect(keys.has(2 ** 40)).toBe(true);
  expect(keys.has(3)).toBe(true);
});
