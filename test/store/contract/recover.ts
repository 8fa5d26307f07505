import { describe, expect, it } from 'vitest';
import { FIRST_ROUND_MS, type Quota } from '../../../src/store/store.ts';
import {
  accountsOf,
  failed,
  groupOf,
  invited,
  invitedUntil,
  joined,
  saw,
  type StartStore,
  type StoreSubject,
  type StoreSuite,
  settled,
  waits,
} from './subject.ts';

const ONE: Quota = { callsAtOnce: 1, scope: 'CONNECTION' };

/** What an ended process leaves to the next one. */
export function describeRecovery(start: StartStore, { reopens }: StoreSuite): void {
  it('has members wait again who were under way, marked as perhaps sent and with the attempt counted', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob', 'cid']);
    await subject.settle(await subject.granted({ membersPerCall: 1 }), waits({ attempts: 2 }));
    await subject.granted({ membersPerCall: 2 });
    await subject.recover();
    const call = await subject.granted();
    expect(call.invites.map(({ account, attempts, resent }) => [account, attempts, resent])).toEqual([
      ['ann', 3, true],
      ['bob', 1, true],
      ['cid', 0, false],
    ]);
    expect(await subject.operation(operation.id)).toEqual(operation);
    expect(await subject.moves()).toHaveLength(3);
  });

  it('counts the calls that were under way against the quota as long as it is told', async () => {
    const subject = await start();
    const untilMs = subject.clock.now() + 1_250;
    await subject.accept(['ann', 'bob']);
    await subject.granted({ quota: ONE, membersPerCall: 1 });
    await subject.recover(untilMs);
    expect(await subject.grant({ quota: ONE })).toEqual({ kind: 'notYet', atMs: untilMs });
    subject.clock.advanceTo(untilMs);
    expect(accountsOf(await subject.granted({ quota: ONE }))).toEqual(['ann', 'bob']);
  });

  it('still counts a call that was settled before', async () => {
    const subject = await start();
    const untilMs = subject.clock.now() + 900;
    await subject.accept(['ann', 'bob']);
    await subject.settle(await subject.granted({ quota: ONE, membersPerCall: 1 }), joined(), {
      blocksUntilMs: untilMs,
    });
    await subject.recover(subject.clock.now() + 5_000);
    expect(await subject.grant({ quota: ONE })).toEqual({ kind: 'notYet', atMs: untilMs });
  });

  it('sends at once what waited for a call of the earlier process', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    await subject.granted();
    await subject.accept(['ann']);
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
    await subject.recover();
    expect(await subject.drain()).toEqual([['ann', 'ann']]);
  });

  it('cancels a member who was under way and whose cancelling had been asked for', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob']);
    await subject.granted({ membersPerCall: 1 });
    await subject.cancel(operation);
    await subject.recover();
    expect(await subject.results(operation)).toEqual(['cancelled', 'cancelled']);
    expect(await subject.operation(operation.id)).toMatchObject({
      status: 'CANCELLED',
      counts: { queued: 0, cancelled: 2 },
    });
    expect(await subject.state('ann')).toBe('CANCELLED');
    expect((await subject.events()).at(-1)).toMatchObject({ cause: 'CANCELLATION', operationId: operation.id });
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
  });

  it('changes nothing where nothing was under way', async () => {
    const subject = await start();
    await subject.accept(['ann', 'bob']);
    await subject.recover(subject.clock.now() + 1_000);
    const call = await subject.granted({ quota: ONE });
    expect(call.invites.map(({ attempts, resent }) => [attempts, resent])).toEqual([
      [0, false],
      [0, false],
    ]);
  });

  describe.skipIf(!reopens)('after it was closed and opened again', () => {
    it('has everything that was committed', async () => {
      const subject = await start();
      await subject.accept(['ann', 'bob', 'cid', 'dan'], { idempotencyKey: 'key', invitedBy: 'owner' });
      await subject.settle(
        await subject.granted({ membersPerCall: 3 }),
        ({ account }) => ({ ann: joined(7), bob: settled(invited), cid: settled(failed) })[account] ?? waits(),
        {
          facts: { name: 'Club', memberCount: 3 },
          profiles: new Map([['ann', { nickname: 'Ann' }]]),
          learnedMembersPerCall: 4,
        },
      );
      await subject.cancel(await subject.accept(['eve'], { group: 'h' }));
      const before = await everything(subject);
      await subject.reopen();
      expect(await everything(subject)).toEqual(before);
      expect(await subject.drain()).toEqual([['dan']]);
    });

    it('has what was seen, the plan of rounds, webhooks and people', async () => {
      const subject = await start();
      const nowMs = subject.clock.now();
      await subject.accept(['ann']);
      await subject.settleAll(invitedUntil(nowMs + 90_000));
      await subject.see([saw('bob', 'seenIn', { profile: { nickname: 'Bob' } })], { facts: { name: 'Club' } });
      await subject.link('u1', 'ann');
      const keep = (key: string) => subject.store.webhooks.keep({ connectionId: 'c', key, content: key, nowMs });
      await keep('hook');
      const take = () => subject.store.rounds.take(['c'], 10, subject.clock.now(), subject.clock.now() + 60_000);
      subject.clock.advance(FIRST_ROUND_MS);
      const [round] = await take();
      await subject.store.rounds.finish(round!, { round: 1, misses: 2, atMs: nowMs + 50_000 }, subject.clock.now());
      const standing = await subject.standing();
      await subject.reopen();
      expect(await subject.standing()).toEqual(standing);
      expect(await subject.membership('bob')).toMatchObject({ state: 'JOINED', profile: { nickname: 'Bob' } });
      expect(await subject.membership('ann')).toMatchObject({ state: 'INVITED', userId: 'u1' });
      expect(await keep('hook')).toBe(false);
      expect(await subject.store.webhooks.take(['c'], 10, subject.clock.now(), nowMs)).toMatchObject([
        { content: 'hook' },
      ]);
      subject.clock.advanceTo(nowMs + 50_000);
      expect(await take()).toMatchObject([{ round: 1, misses: 2 }]);
      subject.clock.advanceTo(nowMs + 90_000);
      expect(await subject.store.sightings.expire(subject.clock.now(), subject.clock.now(), 10)).toBe(1);
    });

    it('still knows its idempotency keys', async () => {
      const subject = await start();
      const operation = await subject.accept(['ann'], { idempotencyKey: 'key' });
      await subject.reopen();
      expect(await subject.offer(['ann'], { idempotencyKey: 'key' })).toEqual({ kind: 'repeated', operation });
    });

    it('still holds to pauses, backoffs, parts and the quota', async () => {
      const subject = await start();
      const nowMs = subject.clock.now();
      await subject.accept(['a', 'b', 'c']);
      await subject.settle(
        await subject.granted({ quota: ONE }),
        ({ account }) => waits({ notBeforeMs: account === 'c' ? nowMs + 9_000 : 0, half: account === 'a' ? 0 : 1 }),
        { blocksUntilMs: nowMs + 1_000, pauseUntilMs: nowMs + 2_000 },
      );
      await subject.reopen();
      await subject.recover(nowMs + 1_250);
      expect((await subject.store.lanes.traffic(groupOf('g'), ONE, nowMs)).quotaFreeAtMs).toBe(nowMs + 1_000);
      expect(await subject.grant({ quota: ONE })).toEqual({ kind: 'notYet', atMs: nowMs + 2_000 });
      subject.clock.advance(2_000);
      expect(await subject.drain()).toEqual([['a'], ['b']]);
      expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: nowMs + 9_000 });
    });

    it('goes on with positions and sequences where it stopped', async () => {
      const subject = await start();
      await subject.accept(['ann']);
      const last = await subject.store.events.lastPosition();
      await subject.reopen();
      await subject.accept(['bob']);
      const [event] = await subject.events({}, last);
      expect(event).toMatchObject({ sequence: 2, membership: { account: 'bob' } });
      expect(event?.position).toBeGreaterThan(last);
    });

    it('takes up members who were under way when it was closed', async () => {
      const subject = await start();
      await subject.accept(['ann']);
      await subject.granted();
      await subject.reopen();
      expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
      await subject.recover();
      expect((await subject.granted()).invites[0]).toMatchObject({ account: 'ann', attempts: 1, resent: true });
    });
  });
}

/** All that can be read of the operations of a test. */
async function everything({ store, clock }: StoreSubject) {
  const all = { first: 100, afterKey: null };
  const operations = await store.invitations.operations(['op-1', 'op-2']);
  const invites = await Promise.all(operations.map((operation) => store.invitations.invites(operation?.key ?? 0, all)));
  const keys = invites.flatMap(({ rows }) => rows.map((row) => row.key));
  return {
    operations,
    invites,
    groups: await store.groups.byRefs([groupOf('g'), groupOf('h')]),
    members: await Promise.all(['g', 'h'].map((group) => store.members.ofGroup(groupOf(group), null, all))),
    events: await store.events.after(0, {}, 1_000),
    lastPosition: await store.events.lastPosition(),
    places: await store.lanes.places(groupOf('g'), keys),
    traffic: await store.lanes.traffic(groupOf('g'), ONE, clock.now()),
    learned: await store.lanes.learnedMembersPerCall('c'),
  };
}
