import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatGroupId,
  formatMembershipId,
  MAX_ID_PART_BYTES,
  parseGroupId,
  parseMembershipId,
} from '../../src/kernel/ids.ts';

fc.configureGlobal({ seed: 20_261_121 });

const part = fc
  .oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.stringMatching(/^[%:a25A3]{1,12}$/))
  .filter((text) => Buffer.byteLength(text) <= MAX_ID_PART_BYTES);

describe('public ids', () => {
  it('join their parts with a colon', () => {
    expect(formatGroupId({ connectionId: 'tencent', externalId: '@TGS#2J4SZEAEL' })).toBe('tencent:@TGS#2J4SZEAEL');
    expect(formatMembershipId({ connectionId: 'wechat', externalId: '1@chatroom', account: 'wxid_a' })).toBe(
      'wechat:1@chatroom:wxid_a',
    );
    expect(formatGroupId({ connectionId: 'c', externalId: '50%:x%3A' })).toBe('c:50%25%3Ax%253A');
  });

  it('can be read back, whatever their parts are', () => {
    fc.assert(
      fc.property(part, part, part, (connectionId, externalId, account) => {
        const group = { connectionId, externalId };
        expect(parseGroupId(formatGroupId(group))).toEqual(group);
        expect(parseMembershipId(formatMembershipId({ ...group, account }))).toEqual({ ...group, account });
      }),
    );
  });

  it('have one spelling each: what can be read is written again in the same way', () => {
    const likeAnId = fc.stringMatching(/^[%:a25A3\u00e9]{1,14}$/);
    fc.assert(
      fc.property(fc.oneof(likeAnId, fc.string()), (id) => {
        const group = parseGroupId(id);
        if (group !== null) expect(formatGroupId(group)).toBe(id);
        const membership = parseMembershipId(id);
        if (membership !== null) expect(formatMembershipId(membership)).toBe(id);
      }),
      { numRuns: 2_000 },
    );
  });

  it('differ when their parts differ', () => {
    fc.assert(
      fc.property(part, part, part, part, (a, b, c, d) => {
        const same = a === c && b === d;
        const one = formatGroupId({ connectionId: a, externalId: b });
        expect(one === formatGroupId({ connectionId: c, externalId: d })).toBe(same);
      }),
    );
  });

  it.each(['', 'c', 'c:', ':g', 'c:g:a', 'c:%', 'c:%2', 'c:%3a', 'c:%41', 'c::'])('refuse "%s" as a group', (id) => {
    expect(parseGroupId(id)).toBeNull();
  });

  it.each(['', 'c:g', 'c:g:', 'c::a', ':g:a', 'c:g:a:b', 'c:g:%zz'])('refuse "%s" as a membership', (id) => {
    expect(parseMembershipId(id)).toBeNull();
  });

  it('take parts of so many bytes at most, however they are written', () => {
    for (const letter of ['a', ':', '%', 'é', '😀']) {
      const longest = letter.repeat(MAX_ID_PART_BYTES / Buffer.byteLength(letter));
      const ref = { connectionId: 'c', externalId: longest };
      expect(parseGroupId(formatGroupId(ref))).toEqual(ref);
      expect(parseGroupId(formatGroupId({ ...ref, externalId: `${longest}x` }))).toBeNull();
    }
  });
});
