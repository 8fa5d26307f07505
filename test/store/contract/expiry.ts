import { expect, it } from 'vitest';
import {
  CONNECTION,
  failed,
  groupOf,
  invitedUntil,
  joined,
  saw,
  type StartStore,
  type StoreSubject,
  settled,
} from './subject.ts';

const expire = (subject: StoreSubject, limit = 10, roundAtMs = subject.clock.now()) =>
  subject.store.sightings.expire(subject.clock.now(), roundAtMs, limit);

/** Invites accounts whose invitations are over in so many milliseconds. */
async function invite(subject: StoreSubject, inMs: number, ...accounts: string[]) {
  const operation = await subject.accept(accounts);
  await subject.settleAll(invitedUntil(subject.clock.now() + inMs));
  return operation;
}

/** Invitations that nobody answered. */
export function describeExpiry(start: StartStore): void {
  it('expires an invitation at its instant, not before, and once', async () => {
    const subject = await start();
    const operation = await invite(subject, 1_000, 'ann', 'bob');
    const last = await subject.store.events.lastPosition();
    subject.clock.advance(999);
    expect(await expire(subject)).toBe(0);
    subject.clock.advance(1);
    expect(await expire(subject)).toBe(2);
    expect(await expire(subject)).toBe(0);
    const events = await subject.events({}, last);
    expect(events).toHaveLength(2);
    for (const event of events) {
      expect(event).toMatchObject({
        from: 'INVITED',
        to: 'EXPIRED',
        cause: 'EXPIRY',
        operationId: operation.id,
        atMs: subject.clock.now(),
        membership: { state: 'EXPIRED', changedAtMs: subject.clock.now() },
      });
    }
    expect(subject.commits.flatMap((commit) => commit.events).filter(({ to }) => to === 'EXPIRED')).toHaveLength(2);
    expect(await subject.results(operation)).toEqual(['invited', 'invited']);
  });

  it('opens anew for an invite that waited while the invitation before it came to its end', async () => {
    const subject = await start();
    await invite(subject, 1_000, 'ann');
    await subject.accept(['ann']);
    subject.clock.advance(1_000);
    expect(await expire(subject)).toBe(1);
    const last = await subject.store.events.lastPosition();
    await subject.settleAll(invitedUntil(subject.clock.now() + 500));
    const moves = (await subject.events({}, last)).map(({ from, to, cause }) => [from, to, cause]);
    expect(moves).toEqual([
      ['EXPIRED', 'QUEUED', 'INVITE'],
      ['QUEUED', 'INVITED', 'INVITE'],
    ]);
    subject.clock.advance(500);
    expect(await expire(subject)).toBe(1);
  });

  it('expires the oldest first, so many at a time, in all groups', async () => {
    const subject = await start();
    await invite(subject, 30, 'c');
    await invite(subject, 10, 'a');
    await subject.accept(['b'], { group: 'h', connection: 'other' });
    await subject.settleAll(invitedUntil(subject.clock.now() + 20), { connectionId: 'other' });
    await invite(subject, 40, 'd');
    const last = await subject.store.events.lastPosition();
    subject.clock.advance(30);
    expect(await expire(subject, 0)).toBe(0);
    expect(await expire(subject, 2)).toBe(2);
    expect(await subject.moves({}, last)).toEqual(['a: INVITED > EXPIRED', 'b: INVITED > EXPIRED']);
    expect(await expire(subject, 2)).toBe(1);
    expect(await subject.state('d')).toBe('INVITED');
  });

  it('expires nobody who is not invited any more', async () => {
    const subject = await start();
    const operation = await invite(subject, 10, 'in', 'gone', 'withdrawn', 'again');
    await subject.see([saw('in', 'seenIn'), saw('gone', 'invitationGone')]);
    await subject.withdraw(operation, (await subject.keysOf(operation)).slice(2));
    await subject.accept(['again']);
    subject.clock.advance(10);
    expect(await expire(subject)).toBe(0);
    await subject.see([saw('in', 'left')]);
    expect(await expire(subject)).toBe(0);
    expect(await subject.state('again')).toBe('QUEUED');
  });

  it('counts from the newest invitation', async () => {
    const subject = await start();
    await invite(subject, 10, 'ann');
    await subject.see([saw('ann', 'invitationGone')]);
    await invite(subject, 50, 'ann');
    subject.clock.advance(49);
    expect(await expire(subject)).toBe(0);
    subject.clock.advance(1);
    expect(await expire(subject)).toBe(1);
  });

  it('lets a later invite of an invited member prolong his time, and never shorten it', async () => {
    const subject = await start();
    await invite(subject, 10, 'ann', 'bob');
    const events = await subject.events();
    await invite(subject, 50, 'ann');
    await invite(subject, 5, 'bob');
    await subject.accept(['bob']);
    await subject.settleAll(settled(failed));
    expect(await subject.events()).toEqual(events);
    subject.clock.advance(9);
    expect(await expire(subject)).toBe(0);
    subject.clock.advance(1);
    expect(await expire(subject)).toBe(1);
    expect(await subject.state('bob')).toBe('EXPIRED');
    subject.clock.advance(39);
    expect(await expire(subject)).toBe(0);
    subject.clock.advance(1);
    expect(await expire(subject)).toBe(1);
  });

  it('takes the later instant of two invites that are settled in one call', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    await subject.accept(['ann']);
    const call = await subject.granted();
    const nowMs = subject.clock.now();
    await subject.settle(call, (one) => invitedUntil(nowMs + (one === call.invites[0] ? 50 : 10)));
    subject.clock.advance(49);
    expect(await expire(subject)).toBe(0);
    subject.clock.advance(1);
    expect(await expire(subject)).toBe(1);
  });

  it('lets an invitation stand for ever that was only seen, until an invite of ours says when it ends', async () => {
    const subject = await start();
    await subject.see([saw('ann', 'seenInvited'), saw('bob', 'seenInvited')]);
    await invite(subject, 10, 'ann');
    subject.clock.advance(1_000 * 86_400_000);
    expect(await expire(subject)).toBe(1);
    expect(await subject.state('ann')).toBe('EXPIRED');
    expect(await subject.state('bob')).toBe('INVITED');
  });

  it('has the groups of expired members looked at by the instant that was given', async () => {
    const subject = await start();
    await invite(subject, 10_000, 'ann', 'bob');
    subject.clock.advance(10_000);
    const take = () => subject.store.rounds.take([CONNECTION], 10, subject.clock.now(), subject.clock.now() + 60_000);
    const [round] = await take();
    const atMs = subject.clock.now() + 3_600_000;
    await subject.store.rounds.finish(round!, { round: 5, misses: 1, atMs }, subject.clock.now());
    await expire(subject, 10, subject.clock.now() + 20);
    subject.clock.advance(19);
    expect(await take()).toEqual([]);
    subject.clock.advance(1);
    expect(await take()).toMatchObject([{ group: groupOf('g'), round: 0, misses: 0 }]);
  });

  it('leaves the operations as they ended, and takes an expired member in when the provider says so', async () => {
    const subject = await start();
    const operation = await invite(subject, 10, 'ann');
    const before = await subject.operation(operation.id);
    subject.clock.advance(10);
    await expire(subject);
    expect(await subject.operation(operation.id)).toEqual(before);
    await subject.accept(['ann']);
    await subject.settleAll(joined());
    expect(await subject.state('ann')).toBe('JOINED');
  });
}
