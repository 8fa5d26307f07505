import { describe, expect, it } from 'vitest';
import { type ListPage, MAX_LISTED, MemberList, PAGE_SIZE } from '../../console/group/member-list.ts';
import type { ListedMemberFragment } from '../../console/graphql/generated/graphql.ts';
import type { Change } from '../../console/live/follow.ts';
import { ManualClock } from '../support/manual-clock.ts';

const member = (id: string): ListedMemberFragment => ({
  __typename: 'Membership',
  id,
  account: id,
  state: 'QUEUED',
  changedAt: '2026-01-01T00:00:00Z',
  profile: null,
});
const change = (id: string): Change =>
  ({ at: '2026-01-02T00:00:00Z', membership: { id, account: id, state: 'JOINED' } }) as Change;

/** A group of so many, read page by page. */
function open(total: number) {
  const clock = new ManualClock();
  const list = new MemberList(async (after, first): Promise<ListPage> => {
    const begin = Number(after ?? 0);
    const end = Math.min(begin + first, total);
    const members = Array.from({ length: end - begin }, (_, index) => member(`m${begin + index}`));
    return { members, totalCount: total, endCursor: end < total ? String(end) : null };
  }, clock);
  let drawn = 0;
  list.view.subscribe(() => void drawn++);
  return { clock, list, drawings: () => drawn };
}

describe('the members of a group', () => {
  it('are drawn once for all changes of a moment', async () => {
    const { clock, list, drawings } = open(3);
    await list.readMore();
    const before = drawings();
    for (let round = 0; round < 1_000; round++) list.apply(change(`m${round % 3}`), true);
    clock.advance(1_000);
    expect(drawings() - before).toBe(1);
    expect(list.view.get().members.map(({ state }) => state)).toEqual(['JOINED', 'JOINED', 'JOINED']);
    expect(clock.pending).toBe(0);
  });

  it('get new ones at their end, once all are read', async () => {
    const { list } = open(PAGE_SIZE + 1);
    await list.readMore();
    list.apply(change('new'), true);
    expect(list.view.get().members).toHaveLength(PAGE_SIZE);
    await list.readMore();
    list.apply(change('new'), true);
    list.apply(change('other'), false);
    const { members, totalCount, hasMore, isCut } = list.view.get();
    expect([members.at(-1)?.id, members.length, totalCount, hasMore, isCut]).toEqual([
      'new',
      PAGE_SIZE + 2,
      PAGE_SIZE + 2,
      false,
      false,
    ]);
  });

  it('say that there are more than are read', async () => {
    const { list } = open(MAX_LISTED + 1);
    for (let page = 0; page <= MAX_LISTED / PAGE_SIZE; page++) await list.readMore();
    list.apply(change('new'), true);
    const { members, isCut, hasMore } = list.view.get();
    expect([members.length, isCut, hasMore]).toEqual([MAX_LISTED, true, false]);
  });
});
