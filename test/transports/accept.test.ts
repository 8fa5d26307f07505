import { describe, expect, it } from 'vitest';
import { readAccept } from '../../src/transports/accept.ts';

const typesOf = (header: string | undefined): string[] => readAccept(header).map(({ type }) => type);

describe('an accept header', () => {
  it('is nothing where there is none', () => {
    expect([undefined, '', ' ', ' ,, '].flatMap(typesOf)).toEqual([]);
  });

  it('is in the order of its qualities, and among equals in its own', () => {
    expect(typesOf('a/1;q=0.2, a/2, a/3;q=0.5,a/4;Q=1.0')).toEqual(['a/2', 'a/4', 'a/3', 'a/1']);
  });

  it('leaves out what the client does not take at all', () => {
    expect(typesOf('a/1;q=0, a/2;q=0.000, a/3;q=0.001')).toEqual(['a/3']);
  });

  it('takes a quality that is none for no word about it', () => {
    expect(typesOf('a/1;q=0.9, a/2;q=x, a/3;q=-1, a/4;q=7')).toEqual(['a/2', 'a/3', 'a/4', 'a/1']);
  });

  it.each([
    ['multipart/mixed;boundary=graphql;subscriptionSpec=1.0', { boundary: 'graphql', subscriptionspec: '1.0' }],
    ['Multipart/Mixed ; SUBSCRIPTIONSPEC = "1.0"', { subscriptionspec: '1.0' }],
    [
      'multipart/mixed;boundary="a,b;c=d\\"e";subscriptionSpec="1.0";q=0.5',
      { boundary: 'a,b;c=d"e', subscriptionspec: '1.0' },
    ],
    ['multipart/mixed;boundary="never closed, text/html', { boundary: 'never closed, text/html' }],
    ['multipart/mixed;flag', { flag: '' }],
  ])('has parameters: %s', (header, parameters) => {
    const [range, ...others] = readAccept(header);
    expect([range?.type, Object.fromEntries(range?.parameters ?? []), others]).toEqual([
      'multipart/mixed',
      parameters,
      [],
    ]);
  });

  it('is read to its end however it is made up', () => {
    for (const evil of ['"', '\\"', ',', ';', '=', '";"', ',"', 'a;b="', '"\\']) {
      expect(readAccept(evil.repeat(16_384 / evil.length)).length).toBeLessThanOrEqual(16_384);
    }
  });
});
