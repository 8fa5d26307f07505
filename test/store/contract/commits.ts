import { expect, it } from 'vitest';
import type { CommittedChanges } from '../../../src/store/store.ts';
import { failed, joined, type StartStore, settled, waits } from './subject.ts';

/** What the listener learns, and when. */
export function describeCommits(start: StartStore): void {
  it('tells of every change before its promise resolves', async () => {
    const subject = await start();
    let told = 0;
    const expectTold = (events: number) => {
      expect(subject.commits.flatMap((commit) => commit.events)).toHaveLength((told += events));
    };
    const operation = await subject.accept(['ann', 'bob']);
    expectTold(2);
    await subject.settle(await subject.granted({ membersPerCall: 1 }), settled(failed));
    expectTold(1);
    await subject.cancel(operation);
    expectTold(1);
    await subject.requeue(operation, await subject.keysOf(operation));
    expectTold(2);
    await subject.settle(await subject.granted(), waits());
    expectTold(0);
    await subject.settleAll(joined());
    expectTold(2);
  });

  it('tells events as the log has them, in the order of their positions', async () => {
    const subject = await start();
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(async (account) => {
        await subject.accept([account]);
        await subject.settle(await subject.grantedInTime({ membersPerCall: 1 }), joined());
      }),
    );
    const told = subject.commits.flatMap((commit) => commit.events);
    expect(told).toHaveLength(10);
    const logged = await subject.events();
    const withoutMembership = (events: CommittedChanges['events']) =>
      events.map(({ membership: { account }, ...event }) => ({ ...event, account }));
    expect(withoutMembership(told)).toEqual(withoutMembership(logged));
    for (const { to, membership } of told) expect(membership.state).toBe(to);
  });

  it('tells how every operation stands whose counts changed', async () => {
    const subject = await start();
    const first = await subject.accept(['ann']);
    expect(subject.commits.at(-1)?.operations).toEqual([first]);
    const second = await subject.accept(['ann', 'bob']);
    await subject.settle(await subject.granted(), ({ account }) => (account === 'ann' ? joined() : waits()));
    const told = subject.commits.at(-1)?.operations ?? [];
    expect(told.toSorted((a, b) => a.key - b.key)).toEqual([
      await subject.operation(first.id),
      await subject.operation(second.id),
    ]);
    expect(told.map(({ counts }) => counts.queued).toSorted((a, b) => a - b)).toEqual([0, 1]);
  });

  it('tells nothing of an order that is repeated or refused', async () => {
    const subject = await start();
    await subject.accept(['ann'], { idempotencyKey: 'key' });
    const before = subject.commits.flatMap(({ events, operations }) => [...events, ...operations]);
    await subject.offer(['ann'], { idempotencyKey: 'key' });
    await subject.offer(['bob'], { idempotencyKey: 'key', inputHash: 'other input' });
    expect(subject.commits.flatMap(({ events, operations }) => [...events, ...operations])).toEqual(before);
  });

  it('has committed what it tells: a listener that reads finds it', async () => {
    const subject = await start();
    const seen: Promise<unknown>[] = [];
    subject.store.onCommitted(({ operations }) => {
      for (const { id } of operations) seen.push(subject.store.invitations.operation(id));
    });
    const operation = await subject.accept(['ann']);
    expect(await Promise.all(seen)).toEqual([operation]);
  });

  it('answers a ping until it is closed', async () => {
    const subject = await start();
    await subject.store.ping();
    await subject.close();
    await expect(subject.store.ping()).rejects.toThrow();
  });

  it('has written what was asked of it before it was closed', async () => {
    const subject = await start();
    const pending = subject.accept(['ann', 'bob']);
    await subject.close();
    expect(await pending).toMatchObject({ counts: { total: 2 } });
  });
}
