import { expect, it } from 'vitest';
import { accountsOf, failed, invited, joined, refused, type StartStore, settled, waits } from './subject.ts';

/** Taking members out of a lane, and putting them back. */
export function describeCancelAndRequeue(start: StartStore): void {
  it('cancels everybody who waits', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob']);
    subject.clock.advance(5);
    const cancelled = await subject.cancel(operation);
    expect(cancelled).toMatchObject({
      status: 'CANCELLED',
      completedAtMs: subject.clock.now(),
      counts: { total: 2, queued: 0, cancelled: 2 },
    });
    expect(await subject.results(operation)).toEqual(['cancelled', 'cancelled']);
    const events = (await subject.events()).slice(2);
    expect(events).toHaveLength(2);
    for (const event of events) {
      expect(event).toMatchObject({
        from: 'QUEUED',
        to: 'CANCELLED',
        cause: 'CANCELLATION',
        operationId: operation.id,
      });
    }
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
    expect(
      await subject.store.lanes.traffic(operation.group, { callsAtOnce: 1, scope: 'CONNECTION' }, 0),
    ).toMatchObject({
      waitingLanes: 0,
    });
  });

  it('cancels the named ones alone, and such an operation ends as completed', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob', 'cid']);
    const [, bob = 0] = await subject.keysOf(operation);
    expect(await subject.cancel(operation, [bob])).toMatchObject({
      status: 'RUNNING',
      counts: { queued: 2, cancelled: 1 },
    });
    expect(accountsOf(await subject.granted())).toEqual(['ann', 'cid']);
    await subject.store.invitations.cancel({ operationKey: operation.key, inviteKeys: [], nowMs: subject.clock.now() });
    expect(await subject.results(operation)).toEqual([null, 'cancelled', null]);
  });

  it('ends an operation as completed when only some were cancelled one by one, as cancelled when all were', async () => {
    const subject = await start();
    const some = await subject.accept(['a', 'b']);
    await subject.cancel(some, (await subject.keysOf(some)).slice(0, 1));
    await subject.settleAll(joined());
    expect(await subject.operation(some.id)).toMatchObject({
      status: 'COMPLETED',
      counts: { joined: 1, cancelled: 1 },
    });

    const all = await subject.accept(['c', 'd']);
    for (const key of await subject.keysOf(all)) await subject.cancel(all, [key]);
    expect(await subject.operation(all.id)).toMatchObject({ status: 'CANCELLED', counts: { cancelled: 2 } });
  });

  it('ends an operation as cancelled when it was cancelled as a whole after some were settled', async () => {
    const subject = await start();
    const operation = await subject.accept(['a', 'b']);
    await subject.settle(await subject.granted({ membersPerCall: 1 }), joined());
    expect(await subject.cancel(operation)).toMatchObject({ status: 'CANCELLED', counts: { joined: 1, cancelled: 1 } });
  });

  it('ends an operation as completed when it was cancelled after everybody had been settled, or was settled all the same', async () => {
    const subject = await start();
    const ended = await subject.accept(['a']);
    await subject.settleAll(joined());
    const before = await subject.operation(ended.id);
    expect(await subject.cancel(ended)).toEqual(before);

    const underWay = await subject.accept(['b']);
    const call = await subject.granted();
    await subject.cancel(underWay);
    await subject.settle(call, joined());
    expect(await subject.operation(underWay.id)).toMatchObject({
      status: 'COMPLETED',
      counts: { joined: 1, cancelled: 0 },
    });
  });

  it('leaves a member QUEUED whom another operation still waits to send', async () => {
    const subject = await start();
    const [first, second] = [await subject.accept(['ann']), await subject.accept(['ann'])];
    await subject.cancel(first);
    expect(await subject.state('ann')).toBe('QUEUED');
    await subject.cancel(second);
    expect(await subject.state('ann')).toBe('CANCELLED');
    expect(await subject.moves()).toEqual(['ann: nothing > QUEUED', 'ann: QUEUED > CANCELLED']);
  });

  it('leaves an invitation open that the provider holds, when a later invite is cancelled', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    await subject.settle(await subject.granted(), settled(invited));
    const later = await subject.accept(['ann']);
    await subject.cancel(later);
    expect(await subject.state('ann')).toBe('INVITED');
    expect(await subject.results(later)).toEqual(['cancelled']);
  });

  it('puts settled invites back into the lane, behind those who wait, with their attempts forgotten', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob'], { options: { silent: true } });
    await subject.settle(await subject.granted(), waits({ attempts: 7, resigned: true }));
    await subject.settle(await subject.granted(), ({ account }) => (account === 'ann' ? settled(failed) : joined()));
    await subject.accept(['cid'], { options: { silent: true } });
    const last = await subject.store.events.lastPosition();
    subject.clock.advance(5);
    const [ann = 0] = await subject.keysOf(operation);
    const requeued = await subject.requeue(operation, [ann]);
    expect(requeued).toMatchObject({
      status: 'RUNNING',
      completedAtMs: null,
      counts: { total: 2, queued: 1, failed: 0, joined: 1 },
    });
    expect(await subject.moves({}, last)).toEqual(['ann: FAILED > QUEUED']);
    const call = await subject.granted();
    expect(accountsOf(call)).toEqual(['cid', 'ann']);
    expect(call.options).toEqual({ silent: true });
    expect(call.invites[1]).toMatchObject({ attempts: 0, resigned: false });
    await subject.settle(call, joined());
    expect(await subject.operation(operation.id)).toMatchObject({
      status: 'COMPLETED',
      completedAtMs: subject.clock.now(),
      counts: { queued: 0, joined: 2 },
    });
  });

  it('still knows of a requeued member that an earlier attempt may have reached the provider', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann']);
    await subject.settle(await subject.granted(), waits({ resent: true }));
    await subject.settle(await subject.granted(), settled(failed));
    await subject.requeue(operation, await subject.keysOf(operation));
    expect((await subject.granted()).invites[0]).toMatchObject({ attempts: 0, resent: true });
  });

  it('leaves the part behind in which a requeued member was before', async () => {
    const subject = await start();
    const operation = await subject.accept(['a', 'b']);
    await subject.settle(await subject.granted(), ({ account }) => waits({ half: account === 'a' ? 0 : 1 }));
    await subject.settleAll(settled(failed));
    await subject.requeue(operation, await subject.keysOf(operation));
    expect(await subject.drain()).toEqual([['a', 'b']]);
  });

  it('runs a cancelled operation again when members of it are requeued', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob']);
    await subject.cancel(operation);
    expect(await subject.requeue(operation, await subject.keysOf(operation))).toMatchObject({
      status: 'RUNNING',
      counts: { queued: 2, cancelled: 0 },
    });
    await subject.settleAll(joined());
    expect(await subject.operation(operation.id)).toMatchObject({ status: 'COMPLETED', counts: { joined: 2 } });
  });

  it('does not cancel a requeued member for what was asked while his first attempt was under way', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann']);
    const call = await subject.granted();
    await subject.cancel(operation);
    await subject.settle(call, waits());
    await subject.requeue(operation, await subject.keysOf(operation));
    await subject.settle(await subject.granted(), waits());
    expect(await subject.results(operation)).toEqual([null]);
  });

  it('requeues nobody who still waits, is under way, or has no membership', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', { account: 'nobody', withoutMembership: true, result: refused }]);
    const keys = await subject.keysOf(operation);
    expect(await subject.requeue(operation, keys)).toEqual(operation);
    expect(accountsOf(await subject.granted())).toEqual(['ann']);
    expect(await subject.requeue(operation, keys)).toEqual(operation);
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
  });
}
