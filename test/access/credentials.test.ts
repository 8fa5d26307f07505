import { describe, expect, it } from 'vitest';
import { findToken, MAX_TOKEN_CHARACTERS } from '../../src/access/credentials.ts';

const headers = { authorization: 'Bearer of-the-header' };

describe('a token', () => {
  it.each([
    ['the operation', { extensions: { authorization: 'Bearer t' } }],
    ['the operation, without the scheme', { extensions: { authorization: 't' } }],
    ['what a socket was opened with', { connectionParams: { authorization: 'Bearer t' } }],
    ['what a socket was opened with, in capitals', { connectionParams: { Authorization: 'bearer  t' } }],
    ['a token of a socket', { connectionParams: { token: 't' } }],
    ['what Apollo Router hands on', { connectionParams: { connectionParams: { token: 'BEARER t' } } }],
    ['the same under its own name', { connectionParams: { connectionParams: { authorization: 'Bearer t' } } }],
    ['the header', { headers: { authorization: 'Bearer t' } }],
    ['the header, in another case', { headers: { authorization: '  bEARER   t ' } }],
  ])('is taken from %s', (_where, credentials) => {
    expect(findToken({ headers: {}, ...credentials })).toEqual({ token: 't' });
  });

  it('is taken from the place that is closest to the operation', () => {
    const extensions = { authorization: 'of-the-operation' };
    const connectionParams = { authorization: 'a', Authorization: 'b', token: 'c', connectionParams: { token: 'd' } };
    const without = (...names: string[]): object =>
      Object.fromEntries(Object.entries(connectionParams).filter(([name]) => !names.includes(name)));
    expect(findToken({ headers, connectionParams, extensions })).toEqual({ token: 'of-the-operation' });
    expect(findToken({ headers, connectionParams })).toEqual({ token: 'a' });
    expect(findToken({ headers, connectionParams: without('authorization') })).toEqual({ token: 'b' });
    expect(findToken({ headers, connectionParams: without('authorization', 'Authorization') })).toEqual({ token: 'c' });
    const nested = without('authorization', 'Authorization', 'token');
    expect(findToken({ headers, connectionParams: nested })).toEqual({ token: 'd' });
    expect(findToken({ headers, connectionParams: {} })).toEqual({ token: 'of-the-header' });
  });

  it('that is of no use is not made good by one in another place', () => {
    for (const authorization of [5, {}, ['t'], true, 'Bearer', 'Bearer ']) {
      expect(findToken({ headers, extensions: { authorization } })).toEqual({ refusal: expect.any(String) });
      expect(findToken({ headers, connectionParams: { authorization } })).toEqual({ refusal: expect.any(String) });
    }
  });

  it('is looked for elsewhere where a router has filled in nothing', () => {
    for (const nothing of [null, undefined, '', '  ']) {
      const filled = { authorization: nothing, token: nothing, connectionParams: { token: nothing } };
      expect(findToken({ headers, connectionParams: filled, extensions: filled })).toEqual({ token: 'of-the-header' });
    }
    for (const connectionParams of [null, undefined, 'text', 5, [], { connectionParams: 'text' }]) {
      expect(findToken({ headers, connectionParams })).toEqual({ token: 'of-the-header' });
    }
  });

  it('is no property that every object has', () => {
    const inherited = Object.create({ authorization: 'inherited', token: 'inherited' }) as object;
    expect(findToken({ headers: {}, connectionParams: inherited, extensions: inherited })).toHaveProperty('refusal');
  });

  it.each(['t', 'Basic dXNlcjpwYXNz', 'Bearer', 'Bearert', 'Token t'])(
    'in the header has to be named as one: %j',
    (authorization) => {
      expect(findToken({ headers: { authorization } })).toHaveProperty('refusal');
    },
  );

  it('that is missing is asked for, without a word about what else there is', () => {
    for (const given of [{}, { authorization: '' }, { authorization: '   ' }]) {
      expect(findToken({ headers: given })).toEqual({ refusal: expect.stringContaining('no credential was given') });
    }
  });

  it('may be long, and not longer', () => {
    const longest = 'x'.repeat(MAX_TOKEN_CHARACTERS);
    expect(findToken({ headers: {}, extensions: { authorization: `Bearer ${longest}` } })).toEqual({ token: longest });
    expect(findToken({ headers: {}, extensions: { authorization: `${longest}x` } })).toEqual({
      refusal: `the token is longer than ${MAX_TOKEN_CHARACTERS} characters`,
    });
  });
});
