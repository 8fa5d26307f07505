import { beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { groupOf, joined, saw, StoreSubject } from './contract/subject.ts';

/** What only SQLite can get wrong. */
describe('the embedded store', () => {
  let subject: StoreSubject;
  beforeEach(async () => {
    subject = await StoreSubject.start({
      name: 'SQLite',
      reopens: true,
      open: (clock, dir) => openSqliteStore(dir, clock),
    });
  });

  it('takes accounts for one that differ only in what no text of a database holds', async () => {
    const halves = ['x\ud800', 'x\ud801', 'x'];
    const first = await subject.accept(halves);
    expect(await subject.moves()).toEqual(['x\ufffd: nothing > QUEUED', 'x: nothing > QUEUED']);
    expect(first.counts.queued).toBe(3);
    await subject.settleAll(joined());
    const last = await subject.store.events.lastPosition();
    await subject.accept(halves);
    const seen = await subject.see([saw('x\ud802', 'left'), saw('x\ud803', 'seenIn')]);
    expect(seen.map((membership) => membership?.state)).toEqual(['JOINED', 'JOINED']);
    expect(await subject.moves({}, last)).toEqual(['x\ufffd: JOINED > LEFT', 'x\ufffd: LEFT > JOINED']);
    expect(await subject.store.members.countOfGroup(groupOf('g'), null)).toBe(2);
  });

  it('shows a profile that comes with the sighting after the one with which the membership begins', async () => {
    const profile = { nickname: 'Ann', isRobot: false };
    await subject.see([saw('ann', 'seenIn'), saw('ann', 'seenIn', { profile })]);
    expect(await subject.membership('ann')).toMatchObject({ state: 'JOINED', profile });
  });

  it('settles no call of which a member is without a verdict', async () => {
    const operation = await subject.accept(['ann', 'bob']);
    const call = await subject.granted();
    const some = { ...call, invites: call.invites.slice(1) };
    await expect(subject.settle(some, joined())).rejects.toThrow('verdicts on 1 of 2 invites');
    expect(await subject.results(operation)).toEqual([null, null]);
    await subject.settle(call, joined());
    expect(await subject.results(operation)).toEqual(['joined', 'joined']);
  });

  it('refuses an operation with more invites than its keys can tell apart', async () => {
    const many = Array.from({ length: 16_385 }, (_, at) => `m${at}`);
    await expect(subject.offer(many)).rejects.toThrow('more than 16384 invites in one operation');
    expect(await subject.store.members.countOfGroup(groupOf('g'), null)).toBe(0);
    expect((await subject.accept(many.slice(1))).counts.queued).toBe(16_384);
    expect((await subject.accept(['ann'])).counts.total).toBe(1);
  });

  it.each([0, 1, 7, 20])('forgets what is older than an instant, of events of which %i are older', async (older) => {
    for (let at = 0; at < 20; at++) {
      await subject.accept([`m${at}`]);
      subject.clock.advance(10);
    }
    const events = await subject.events();
    const beforeMs = events[older]?.atMs ?? subject.clock.now();
    expect(await subject.store.events.forget(beforeMs, 100)).toBe(older);
    expect(await subject.events()).toEqual(events.slice(older));
    expect(await subject.store.events.forget(beforeMs, 100)).toBe(0);
  });

  it('forgets no young event, and in the end every old one, when a clock was put back', async () => {
    await subject.accept(['early'], { nowMs: 10 });
    await subject.accept(['wrong'], { nowMs: 1_000_000 });
    for (let at = 0; at < 8; at++) await subject.accept([`m${at}`], { nowMs: 20 + at });
    for (let left = 1; left > 0;) left = await subject.store.events.forget(24, 2);
    const kept = (await subject.events()).map(({ membership }) => membership.account);
    expect(kept).toEqual(expect.arrayContaining(['wrong', 'm4', 'm5', 'm6', 'm7']));
    for (let left = 1; left > 0;) left = await subject.store.events.forget(1_000, 2);
    expect((await subject.events()).map(({ membership }) => membership.account)).toEqual(['wrong']);
  });
});
