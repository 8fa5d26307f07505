import { describe, expect, it } from 'vitest';
import type { DueRound } from '../../../src/store/records.ts';
import { FIRST_ROUND_MS, JOINED_ROUND_MS } from '../../../src/store/store.ts';
import { CONNECTION, groupOf, saw, type StartStore, type StoreSubject } from './subject.ts';

const LEASE_MS = 60_000;

const take = (subject: StoreSubject, limit = 10, connectionIds: readonly string[] = [CONNECTION]) =>
  subject.store.rounds.take(connectionIds, limit, subject.clock.now(), subject.clock.now() + LEASE_MS);

const namesOf = (rounds: readonly DueRound[]): string[] => rounds.map(({ group }) => group.externalId);

async function takeOne(subject: StoreSubject): Promise<DueRound> {
  const [round, ...more] = await take(subject);
  if (round === undefined || more.length > 0) throw new Error(`${more.length} rounds more than one are due`);
  return round;
}

/** Ends a round; the next one is due in so many milliseconds. */
const finish = (subject: StoreSubject, taken: DueRound, inMs: number, round = taken.round + 1, misses = 0) =>
  subject.store.rounds.finish(taken, { round, misses, atMs: subject.clock.now() + inMs }, subject.clock.now());

/** The instants, counted from now, at which rounds become due one after the other; each is ended without a next one. */
async function dueTimes(subject: StoreSubject, stepMs: number, untilMs: number): Promise<number[]> {
  const fromMs = subject.clock.now();
  const times: number[] = [];
  for (let atMs = 0; atMs <= untilMs; atMs += stepMs) {
    subject.clock.advanceTo(fromMs + atMs);
    for (const round of await take(subject)) {
      times.push(atMs);
      await subject.store.rounds.finish(round, null, subject.clock.now());
    }
  }
  return times;
}

/** When groups are looked at again. */
export function describeRounds(start: StartStore): void {
  describe('a group comes in', () => {
    it('soon after an invite was settled as an open invitation', async () => {
      const subject = await start();
      await subject.accept(['ann']);
      expect(await dueTimes(subject, JOINED_ROUND_MS, JOINED_ROUND_MS)).toEqual([]);
      await subject.bring('bob', 'INVITED');
      expect(await dueTimes(subject, FIRST_ROUND_MS, 5 * FIRST_ROUND_MS)).toEqual([FIRST_ROUND_MS]);
    });

    it('later when somebody joined, whether by an invite or seen', async () => {
      const subject = await start();
      await subject.bring('ann', 'JOINED');
      expect(await dueTimes(subject, JOINED_ROUND_MS, 3 * JOINED_ROUND_MS)).toEqual([JOINED_ROUND_MS]);
      await subject.see([saw('bob', 'seenIn')]);
      expect(await dueTimes(subject, JOINED_ROUND_MS, 3 * JOINED_ROUND_MS)).toEqual([JOINED_ROUND_MS]);
    });

    it('when somebody is seen who is invited', async () => {
      const subject = await start();
      await subject.see([saw('ann', 'seenInvited', { cause: 'RECONCILIATION' })]);
      expect(await dueTimes(subject, FIRST_ROUND_MS, 5 * FIRST_ROUND_MS)).toEqual([FIRST_ROUND_MS]);
    });

    it('when a round is asked for, also while nobody is known in it', async () => {
      const subject = await start();
      await subject.see([], { roundAtMs: subject.clock.now() + 40 });
      expect(await dueTimes(subject, 20, 100)).toEqual([40]);
    });

    it('not because somebody waits, left, or could not be invited', async () => {
      const subject = await start();
      await subject.bring('ann', 'FAILED');
      await subject.see([saw('bob', 'left')]);
      await subject.accept(['cid']);
      expect(await dueTimes(subject, JOINED_ROUND_MS, 2 * JOINED_ROUND_MS)).toEqual([]);
    });
  });

  it('has the first round soon when in one commit somebody is invited and somebody joined', async () => {
    const subject = await start();
    await subject.see([saw('ann', 'seenIn'), saw('bob', 'seenInvited', { cause: 'RECONCILIATION' })]);
    expect(await dueTimes(subject, FIRST_ROUND_MS, FIRST_ROUND_MS)).toEqual([FIRST_ROUND_MS]);
  });

  it('moves a later round to the front when somebody is invited, and starts the row anew', async () => {
    const subject = await start();
    await subject.bring('ann', 'JOINED');
    subject.clock.advance(JOINED_ROUND_MS);
    await finish(subject, await takeOne(subject), 3_600_000, 4, 2);
    await subject.bring('bob', 'INVITED');
    subject.clock.advance(FIRST_ROUND_MS - 1);
    expect(await take(subject)).toEqual([]);
    subject.clock.advance(1);
    expect(await takeOne(subject)).toMatchObject({ group: groupOf('g'), round: 0, misses: 0 });
  });

  it('leaves an earlier round where it is when somebody is invited or a later one is asked for', async () => {
    const subject = await start();
    await subject.see([], { roundAtMs: subject.clock.now() + 10 });
    await subject.bring('ann', 'INVITED');
    await subject.see([], { roundAtMs: subject.clock.now() + 500 });
    expect(await dueTimes(subject, 10, 1_000)).toEqual([10]);
  });

  it('leaves the plan as it is when another member joins', async () => {
    const subject = await start();
    await subject.bring('ann', 'JOINED');
    subject.clock.advance(JOINED_ROUND_MS);
    await finish(subject, await takeOne(subject), 3_600_000, 4, 2);
    await subject.see([saw('bob', 'seenIn')]);
    subject.clock.advance(3_600_000 - 1);
    expect(await take(subject)).toEqual([]);
    subject.clock.advance(1);
    expect(await takeOne(subject)).toMatchObject({ round: 4, misses: 2 });
  });

  it('gives rounds out longest due first, so many at a time, of the named connections', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    const due = { b: 20, d: 40, a: 10, c: 30 };
    for (const [group, inMs] of Object.entries(due)) await subject.see([], { group, roundAtMs: nowMs + inMs });
    await subject.see([], { group: 'x', connection: 'other', roundAtMs: nowMs + 25 });
    await subject.see([], { group: 'y', connection: 'third', roundAtMs: nowMs });
    subject.clock.advance(30);
    expect(namesOf(await take(subject, 0))).toEqual([]);
    expect(namesOf(await take(subject, 10, []))).toEqual([]);
    expect(namesOf(await take(subject, 3, ['other', CONNECTION]))).toEqual(['a', 'b', 'x']);
    expect(namesOf(await take(subject, 3, ['other', CONNECTION]))).toEqual(['c']);
    expect(namesOf(await take(subject, 3, ['other', CONNECTION]))).toEqual([]);
    expect(await take(subject, 3, ['third'])).toMatchObject([{ group: groupOf('y', 'third') }]);
  });

  it('keeps a taken round from others until its lease is over, also when a round is asked for meanwhile', async () => {
    const subject = await start();
    await subject.see([], { roundAtMs: subject.clock.now() });
    const first = await takeOne(subject);
    await subject.see([], { roundAtMs: subject.clock.now() + 5 });
    subject.clock.advance(LEASE_MS - 1);
    expect(await take(subject)).toEqual([]);
    subject.clock.advance(1);
    const second = await takeOne(subject);
    expect(second.token).not.toBe(first.token);
  });

  it('counts rounds and misses as its ends say', async () => {
    const subject = await start();
    await subject.see([], { roundAtMs: subject.clock.now() });
    const first = await takeOne(subject);
    expect(first).toMatchObject({ group: groupOf('g'), round: 0, misses: 0 });
    await finish(subject, first, 15_000, 1, 1);
    subject.clock.advance(14_999);
    expect(await take(subject)).toEqual([]);
    subject.clock.advance(1);
    expect(await takeOne(subject)).toMatchObject({ round: 1, misses: 1 });
  });

  it('has a group out of the plan that needs no further round, until it comes in again', async () => {
    const subject = await start();
    await subject.bring('ann', 'INVITED');
    subject.clock.advance(FIRST_ROUND_MS);
    await subject.store.rounds.finish(await takeOne(subject), null, subject.clock.now());
    subject.clock.advance(100 * LEASE_MS);
    expect(await take(subject)).toEqual([]);
    await subject.see([saw('bob', 'seenIn')]);
    expect(await dueTimes(subject, JOINED_ROUND_MS, JOINED_ROUND_MS)).toEqual([JOINED_ROUND_MS]);
  });

  it.each([
    ['a later one is planned', false],
    ['none is planned', true],
  ])('keeps the earlier round that was asked for while one was under way, when %s', async (_name, last) => {
    const subject = await start();
    await subject.see([], { roundAtMs: subject.clock.now() });
    const taken = await takeOne(subject);
    await subject.see([], { roundAtMs: subject.clock.now() + 2_000 });
    subject.clock.advance(500);
    if (last) await subject.store.rounds.finish(taken, null, subject.clock.now());
    else await finish(subject, taken, 15_000, 7, 3);
    subject.clock.advance(1_499);
    expect(await take(subject)).toEqual([]);
    subject.clock.advance(1);
    expect(await takeOne(subject)).toMatchObject({ round: 0, misses: 0 });
  });

  it('keeps a round for somebody who was invited while one was under way, however late that was', async () => {
    const subject = await start();
    await subject.see([], { roundAtMs: subject.clock.now() });
    const taken = await takeOne(subject);
    subject.clock.advance(LEASE_MS - 10);
    await subject.bring('ann', 'INVITED');
    await subject.store.rounds.finish(taken, null, subject.clock.now());
    subject.clock.advance(FIRST_ROUND_MS);
    expect(await takeOne(subject)).toMatchObject({ round: 0 });
  });

  it('has no round earlier than its plan because one was asked for before it was taken', async () => {
    const subject = await start();
    await subject.see([], { roundAtMs: subject.clock.now() });
    await subject.see([], { roundAtMs: subject.clock.now() });
    await finish(subject, await takeOne(subject), 15_000);
    subject.clock.advance(14_999);
    expect(await take(subject)).toEqual([]);
  });

  it('does not let one end the round that another has taken since', async () => {
    const subject = await start();
    await subject.see([], { roundAtMs: subject.clock.now() });
    const late = await takeOne(subject);
    subject.clock.advance(LEASE_MS);
    const second = await takeOne(subject);
    await finish(subject, late, 1, 9, 9);
    await subject.store.rounds.finish(late, null, subject.clock.now());
    subject.clock.advance(1);
    expect(await take(subject)).toEqual([]);
    await finish(subject, second, 10, 1, 0);
    subject.clock.advance(10);
    expect(await takeOne(subject)).toMatchObject({ round: 1, misses: 0 });
  });

  it('does not let one end a round of a group that went and came in again', async () => {
    const subject = await start();
    await subject.see([], { roundAtMs: subject.clock.now() });
    const late = await takeOne(subject);
    subject.clock.advance(LEASE_MS);
    await subject.store.rounds.finish(await takeOne(subject), null, subject.clock.now());
    await subject.see([], { roundAtMs: subject.clock.now() });
    await takeOne(subject);
    await subject.store.rounds.finish(late, null, subject.clock.now());
    subject.clock.advance(LEASE_MS);
    expect(await take(subject)).toHaveLength(1);
  });

  it('ends each round once', async () => {
    const subject = await start();
    await subject.see([], { roundAtMs: subject.clock.now() });
    const taken = await takeOne(subject);
    await finish(subject, taken, 10, 1);
    await finish(subject, taken, 99, 5);
    await subject.store.rounds.finish(taken, null, subject.clock.now());
    subject.clock.advance(10);
    expect(await takeOne(subject)).toMatchObject({ round: 1 });
  });
}
