import { describe, expect, it } from 'vitest';
import { MemberState } from '../../../src/kernel/vocabulary.ts';
import { type Occurrence, stateAfter } from '../../../src/members/transitions.ts';
import { MAX_SIGHTINGS } from '../../../src/store/store.ts';
import { failed, groupOf, invitedUntil, joined, saw, type StartStore, settled } from './subject.ts';

const SEEN: readonly Occurrence[] = [
  'seenIn',
  'seenOut',
  'seenInvited',
  'left',
  'removed',
  'groupGone',
  'invitationGone',
];
const STATES: readonly (MemberState | null)[] = [null, ...Object.values(MemberState)];

/** What providers show of groups and their members. */
export function describeSightings(start: StartStore): void {
  it.each(STATES)('moves a membership that is %s as the table says, with one event for each move', async (from) => {
    const subject = await start();
    for (const occurrence of SEEN) await subject.bringTo(occurrence, from);
    const last = await subject.store.events.lastPosition();
    const operations = new Map(
      (await subject.events({})).map(({ membership, operationId }) => [membership.account, operationId]),
    );
    subject.clock.advance(7);
    const memberships = await subject.see(SEEN.map((occurrence) => saw(occurrence, occurrence)));
    const expected = SEEN.map((occurrence) => stateAfter(from, occurrence));
    expect(memberships.map((membership) => membership?.state ?? null)).toEqual(expected.map((to) => to ?? from));
    expect(await subject.store.members.byRefs(SEEN.map((account) => ({ ...groupOf('g'), account })))).toEqual(
      memberships,
    );
    const moved = SEEN.map((account, at) => ({ account, to: expected[at] ?? null })).filter(({ to }) => to !== null);
    const events = await subject.events({}, last);
    expect(
      events.map(({ membership: { account, state, changedAtMs }, from: before, to, cause, operationId, atMs }) => ({
        account,
        state,
        changedAtMs,
        before,
        to,
        cause,
        operationId,
        atMs,
      })),
    ).toEqual(
      moved.map(({ account, to }) => ({
        account,
        state: to,
        changedAtMs: subject.clock.now(),
        before: from,
        to,
        cause: 'WEBHOOK',
        // What ends an invite belongs to its operation.
        operationId: from === 'QUEUED' || from === 'INVITED' ? operations.get(account) : null,
        atMs: subject.clock.now(),
      })),
    );
    if (from === 'QUEUED') expect([...operations.values()]).not.toContain(null);
    const told = subject.commits.at(-1)?.events ?? [];
    expect(told.map(({ position }) => position)).toEqual(events.map(({ position }) => position));
  });

  it('begins a membership where it may, in the state in which it was seen', async () => {
    const subject = await start();
    const [ann, bob, cid] = await subject.see([
      saw('ann', 'seenIn', { cause: 'RECONCILIATION' }),
      saw('bob', 'seenIn', { beginsMembership: false }),
      saw('cid', 'seenOut'),
    ]);
    expect(ann).toMatchObject({ account: 'ann', state: 'JOINED', invitedBy: null, userId: null, profile: null });
    expect([bob, cid]).toEqual([null, null]);
    expect(await subject.store.members.countOfGroup(groupOf('g'), null)).toBe(1);
    expect(await subject.events()).toMatchObject([{ sequence: 1, from: null, to: 'JOINED', cause: 'RECONCILIATION' }]);
  });

  it('keeps nothing of a group of which nothing is worth keeping', async () => {
    const subject = await start();
    expect(await subject.see([])).toEqual([]);
    await subject.see([saw('ann', 'seenOut'), saw('bob', 'seenIn', { beginsMembership: false })]);
    await subject.see([], { facts: 'outdated' });
    expect(await subject.store.groups.byRefs([groupOf('g')])).toEqual([null]);
    expect(await subject.store.rounds.standing(groupOf('g'))).toBeNull();
  });

  it.each([
    ['facts', { facts: {} }],
    ['a round', { roundAtMs: 5 }],
    ['that everybody is followed', { followsAll: true }],
  ])('keeps a group of which there is nothing but %s', async (_name, over) => {
    const subject = await start();
    await subject.see([], over);
    expect(await subject.store.groups.byRefs([groupOf('g')])).toMatchObject([{ externalId: 'g', name: null }]);
    expect(await subject.standing()).toMatchObject({ sequence: 0, known: 0 });
  });

  it('counts up by one within the group, together with what invites move', async () => {
    const subject = await start();
    await subject.accept(['ann', 'bob']);
    await subject.see([saw('cid', 'seenIn'), saw('ann', 'seenIn'), saw('dan', 'left')]);
    await subject.see([saw('cid', 'left')], { group: 'h' });
    await subject.settleAll(joined());
    await subject.see([saw('cid', 'left'), saw('ann', 'removed')]);
    const events = await subject.events({ group: groupOf('g') });
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, at) => at + 1));
    expect((await subject.standing()).sequence).toBe(events.length);
    expect(await subject.standing('h')).toMatchObject({ sequence: 1 });
  });

  it('applies what is seen of one account twice in the order in which it stands', async () => {
    const subject = await start();
    const memberships = await subject.see([saw('ann', 'seenIn'), saw('bob', 'seenIn'), saw('ann', 'removed')]);
    expect(memberships.map((membership) => membership?.state)).toEqual(['REMOVED', 'JOINED', 'REMOVED']);
    expect(await subject.moves()).toEqual(['ann: nothing > JOINED', 'bob: nothing > JOINED', 'ann: JOINED > REMOVED']);
    const later = await subject.see([
      saw('cid', 'seenIn', { beginsMembership: false }),
      saw('cid', 'left'),
      saw('cid', 'seenIn', { beginsMembership: false }),
    ]);
    expect(later.map((membership) => membership?.state)).toEqual(['JOINED', 'JOINED', 'JOINED']);
  });

  it('takes so many sightings at once, and none of them when there are more', async () => {
    const subject = await start();
    const many = Array.from({ length: MAX_SIGHTINGS + 1 }, (_, at) => saw(`m${at}`, 'seenIn'));
    await expect(subject.see(many)).rejects.toThrow(RangeError);
    expect(await subject.store.groups.byRefs([groupOf('g')])).toEqual([null]);
    expect(await subject.see(many.slice(0, MAX_SIGHTINGS))).toHaveLength(MAX_SIGHTINGS);
    expect(await subject.standing()).toMatchObject({ joined: MAX_SIGHTINGS, sequence: MAX_SIGHTINGS });
    const last = await subject.store.events.lastPosition();
    await subject.see(many.slice(0, MAX_SIGHTINGS));
    expect(await subject.events({}, last)).toEqual([]);
  });

  it('tells no events of what was held already', async () => {
    const subject = await start();
    await subject.bring('ann', 'JOINED');
    const before = await subject.events();
    const commits = subject.commits.length;
    subject.clock.advance(5);
    const [ann] = await subject.see([saw('ann', 'seenIn')]);
    expect(ann).toEqual(await subject.membership('ann'));
    expect(ann?.changedAtMs).toBeLessThan(subject.clock.now());
    expect(await subject.events()).toEqual(before);
    expect(subject.commits.slice(commits).flatMap(({ events }) => events)).toEqual([]);
  });

  it('leaves an operation to its own outcome when its member was seen before it was sent', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann']);
    await subject.see([saw('ann', 'seenIn')]);
    expect(await subject.state('ann')).toBe('JOINED');
    expect(await subject.operation(operation.id)).toEqual(operation);
    await subject.settleAll(settled(failed));
    expect(await subject.state('ann')).toBe('JOINED');
    expect(await subject.results(operation)).toEqual(['failed']);
  });

  it('keeps who invited a member', async () => {
    const subject = await start();
    await subject.accept(['ann'], { invitedBy: 'owner' });
    const [ann] = await subject.see([saw('ann', 'seenIn')]);
    expect(ann?.invitedBy).toBe('owner');
    expect((await subject.events()).at(-1)?.membership.invitedBy).toBe('owner');
  });

  describe('as of a sequence', () => {
    it('leaves memberships alone that moved after it, profiles included, and returns them as they are', async () => {
      const subject = await start();
      await subject.see(['ann', 'bob'].map((account) => saw(account, 'seenIn')));
      const { sequence } = await subject.standing();
      await subject.see([saw('bob', 'left'), saw('cid', 'seenIn')]);
      const profile = { nickname: 'stale' };
      const memberships = await subject.see(
        [saw('ann', 'seenOut'), saw('bob', 'seenIn', { profile }), saw('cid', 'seenOut'), saw('dan', 'seenIn')],
        { asOfSequence: sequence },
      );
      expect(memberships.map((membership) => membership?.state)).toEqual(['LEFT', 'LEFT', 'JOINED', 'JOINED']);
      expect((await subject.membership('bob'))?.profile).toBeNull();
    });

    it('counts what was seen of a membership whose newest move has just this sequence', async () => {
      const subject = await start();
      await subject.see([saw('ann', 'seenIn')]);
      await subject.see([saw('ann', 'seenOut')], { asOfSequence: 1 });
      expect(await subject.state('ann')).toBe('LEFT');
    });

    it('knows of every kind of move', async () => {
      const subject = await start();
      /** What was seen before a move counts no more after it. */
      const expectNewer = async (move: () => Promise<unknown>, state: MemberState) => {
        const { sequence } = await subject.standing();
        await move();
        await subject.see([saw('ann', 'seenIn')], { asOfSequence: sequence });
        expect(await subject.state('ann')).toBe(state);
      };
      const operation = await subject.accept(['ann']);
      const keys = await subject.keysOf(operation);
      const take = () => subject.settleAll(invitedUntil(subject.clock.now()));
      await expectNewer(take, 'INVITED');
      await expectNewer(() => subject.withdraw(operation, keys), 'CANCELLED');
      await expectNewer(() => subject.requeue(operation, keys), 'QUEUED');
      await expectNewer(() => subject.cancel(operation), 'CANCELLED');
      await expectNewer(() => subject.accept(['ann']), 'QUEUED');
      await expectNewer(take, 'INVITED');
      await expectNewer(() => subject.store.sightings.expire(subject.clock.now(), 0, 10), 'EXPIRED');
      await expectNewer(() => subject.see([saw('ann', 'seenIn'), saw('ann', 'left')]), 'LEFT');
    });

    it('takes what an order itself moved as not moved meanwhile', async () => {
      const subject = await start();
      await subject.see([saw('ann', 'left'), saw('bob', 'seenIn')]);
      const { sequence } = await subject.standing();
      await subject.see(
        [saw('ann', 'seenIn'), saw('ann', 'removed'), saw('bob', 'left'), saw('cid', 'seenIn'), saw('cid', 'left')],
        { asOfSequence: sequence },
      );
      expect(await Promise.all(['ann', 'bob', 'cid'].map((account) => subject.state(account)))).toEqual([
        'REMOVED',
        'LEFT',
        'LEFT',
      ]);
    });
  });

  it('that count from some states alone leave memberships in others, and begin none', async () => {
    const subject = await start();
    await subject.see([saw('ann', 'left'), saw('bob', 'removed'), saw('cid', 'seenIn')]);
    const onlyFrom = ['LEFT'] as const;
    const accounts = ['ann', 'bob', 'cid', 'dan'];
    const memberships = await subject.see(
      accounts.flatMap((account) => [
        saw(account, 'seenIn', { onlyFrom, profile: { nickname: 'seen' } }),
        ...(account === 'dan' ? [] : [saw(account, 'removed')]),
      ]),
    );
    expect(memberships.map((membership) => membership?.state)).toEqual([
      'REMOVED',
      'REMOVED',
      'REMOVED',
      'REMOVED',
      'REMOVED',
      'REMOVED',
      undefined,
    ]);
    const moves = (await subject.events()).map(({ from, to, membership }) => `${membership.account} ${from} > ${to}`);
    expect(moves.slice(3)).toEqual(['ann LEFT > JOINED', 'ann JOINED > REMOVED', 'cid JOINED > REMOVED']);
    expect((await subject.membership('ann'))?.profile).toEqual({ nickname: 'seen' });
    expect((await subject.membership('bob'))?.profile).toBeNull();
  });

  describe('profiles', () => {
    it('replace what was known of the account, without an event', async () => {
      const subject = await start();
      await subject.see([saw('ann', 'seenIn', { profile: { nickname: 'Ann', isRobot: false } })]);
      expect((await subject.events())[0]?.membership.profile).toEqual({ nickname: 'Ann', isRobot: false });
      const last = await subject.store.events.lastPosition();
      const [ann] = await subject.see([saw('ann', 'seenIn', { profile: { avatarUrl: 'https://a.example/1.png' } })]);
      expect(ann?.profile).toEqual({ avatarUrl: 'https://a.example/1.png' });
      expect(await subject.membership('ann')).toEqual(ann);
      await subject.see([saw('ann', 'seenIn')]);
      expect((await subject.membership('ann'))?.profile).toEqual({ avatarUrl: 'https://a.example/1.png' });
      expect(await subject.events({}, last)).toEqual([]);
    });

    it('come with the event of the move that they are seen with', async () => {
      const subject = await start();
      await subject.bring('ann', 'JOINED');
      await subject.see([saw('ann', 'left', { profile: { nickname: 'Ann' } })]);
      expect(subject.commits.at(-1)?.events[0]?.membership).toMatchObject({
        state: 'LEFT',
        profile: { nickname: 'Ann' },
      });
      expect(await subject.membership('ann')).toMatchObject({ state: 'LEFT', profile: { nickname: 'Ann' } });
    });

    it('are kept of a member in whose state nothing changes, and not of somebody who is not kept', async () => {
      const subject = await start();
      await subject.bring('ann', 'FAILED');
      const profile = { nickname: 'x' };
      await subject.see([
        saw('ann', 'seenOut', { profile }),
        saw('bob', 'seenIn', { profile, beginsMembership: false }),
      ]);
      expect(await subject.membership('ann')).toMatchObject({ state: 'FAILED', profile });
      expect(await subject.membership('bob')).toBeNull();
    });
  });

  describe('the group itself', () => {
    it('is remembered as it was seen, and when; what was not seen stays', async () => {
      const subject = await start();
      await subject.see([], { facts: { type: 'PUBLIC', name: 'Club', memberCount: 10 } });
      const firstMs = subject.clock.now();
      expect((await subject.standing()).factsAtMs).toBe(firstMs);
      subject.clock.advance(50);
      await subject.see([saw('ann', 'seenIn')]);
      expect((await subject.standing()).factsAtMs).toBe(firstMs);
      await subject.see([], { facts: { name: 'Chess club', avatarUrl: 'https://a.example/1.png' } });
      expect((await subject.standing()).factsAtMs).toBe(subject.clock.now());
      expect((await subject.store.groups.byRefs([groupOf('g')]))[0]).toMatchObject({
        type: 'PUBLIC',
        name: 'Chess club',
        avatarUrl: 'https://a.example/1.png',
        memberCount: 10,
      });
    });

    it('has to be read again when what is known of it is outdated, and is still told as it was', async () => {
      const subject = await start();
      await subject.see([], { facts: { name: 'Club' } });
      await subject.see([], { facts: 'outdated' });
      expect((await subject.standing()).factsAtMs).toBeNull();
      expect((await subject.store.groups.byRefs([groupOf('g')]))[0]?.name).toBe('Club');
    });

    it('was never read when only an invite showed something of it', async () => {
      const subject = await start();
      await subject.accept(['ann']);
      await subject.settle(await subject.granted(), joined(), { facts: { name: 'Club' } });
      expect((await subject.standing()).factsAtMs).toBeNull();
    });

    it('is followed whole from the first time that this is said', async () => {
      const subject = await start();
      await subject.see([saw('ann', 'seenIn')]);
      expect((await subject.standing()).followsAll).toBe(false);
      await subject.see([], { followsAll: true });
      await subject.see([saw('ann', 'left')], { followsAll: false });
      expect((await subject.standing()).followsAll).toBe(true);
      await subject.see([saw('ann', 'seenIn')], { group: 'h' });
      expect((await subject.standing('h')).followsAll).toBe(false);
    });

    it('is told with how many members are known, joined and invited, all at one instant', async () => {
      const subject = await start();
      expect(await subject.store.rounds.standing(groupOf('g'))).toBeNull();
      await subject.bringTo('i1', 'INVITED');
      await subject.bringTo('i2', 'INVITED');
      await subject.bringTo('j', 'JOINED');
      await subject.bringTo('l', 'LEFT');
      await subject.bringTo('q', 'QUEUED');
      await subject.see([saw('elsewhere', 'seenIn')], { group: 'h' });
      expect(await subject.standing()).toEqual({
        sequence: (await subject.events({ group: groupOf('g') })).length,
        known: 5,
        joined: 1,
        invited: 2,
        followsAll: false,
        factsAtMs: null,
      });
    });
  });
}
