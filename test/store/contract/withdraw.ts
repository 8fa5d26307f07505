import { expect, it } from 'vitest';
import type { MemberState } from '../../../src/kernel/vocabulary.ts';
import { failed, invited, joined, saw, type StartStore, settled } from './subject.ts';

/** Open invitations that were taken back at the provider. */
export function describeWithdrawal(start: StartStore): void {
  it('cancels open invitations: the results, the counts, the memberships and their events', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob', 'cid']);
    await subject.settleAll(({ account }) => (account === 'cid' ? joined() : settled(invited)));
    const endedMs = subject.clock.now();
    const last = await subject.store.events.lastPosition();
    subject.clock.advance(5);
    const withdrawn = await subject.withdraw(operation, await subject.keysOf(operation));
    expect(withdrawn).toMatchObject({
      status: 'COMPLETED',
      completedAtMs: endedMs,
      counts: { total: 3, queued: 0, invited: 0, joined: 1, cancelled: 2 },
    });
    expect(await subject.operation(operation.id)).toEqual(withdrawn);
    expect(subject.commits.at(-1)?.operations).toEqual([withdrawn]);
    expect(await subject.results(operation)).toEqual(['cancelled', 'cancelled', 'joined']);
    const events = await subject.events({}, last);
    expect(events).toHaveLength(2);
    for (const event of events) {
      expect(event).toMatchObject({
        from: 'INVITED',
        to: 'CANCELLED',
        cause: 'CANCELLATION',
        operationId: operation.id,
        atMs: subject.clock.now(),
      });
    }
    expect(await subject.state('cid')).toBe('JOINED');
  });

  it('cancels the named ones alone, and an operation whose every invitation was withdrawn is cancelled', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob']);
    await subject.settleAll(settled(invited));
    const [ann = 0, bob = 0] = await subject.keysOf(operation);
    expect(await subject.withdraw(operation, [bob])).toMatchObject({
      status: 'COMPLETED',
      counts: { invited: 1, cancelled: 1 },
    });
    expect(await subject.results(operation)).toEqual(['invited', 'cancelled']);
    expect(await subject.withdraw(operation, [])).toMatchObject({ counts: { invited: 1, cancelled: 1 } });
    expect(await subject.withdraw(operation, [ann])).toMatchObject({ status: 'CANCELLED' });
  });

  it.each<[MemberState, Parameters<typeof saw>[1]]>([
    ['JOINED', 'seenIn'],
    ['DECLINED', 'invitationGone'],
    ['EXPIRED', 'invitationExpired'],
  ])('leaves a member and his result alone who became %s meanwhile', async (state, occurrence) => {
    const subject = await start();
    const operation = await subject.bring('ann', 'INVITED');
    await subject.see([saw('ann', occurrence)]);
    const before = await subject.events();
    const withdrawn = await subject.withdraw(operation, await subject.keysOf(operation));
    expect(withdrawn.counts).toMatchObject({ invited: 1, cancelled: 0 });
    expect(await subject.results(operation)).toEqual(['invited']);
    expect(await subject.state('ann')).toBe(state);
    expect(await subject.events()).toEqual(before);
  });

  it('leaves alone who waits, is under way, failed, or is invited by another operation alone', async () => {
    const subject = await start();
    await subject.bring('ann', 'INVITED');
    const operation = await subject.accept(['ann', 'bob', 'cid']);
    await subject.settle(await subject.granted({ membersPerCall: 2 }), settled(failed));
    expect(await subject.withdraw(operation, await subject.keysOf(operation))).toMatchObject({
      status: 'RUNNING',
      counts: { queued: 1, failed: 2, cancelled: 0 },
    });
    await subject.granted();
    await subject.withdraw(operation, await subject.keysOf(operation));
    expect(await subject.results(operation)).toEqual(['failed', 'failed', null]);
    expect(await subject.state('ann')).toBe('INVITED');
  });

  it('leaves the result of another operation that invited the same member', async () => {
    const subject = await start();
    const [first, second] = [await subject.accept(['ann']), await subject.accept(['ann'])];
    await subject.settleAll(settled(invited));
    await subject.withdraw(second, await subject.keysOf(second));
    expect(await subject.results(first)).toEqual(['invited']);
    expect(await subject.results(second)).toEqual(['cancelled']);
    expect(await subject.state('ann')).toBe('CANCELLED');
    expect(await subject.withdraw(first, await subject.keysOf(first))).toMatchObject({ counts: { invited: 1 } });
  });

  it('withdraws once, and what was withdrawn may be sent again', async () => {
    const subject = await start();
    const operation = await subject.bring('ann', 'INVITED');
    const keys = await subject.keysOf(operation);
    const withdrawn = await subject.withdraw(operation, keys);
    expect(await subject.withdraw(operation, keys)).toEqual(withdrawn);
    expect(await subject.requeue(operation, keys)).toMatchObject({
      status: 'RUNNING',
      counts: { queued: 1, cancelled: 0 },
    });
    await subject.settleAll(settled(invited));
    expect(await subject.moves()).toEqual([
      'ann: nothing > QUEUED',
      'ann: QUEUED > INVITED',
      'ann: INVITED > CANCELLED',
      'ann: CANCELLED > QUEUED',
      'ann: QUEUED > INVITED',
    ]);
  });
}
