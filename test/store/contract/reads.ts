import { expect, it } from 'vitest';
import type { MemberState } from '../../../src/kernel/vocabulary.ts';
import { asMove, failed, groupOf, joined, refused, type StartStore, settled, waits } from './subject.ts';

/** Lists, pages and filters, and what is forgotten when it is old. */
export function describeReads(start: StartStore): void {
  it('answers for operations and memberships in the order in which they were asked for', async () => {
    const subject = await start();
    const [first, second] = [await subject.accept(['ann']), await subject.accept(['bob'])];
    expect(await subject.store.invitations.operations([second.id, 'unknown', first.id, second.id])).toEqual([
      second,
      null,
      first,
      second,
    ]);
    const refs = ['bob', 'nobody', 'ann', 'bob'].map((account) => ({ ...groupOf('g'), account }));
    const memberships = await subject.store.members.byRefs(refs);
    expect(memberships.map((membership) => membership?.account ?? null)).toEqual(['bob', null, 'ann', 'bob']);
    expect(await subject.store.members.byRefs([])).toEqual([]);
    expect(await subject.store.invitations.operation('unknown')).toBeNull();
  });

  it('keeps apart accounts and groups whose names differ only slightly', async () => {
    const subject = await start();
    const names = ['ann', 'Ann', 'ann ', 'änn', '"ann"', "ann'--", '{ann}', 'ann\u0000'];
    const operation = await subject.accept(names);
    await subject.accept(['ann'], { group: 'G' });
    const memberships = await subject.store.members.byRefs(names.map((account) => ({ ...groupOf('g'), account })));
    expect(memberships.map((membership) => membership?.account)).toEqual(names);
    expect(await subject.store.members.countOfGroup(groupOf('g'), null)).toBe(names.length);
    const found = await subject.store.invitations.invitesOf(operation.key, ['"ann"', 'ann\u0000', 'Ann', 'nobody']);
    expect(found.map(({ account }) => account)).toEqual(['Ann', '"ann"', 'ann\u0000']);
  });

  it('pages through the invites of an operation by ordinal', async () => {
    const subject = await start();
    const operation = await subject.accept(['a', 'b', 'c', 'd', 'e']);
    await subject.accept(['x', 'y']);
    const page = (first: number, afterKey: number | null) =>
      subject.store.invitations.invites(operation.key, { first, afterKey });
    const first = await page(2, null);
    expect(first.rows.map(({ account }) => account)).toEqual(['a', 'b']);
    expect(first.hasNextPage).toBe(true);
    await subject.settleAll(joined());
    const second = await page(3, first.rows.at(-1)?.ordinal ?? null);
    expect(second.rows.map(({ account }) => account)).toEqual(['c', 'd', 'e']);
    expect(second.hasNextPage).toBe(false);
    expect(await page(2, 4)).toEqual({ rows: [], hasNextPage: false });
    expect(await page(0, null)).toEqual({ rows: [], hasNextPage: true });
  });

  it('pages through the members of a group in the order in which they became known, whatever changes meanwhile', async () => {
    const subject = await start();
    await subject.accept(['zoe', 'ann'], { group: 'g' });
    await subject.accept(['other'], { group: 'h' });
    await subject.accept(['bob'], { group: 'g' });
    const page = (afterKey: number | null, states: readonly MemberState[] | null = null) =>
      subject.store.members.ofGroup(groupOf('g'), states, { first: 2, afterKey });
    const first = await page(null);
    expect(first.rows.map(({ account }) => account)).toEqual(['zoe', 'ann']);
    expect(first.hasNextPage).toBe(true);
    await subject.settleAll(({ account }) => (account === 'ann' ? settled(failed) : joined()));
    await subject.accept(['ann', 'cid'], { group: 'g' });
    const second = await page(first.rows.at(-1)?.key ?? null);
    expect(second.rows.map(({ account }) => account)).toEqual(['bob', 'cid']);
    expect(second.hasNextPage).toBe(false);
  });

  it('lists and counts members by state', async () => {
    const subject = await start();
    await subject.accept(['ann', 'bob', 'cid']);
    await subject.settle(await subject.granted(), ({ account }) => (account === 'bob' ? settled(failed) : joined()));
    await subject.accept(['dan']);
    const all = { first: 10, afterKey: null };
    const accounts = async (states: readonly MemberState[] | null) =>
      (await subject.store.members.ofGroup(groupOf('g'), states, all)).rows.map(({ account }) => account);
    expect(await accounts(['JOINED'])).toEqual(['ann', 'cid']);
    expect(await accounts(['FAILED', 'QUEUED'])).toEqual(['bob', 'dan']);
    expect(await accounts([])).toEqual([]);
    expect(await subject.store.members.countOfGroup(groupOf('g'), ['JOINED', 'FAILED'])).toBe(3);
    expect(await subject.store.members.countOfGroup(groupOf('g'), null)).toBe(4);
    expect(await subject.store.members.countOfGroup(groupOf('unknown'), null)).toBe(0);
    expect(await subject.store.members.ofGroup(groupOf('unknown'), null, all)).toEqual({
      rows: [],
      hasNextPage: false,
    });
  });

  it('knows no memberships of a user to whom no account is linked', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    expect(await subject.store.members.ofUser('ann', null, { first: 10, afterKey: null })).toEqual({
      rows: [],
      hasNextPage: false,
    });
    expect(await subject.store.members.countOfUser('ann', null)).toBe(0);
    expect(await subject.events({ userId: 'ann' })).toEqual([]);
  });

  it('reads events after a position: all, of a group, of an operation', async () => {
    const subject = await start();
    const inG = await subject.accept(['ann', 'bob'], { group: 'g' });
    const inH = await subject.accept(['ann'], { group: 'h' });
    await subject.settle(await subject.granted(), joined());
    const all = await subject.events();
    expect(all.map(asMove)).toHaveLength(5);
    expect(await subject.moves({ group: groupOf('h') })).toEqual(['ann: nothing > QUEUED']);
    expect(await subject.moves({ operationId: inG.id })).toEqual([
      'ann: nothing > QUEUED',
      'bob: nothing > QUEUED',
      'ann: QUEUED > JOINED',
      'bob: QUEUED > JOINED',
    ]);
    expect(await subject.moves({ operationId: inH.id })).toEqual(['ann: nothing > QUEUED']);
    const third = all[2]?.position ?? 0;
    expect(await subject.events({}, third)).toEqual(all.slice(3));
    expect(await subject.events({ group: groupOf('g') }, third)).toEqual(all.slice(3));
    expect(await subject.store.events.after(0, {}, 2)).toEqual(all.slice(0, 2));
    expect(await subject.store.events.after(0, { group: groupOf('g') }, 3)).toEqual([all[0], all[1], all[3]]);
    expect(await subject.events({}, await subject.store.events.lastPosition())).toEqual([]);
    expect(await subject.events({ group: groupOf('g', 'other') })).toEqual([]);
    expect(await subject.events({ operationId: 'unknown' })).toEqual([]);
  });

  it('tells whom events concern, in order and so many at a time, without what they say', async () => {
    const subject = await start();
    const inG = await subject.accept(['ann', 'bob'], { group: 'g' });
    const inH = await subject.accept(['ann'], { group: 'h' });
    await subject.settle(await subject.granted(), joined());
    const marks = await subject.store.events.marksAfter(0, 100);
    const events = await subject.events();
    expect(marks).toEqual(
      events.map(({ position, operationId, membership }) => ({
        position,
        group: groupOf(membership.externalId),
        operationId,
        userId: null,
      })),
    );
    expect(marks.map(({ operationId }) => operationId)).toEqual([inG.id, inG.id, inH.id, inG.id, inG.id]);
    expect(await subject.store.events.marksAfter(marks[1]?.position ?? 0, 2)).toEqual(marks.slice(2, 4));
    expect(await subject.store.events.marksAfter(await subject.store.events.lastPosition(), 100)).toEqual([]);
  });

  it('pages through the history of one member', async () => {
    const subject = await start();
    const operation = await subject.bring('ann', 'FAILED');
    await subject.accept(['bob']);
    await subject.requeue(operation, await subject.keysOf(operation));
    await subject.settleAll(({ account }) =>
      account === 'ann' ? joined() : waits({ notBeforeMs: Number.MAX_SAFE_INTEGER }),
    );
    const [membership] = await subject.store.members.byRefs([{ ...groupOf('g'), account: 'ann' }]);
    const page = (first: number, afterKey: number | null) =>
      subject.store.events.ofMember(membership?.key ?? 0, { first, afterKey });
    const first = await page(3, null);
    expect(first.rows.map(asMove)).toEqual(['ann: nothing > QUEUED', 'ann: QUEUED > FAILED', 'ann: FAILED > QUEUED']);
    expect(first.hasNextPage).toBe(true);
    const second = await page(3, first.rows.at(-1)?.position ?? null);
    expect(second.rows.map(asMove)).toEqual(['ann: QUEUED > JOINED']);
    expect(second.hasNextPage).toBe(false);
  });

  it('knows the position of the newest event, also when it is forgotten', async () => {
    const subject = await start();
    expect(await subject.store.events.lastPosition()).toBe(0);
    await subject.accept(['ann', 'bob']);
    const last = (await subject.events()).at(-1)?.position;
    expect(await subject.store.events.lastPosition()).toBe(last);
    await subject.store.events.forget(subject.clock.now() + 1, 10);
    expect(await subject.events()).toEqual([]);
    expect(await subject.store.events.lastPosition()).toBe(last);
    await subject.accept(['cid']);
    expect((await subject.events())[0]).toMatchObject({ sequence: 3, membership: { account: 'cid' } });
    expect(await subject.store.events.lastPosition()).toBeGreaterThan(last ?? 0);
  });

  it('forgets events that are older than an instant, so many at a time', async () => {
    const subject = await start();
    await subject.accept(['a', 'b', 'c']);
    subject.clock.advance(100);
    await subject.accept(['d']);
    const beforeMs = subject.clock.now();
    expect(await subject.store.events.forget(beforeMs, 2)).toBe(2);
    expect(await subject.moves()).toEqual(['c: nothing > QUEUED', 'd: nothing > QUEUED']);
    expect(await subject.store.events.forget(beforeMs, 2)).toBe(1);
    expect(await subject.store.events.forget(beforeMs, 2)).toBe(0);
    expect(await subject.moves()).toEqual(['d: nothing > QUEUED']);
    expect(await subject.state('a')).toBe('QUEUED');
  });

  it('forgets operations that ended before an instant, so many at a time, and none that runs', async () => {
    const subject = await start();
    const ended = [];
    for (const account of ['a', 'b', 'c']) ended.push(await subject.accept([{ account, result: refused }]));
    const running = await subject.accept(['d']);
    subject.clock.advance(100);
    const young = await subject.accept([{ account: 'e', result: refused }]);
    const beforeMs = subject.clock.now();
    expect(await subject.store.invitations.forget(beforeMs, 2)).toBe(2);
    expect(await subject.store.invitations.forget(beforeMs, 2)).toBe(1);
    expect(await subject.store.invitations.forget(beforeMs, 2)).toBe(0);
    const ids = [...ended, running, young].map(({ id }) => id);
    expect(await subject.store.invitations.operations(ids)).toEqual([null, null, null, running, young]);
    expect(await subject.invites(ended[0]!)).toEqual([]);
    expect(await subject.drain()).toEqual([['d']]);
    expect(await subject.state('a')).toBe('FAILED');
  });
}
