import { describe, expect, it } from 'vitest';
import type { MemberState } from '../../../src/kernel/vocabulary.ts';
import { CONNECTION, groupOf, invitedUntil, joined, saw, type StartStore, type StoreSubject } from './subject.ts';

const ALL = { first: 100, afterKey: null };

const accountsOf = async (subject: StoreSubject, userId: string, states: readonly MemberState[] | null = null) =>
  (await subject.store.members.ofUser(userId, states, ALL)).rows.map(
    ({ connectionId, externalId, account }) => `${connectionId}/${externalId}/${account}`,
  );

/** Users behind accounts. */
export function describePeople(start: StartStore): void {
  it('links an account to one user at most', async () => {
    const subject = await start();
    expect(await subject.link('u1', 'ann')).toBe('linked');
    expect(await subject.link('u1', 'ann')).toBe('known');
    expect(await subject.link('u2', 'ann')).toBe('taken');
    expect(await subject.link('u2', 'ann', { connectionId: 'other' })).toBe('linked');
    expect(await subject.link('u2', 'Ann')).toBe('linked');
  });

  it('links an account to one of two users who want it at the same time', async () => {
    const subject = await start();
    const links = await Promise.all(['u1', 'u2', 'u3'].map((userId) => subject.link(userId, 'ann')));
    expect(links.toSorted()).toEqual(['linked', 'taken', 'taken']);
  });

  it('links so many accounts to a user, and knows those that are linked also when he is full', async () => {
    const subject = await start();
    const limit = { limit: 2 };
    expect(await subject.link('u1', 'a', limit)).toBe('linked');
    expect(await subject.link('u1', 'b', limit)).toBe('linked');
    expect(await subject.link('u1', 'c', limit)).toBe('full');
    expect(await subject.link('u1', 'a', limit)).toBe('known');
    expect(await subject.link('u2', 'b', limit)).toBe('taken');
    expect(await subject.unlink('u1', 'a')).toBe(true);
    expect(await subject.link('u1', 'c', limit)).toBe('linked');
  });

  it('keeps to the limit when accounts are linked at the same time', async () => {
    const subject = await start();
    const links = await Promise.all(['a', 'b', 'c', 'd'].map((account) => subject.link('u1', account, { limit: 2 })));
    expect(links.filter((link) => link === 'linked')).toHaveLength(2);
    expect(await subject.store.people.accountsOf(['u1'])).toMatchObject([{ length: 2 }]);
  });

  it('takes a link back that was there, of this user alone', async () => {
    const subject = await start();
    await subject.link('u1', 'ann');
    expect(await subject.unlink('u2', 'ann')).toBe(false);
    expect(await subject.unlink('u1', 'ann', 'other')).toBe(false);
    expect(await subject.unlink('u1', 'ann')).toBe(true);
    expect(await subject.unlink('u1', 'ann')).toBe(false);
    expect(await subject.link('u2', 'ann')).toBe('linked');
  });

  it('tells the accounts of each user, first linked first, in the order in which users were asked for', async () => {
    const subject = await start();
    for (const account of ['b', 'c', 'a']) await subject.link('u1', account);
    await subject.link('u2', 'x', { connectionId: 'other' });
    await subject.unlink('u1', 'b');
    await subject.link('u1', 'b');
    expect(await subject.store.people.accountsOf(['u2', 'nobody', 'u1', 'u2'])).toEqual([
      [{ connectionId: 'other', account: 'x' }],
      [],
      ['c', 'a', 'b'].map((account) => ({ connectionId: CONNECTION, account })),
      [{ connectionId: 'other', account: 'x' }],
    ]);
    expect(await subject.store.people.accountsOf([])).toEqual([]);
  });

  it('knows the user of a membership, whether he was linked before it began or after', async () => {
    const subject = await start();
    await subject.link('u1', 'before');
    await subject.accept(['before', 'after', 'nobody']);
    await subject.accept(['before'], { connection: 'other' });
    await subject.link('u1', 'after');
    const page = await subject.store.members.ofGroup(groupOf('g'), null, ALL);
    expect(page.rows.map(({ account, userId }) => [account, userId])).toEqual([
      ['before', 'u1'],
      ['after', 'u1'],
      ['nobody', null],
    ]);
    expect(await accountsOf(subject, 'u1')).toEqual(['c/g/before', 'c/g/after']);
    await subject.accept(['after'], { group: 'h' });
    expect(await accountsOf(subject, 'u1')).toEqual(['c/g/before', 'c/g/after', 'c/h/after']);
    await subject.unlink('u1', 'after');
    expect(await accountsOf(subject, 'u1')).toEqual(['c/g/before']);
    expect((await subject.membership('after'))?.userId).toBeNull();
    expect((await subject.membership('before', 'g'))?.userId).toBe('u1');
    await subject.link('u2', 'after');
    expect(await accountsOf(subject, 'u2')).toEqual(['c/g/after', 'c/h/after']);
  });

  it('pages through the memberships of a user over all connections and groups, by state', async () => {
    const subject = await start();
    await subject.link('u1', 'ann');
    await subject.link('u1', 'a2', { connectionId: 'other' });
    await subject.accept(['ann', 'bob'], { group: 'g' });
    await subject.accept(['a2'], { group: 'x', connection: 'other' });
    await subject.accept(['ann', 'a2'], { group: 'h' });
    await subject.see([saw('ann', 'seenIn')], { group: 'i' });
    const page = (first: number, afterKey: number | null) =>
      subject.store.members.ofUser('u1', null, { first, afterKey });
    const first = await page(3, null);
    expect(first.rows.map(({ externalId, account }) => `${externalId}/${account}`)).toEqual(['g/ann', 'x/a2', 'h/ann']);
    expect(first.hasNextPage).toBe(true);
    const second = await page(3, first.rows.at(-1)?.key ?? null);
    expect(second.rows).toMatchObject([{ externalId: 'i', account: 'ann', userId: 'u1' }]);
    expect(second.hasNextPage).toBe(false);
    expect(await accountsOf(subject, 'u1', ['JOINED'])).toEqual(['c/i/ann']);
    expect(await accountsOf(subject, 'u1', [])).toEqual([]);
    expect(await subject.store.members.countOfUser('u1', null)).toBe(4);
    expect(await subject.store.members.countOfUser('u1', ['QUEUED'])).toBe(3);
    expect(await subject.store.members.countOfUser('u2', null)).toBe(0);
  });

  describe('events', () => {
    it('carry the user with their commit, whatever moved the membership', async () => {
      const subject = await start();
      await subject.link('u1', 'ann');
      const toldUsers = () =>
        subject.commits.splice(0).flatMap(({ events }) => events.map(({ to, membership }) => [to, membership.userId]));
      const operation = await subject.accept(['ann']);
      await subject.settle(await subject.granted(), invitedUntil(subject.clock.now() + 10));
      await subject.withdraw(operation, await subject.keysOf(operation));
      await subject.requeue(operation, await subject.keysOf(operation));
      await subject.cancel(operation);
      expect(toldUsers()).toEqual(['QUEUED', 'INVITED', 'CANCELLED', 'QUEUED', 'CANCELLED'].map((to) => [to, 'u1']));
      await subject.accept(['ann']);
      await subject.settleAll(invitedUntil(subject.clock.now()));
      await subject.store.sightings.expire(subject.clock.now(), subject.clock.now(), 10);
      await subject.see([saw('ann', 'seenIn')]);
      await subject.see([saw('ann', 'seenIn')], { group: 'h' });
      expect(toldUsers()).toEqual(['QUEUED', 'INVITED', 'EXPIRED', 'JOINED', 'JOINED'].map((to) => [to, 'u1']));
      await subject.accept(['ann'], { group: 'i' });
      await subject.unlink('u1', 'ann');
      await subject.settleAll(joined());
      expect(toldUsers()).toEqual([
        ['QUEUED', 'u1'],
        ['JOINED', null],
      ]);
    });

    it('are read for the user to whom the account is linked now', async () => {
      const subject = await start();
      await subject.accept(['ann', 'bob']);
      await subject.accept(['ann'], { connection: 'other' });
      await subject.link('u1', 'ann');
      await subject.settleAll(joined());
      await subject.see([saw('ann', 'seenIn')], { group: 'h' });
      await subject.see([saw('zoe', 'seenIn')]);
      await subject.link('u1', 'zoe');
      const ofUser = { userId: 'u1' };
      const moves = ['ann: nothing > QUEUED', 'ann: QUEUED > JOINED', 'ann: nothing > JOINED', 'zoe: nothing > JOINED'];
      expect(await subject.moves(ofUser)).toEqual(moves);
      const events = await subject.events(ofUser);
      for (const { membership } of events) expect(membership.userId).toBe('u1');
      expect(await subject.moves(ofUser, events[1]?.position)).toEqual(moves.slice(2));
      expect(await subject.store.events.after(0, ofUser, 3)).toEqual(events.slice(0, 3));
      await subject.unlink('u1', 'ann');
      expect(await subject.moves(ofUser)).toEqual(moves.slice(3));
      expect(await subject.moves({ userId: 'nobody' })).toEqual([]);
    });

    it('are marked with the user to whom the account is linked now', async () => {
      const subject = await start();
      await subject.accept(['ann', 'bob']);
      await subject.accept(['ann'], { connection: 'other' });
      const users = async () => (await subject.store.events.marksAfter(0, 100)).map(({ userId }) => userId);
      expect(await users()).toEqual([null, null, null]);
      await subject.link('u1', 'ann');
      expect(await users()).toEqual(['u1', null, null]);
      await subject.link('u2', 'ann', { connectionId: 'other' });
      await subject.unlink('u1', 'ann');
      expect(await users()).toEqual([null, null, 'u2']);
    });
  });

  it('tells the user of an invite’s membership', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob']);
    await subject.link('u1', 'ann');
    expect((await subject.invites(operation)).map(({ membership }) => membership?.userId)).toEqual(['u1', null]);
  });

  it('changes no membership and makes no event by linking', async () => {
    const subject = await start();
    await subject.bring('ann', 'JOINED');
    const before = await subject.events();
    await subject.link('u1', 'ann');
    await subject.unlink('u1', 'ann');
    expect(await subject.events()).toEqual(before);
  });
}
