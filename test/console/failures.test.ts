import { describe, expect, it } from 'vitest';
import { groupFailures } from '../../console/board/failures.ts';
import type { Tile } from '../../console/board/tile.ts';

const failed = (account: string, outcome: object | null): Tile =>
  ({ account, membershipId: account, state: 'failed', outcome, changedAtMs: 0 }) as Tile;

const error = (account: string, providerCode: string, message: string, retryable = false): Tile =>
  failed(account, { __typename: 'MemberFailed', reason: 'PROVIDER_ERROR', providerCode, message, retryable });

describe('failures by reason', () => {
  it('have everything that the provider said of them, most often first, without the names', () => {
    const [group, ...others] = groupFailures([
      error('anna', '7', 'anna is odd'),
      error('ben', '8', 'ben may not', true),
      error('carl', '8', 'carl may not'),
    ]);
    expect(others).toEqual([]);
    expect(group).toEqual({
      kind: 'PROVIDER_ERROR',
      accounts: ['anna', 'ben', 'carl'],
      said: [
        { message: '… may not', code: '8', count: 2 },
        { message: '… is odd', code: '7', count: 1 },
      ],
      retryable: true,
    });
  });

  it('leave words whole in which an account happens to stand', () => {
    const [group] = groupFailures([
      error('e', '7', 'the room does not have (e)'),
      error('o-[x', '7', 'the room does not have (o-[x)'),
    ]);
    expect(group?.said).toEqual([{ message: 'the room does not have (…)', code: '7', count: 2 }]);
  });

  it('keep a place for reasons that are added later, and for none who has no reason yet', () => {
    const added = {
      __typename: 'MemberFailed',
      reason: 'MOON_PHASE',
      providerCode: null,
      message: '',
      retryable: false,
    };
    const groups = groupFailures([
      failed('anna', added),
      failed('ben', { __typename: 'MemberEaten' }),
      failed('carl', null),
    ]);
    expect(groups.map(({ kind, accounts, said }) => [kind, accounts, said])).toEqual([['OTHER', ['anna', 'ben'], []]]);
  });
});
