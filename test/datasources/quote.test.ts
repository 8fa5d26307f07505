import { describe, expect, it } from 'vitest';
import { MAX_QUOTED_CHARACTERS, createQuote } from '../../src/datasources/quote.ts';

describe('quote', () => {
  const quote = createQuote(() => ['s3cr3t/+=', undefined, '', 'other']);

  it('leaves harmless text as it is', () => {
    expect(quote('group id not exist')).toBe('group id not exist');
    expect(quote('邀请进群失败')).toBe('邀请进群失败');
  });

  it.each([undefined, null, 42, { text: 'x' }])('quotes nothing of %j', (text) => {
    expect(quote(text)).toBe('');
  });

  it('removes its secrets, plain and percent-encoded', () => {
    expect(quote('a s3cr3t/+= b s3cr3t%2F%2B%3D c other')).toBe('a [redacted] b [redacted] c [redacted]');
  });

  it.each([
    'usersig=eJyrVg*x_&x',
    '{"userSig":"eJyrVg*x_"}',
    'Signature: eJyrVg*x_',
    'bad token=eJyrVg*x_, sorry',
    '{"api-key" : "eJyrVg*x_"}',
  ])('removes the credential from %s', (text) => {
    expect(quote(text)).not.toContain('eJyrVg');
    expect(quote(text)).toContain('[redacted]');
  });

  it('puts text on one line and bounds it by whole characters', () => {
    expect(quote(' a\r\n\tb\u0000c  d ')).toBe('a b c d');
    const long = quote('😀'.repeat(MAX_QUOTED_CHARACTERS + 1));
    expect(Array.from(long)).toHaveLength(MAX_QUOTED_CHARACTERS);
    expect(long.endsWith('😀…')).toBe(true);
    expect(quote('😀'.repeat(MAX_QUOTED_CHARACTERS))).not.toContain('…');
  });

  it('removes a secret that the bound would have cut in two', () => {
    const text = `${'x'.repeat(MAX_QUOTED_CHARACTERS - 3)}s3cr3t/+=`;
    expect(quote(text)).not.toContain('s3');
  });
});
