import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonLossless } from '../../src/kernel/json.ts';

fc.configureGlobal({ seed: 20_261_121 });

describe('JSON without a lost digit', () => {
  it('keeps the digits of integers that no number holds', () => {
    expect(parseJsonLossless('{"id":9007199254740993,"ids":[1234567890123456789,-9007199254740993]}')).toEqual({
      id: '9007199254740993',
      ids: ['1234567890123456789', '-9007199254740993'],
    });
  });

  it('leaves every other value as it is', () => {
    const text = '{"a":1,"b":-0.5,"c":1e3,"d":9007199254740991,"e":"9007199254740993","f":null,"g":[true],"h":1e300}';
    expect(parseJsonLossless(text)).toEqual(JSON.parse(text));
    expect(parseJsonLossless('12345678901234567890')).toBe('12345678901234567890');
    expect(parseJsonLossless('1.5')).toBe(1.5);
  });

  it('writes back every digit of every integer', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n })), (values) => {
        const parsed = parseJsonLossless(`[${values.join(',')}]`) as (number | string)[];
        expect(parsed.map(String)).toEqual(values.map(String));
        for (const value of parsed) {
          expect(typeof value === 'number').toBe(Number.isSafeInteger(Number(value)));
        }
      }),
    );
  });

  it('changes nothing else of whatever JSON can say', () => {
    const unsafeAsDigits = (_key: string, value: unknown): unknown =>
      typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value))
        ? String(value)
        : value;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseJsonLossless(text)).toEqual(JSON.parse(text, unsafeAsDigits));
      }),
    );
  });

  it.each(['', '{', '{"a":}', 'undefined', "{'a':1}"])('refuses "%s"', (text) => {
    expect(() => parseJsonLossless(text)).toThrow(SyntaxError);
  });
});
