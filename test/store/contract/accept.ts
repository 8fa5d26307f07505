import { expect, it } from 'vitest';
import type { InviteResult } from '../../../src/invitations/result.ts';
import type { MemberState } from '../../../src/kernel/vocabulary.ts';
import { failed, groupOf, refused, type StartStore } from './subject.ts';

/** Storing one order: its rows, its idempotency key, and what it does to memberships. */
export function describeAcceptance(start: StartStore): void {
  it('stores an operation with one invite for each member, in input order', async () => {
    const subject = await start();
    const operation = await subject.accept(['zoe', 'ann', 'bob'], { operationId: 'first' });
    expect(operation).toMatchObject({
      id: 'first',
      group: groupOf('g'),
      status: 'RUNNING',
      createdAtMs: subject.clock.now(),
      completedAtMs: null,
      counts: { total: 3, queued: 3, invited: 0, joined: 0, alreadyJoined: 0, failed: 0, cancelled: 0 },
    });
    const invites = await subject.invites(operation);
    expect(invites.map(({ ordinal, account, result }) => ({ ordinal, account, result }))).toEqual([
      { ordinal: 0, account: 'zoe', result: null },
      { ordinal: 1, account: 'ann', result: null },
      { ordinal: 2, account: 'bob', result: null },
    ]);
    expect(await subject.operation('first')).toEqual(operation);
  });

  it('begins the membership of a member of whom nothing was known as QUEUED, with an event', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann'], { invitedBy: 'owner' });
    const [membership] = await subject.store.members.byRefs([{ ...groupOf('g'), account: 'ann' }]);
    expect(membership).toMatchObject({
      ...groupOf('g'),
      account: 'ann',
      state: 'QUEUED',
      changedAtMs: subject.clock.now(),
      invitedBy: 'owner',
      userId: null,
      profile: null,
    });
    expect(await subject.events()).toEqual([
      {
        position: expect.any(Number) as number,
        sequence: 1,
        atMs: subject.clock.now(),
        from: null,
        to: 'QUEUED',
        cause: 'INVITE',
        operationId: operation.id,
        membership,
      },
    ]);
    expect((await subject.invites(operation))[0]?.membership).toEqual(membership);
  });

  it('counts the events of each group by one, over all operations, and orders all of them by position', async () => {
    const subject = await start();
    await subject.accept(['ann', 'bob'], { group: 'g' });
    await subject.accept(['ann'], { group: 'h' });
    await subject.accept(['cid'], { group: 'g' });
    await subject.accept(['ann'], { group: 'g', connection: 'other' });
    const events = await subject.events();
    const sequences = events.map(({ membership, sequence }) => [
      membership.connectionId,
      membership.externalId,
      sequence,
    ]);
    expect(sequences).toEqual([
      ['c', 'g', 1],
      ['c', 'g', 2],
      ['c', 'h', 1],
      ['c', 'g', 3],
      ['other', 'g', 1],
    ]);
    const positions = events.map((event) => event.position);
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
  });

  it('returns the same operation for a key that was used with the same input, and stores nothing', async () => {
    const subject = await start();
    const first = await subject.accept(['ann'], { idempotencyKey: 'key' });
    const again = await subject.offer(['ann'], { idempotencyKey: 'key' });
    expect(again).toEqual({ kind: 'repeated', operation: first });
    expect(await subject.events()).toHaveLength(1);
    expect(await subject.drain()).toEqual([['ann']]);
  });

  it('accepts one of two equal orders that come at the same time', async () => {
    const subject = await start();
    const kinds = await Promise.all([1, 2].map(() => subject.offer(['ann'], { idempotencyKey: 'key' })));
    expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'repeated']);
  });

  it('refuses a key that was used with other input, and stores nothing', async () => {
    const subject = await start();
    await subject.accept(['ann'], { idempotencyKey: 'key' });
    const other = subject.order(['bob'], { idempotencyKey: 'key', inputHash: 'other input' });
    expect(await subject.store.invitations.accept(other)).toEqual({ kind: 'keyReused' });
    expect(await subject.state('bob')).toBeNull();
    expect(await subject.store.invitations.operation(other.operationId)).toBeNull();
  });

  it('keeps the keys of different callers apart', async () => {
    const subject = await start();
    await subject.accept(['ann'], { idempotencyKey: 'key', caller: 'one' });
    const other = await subject.offer(['bob'], { idempotencyKey: 'key', caller: 'two', inputHash: 'other input' });
    expect(other.kind).toBe('accepted');
  });

  it('takes a key for new again when it was used too long ago, and then holds to its newest use', async () => {
    const subject = await start();
    await subject.accept(['ann'], { idempotencyKey: 'key' });
    subject.clock.advance(1_001);
    const second = await subject.offer(['bob'], { idempotencyKey: 'key', inputHash: 'other input' });
    expect(second.kind).toBe('accepted');
    const third = await subject.offer(['bob'], { idempotencyKey: 'key', inputHash: 'other input' });
    expect(third.kind).toBe('repeated');
  });

  it('keeps what was settled without a call, and never grants it', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', { account: 'bad', result: refused }, 'bob']);
    expect(operation).toMatchObject({ status: 'RUNNING', counts: { total: 3, queued: 2, failed: 1 } });
    expect((await subject.invites(operation)).map(({ result }) => result)).toEqual([null, refused, null]);
    expect(await subject.moves()).toEqual([
      'ann: nothing > QUEUED',
      'bad: nothing > QUEUED',
      'bad: QUEUED > FAILED',
      'bob: nothing > QUEUED',
    ]);
    expect(await subject.drain()).toEqual([['ann', 'bob']]);
  });

  it('ends an operation at once in which nothing has to be sent', async () => {
    const subject = await start();
    const operation = await subject.accept([{ account: 'bad', result: refused }]);
    expect(operation).toMatchObject({ status: 'COMPLETED', completedAtMs: subject.clock.now() });
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
  });

  const settledAtOnce: [InviteResult, MemberState, object][] = [
    [refused, 'FAILED', { failed: 1, alreadyJoined: 0 }],
    [{ type: 'notFound', message: 'who?' }, 'FAILED', { failed: 1, alreadyJoined: 0 }],
    [{ type: 'alreadyJoined' }, 'JOINED', { failed: 0, alreadyJoined: 1 }],
  ];
  it.each(settledAtOnce)(
    'counts $type that was settled without a call for what it is',
    async (result, state, counts) => {
      const subject = await start();
      const operation = await subject.accept([{ account: 'ann', result }]);
      expect(operation.counts).toMatchObject({ total: 1, queued: 0, ...counts });
      expect(await subject.state('ann')).toBe(state);
    },
  );

  it('leaves a member QUEUED whom another operation still waits to send', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    await subject.accept([{ account: 'ann', result: refused }]);
    expect(await subject.state('ann')).toBe('QUEUED');
    expect(await subject.moves()).toEqual(['ann: nothing > QUEUED']);
  });

  it('keeps no membership for a user without an account, also beside an account of the same name', async () => {
    const subject = await start();
    const operation = await subject.accept([{ account: 'u1', withoutMembership: true, result: refused }, 'u1']);
    const invites = await subject.invites(operation);
    expect(invites.map(({ account, membership }) => [account, membership?.state ?? null])).toEqual([
      ['u1', null],
      ['u1', 'QUEUED'],
    ]);
    expect(await subject.moves()).toEqual(['u1: nothing > QUEUED']);
    expect(operation.counts).toMatchObject({ total: 2, queued: 1, failed: 1 });
  });

  it.each<MemberState>(['QUEUED', 'INVITED', 'JOINED'])(
    'leaves a member who is %s in that state, and sends the new invite all the same',
    async (state) => {
      const subject = await start();
      await subject.bring('ann', state);
      const before = await subject.events();
      await subject.accept(['ann']);
      expect(await subject.state('ann')).toBe(state);
      expect(await subject.events()).toEqual(before);
      expect((await subject.drain()).flat()).toContain('ann');
    },
  );

  it.each<MemberState>(['FAILED', 'CANCELLED'])('queues a member again who is %s', async (state) => {
    const subject = await start();
    await subject.bring('ann', state);
    const last = await subject.store.events.lastPosition();
    subject.clock.advance(5);
    const operation = await subject.accept(['ann'], { invitedBy: 'another' });
    const [event] = await subject.events({}, last);
    expect(event).toMatchObject({ from: state, to: 'QUEUED', cause: 'INVITE', operationId: operation.id });
    expect(event?.membership).toMatchObject({
      state: 'QUEUED',
      changedAtMs: subject.clock.now(),
      invitedBy: 'another',
    });
    expect(await subject.drain()).toEqual([['ann']]);
  });

  it('moves a member from an end state to the next through QUEUED, when the new invite is settled at once', async () => {
    const subject = await start();
    await subject.bring('ann', 'CANCELLED');
    const last = await subject.store.events.lastPosition();
    await subject.accept([{ account: 'ann', result: failed }]);
    expect(await subject.moves({}, last)).toEqual(['ann: CANCELLED > QUEUED', 'ann: QUEUED > FAILED']);
  });
}
