import { expect, it } from 'vitest';
import type { InviteCounts, InviteResult } from '../../../src/invitations/result.ts';
import type { MemberState } from '../../../src/kernel/vocabulary.ts';
import { accountsOf, failed, groupOf, invited, joined, type StartStore, settled, waits } from './subject.ts';

const RESULTS: [InviteResult, MemberState, keyof InviteCounts][] = [
  [{ type: 'joined', joinedAtMs: 5 }, 'JOINED', 'joined'],
  [{ type: 'alreadyJoined' }, 'JOINED', 'alreadyJoined'],
  [invited, 'INVITED', 'invited'],
  [{ type: 'overGroupLimit', message: 'too many groups' }, 'FAILED', 'failed'],
  [{ type: 'notFound', message: 'who?' }, 'FAILED', 'failed'],
  [failed, 'FAILED', 'failed'],
];

/** What one attempt makes of its members. */
export function describeSettlement(start: StartStore): void {
  it.each(RESULTS)('settles $type: the membership, the count and the event', async (result, state, count) => {
    const subject = await start();
    const operation = await subject.accept(['ann']);
    const call = await subject.granted();
    subject.clock.advance(40);
    await subject.settle(call, settled(result));
    const after = await subject.operation(operation.id);
    expect(after).toMatchObject({ status: 'COMPLETED', completedAtMs: subject.clock.now() });
    expect(after.counts).toMatchObject({ total: 1, queued: 0, [count]: 1 });
    expect((await subject.invites(operation))[0]?.result).toEqual(result);
    const events = await subject.events();
    expect(events).toHaveLength(2);
    expect(events[1]).toMatchObject({
      sequence: 2,
      from: 'QUEUED',
      to: state,
      cause: 'INVITE',
      atMs: subject.clock.now(),
      operationId: operation.id,
      membership: { account: 'ann', state, changedAtMs: subject.clock.now() },
    });
  });

  it('ends an operation with its last member, and not before', async () => {
    const subject = await start();
    const operation = await subject.accept(['a', 'b']);
    await subject.settle(await subject.granted({ membersPerCall: 1 }), joined());
    expect(await subject.operation(operation.id)).toMatchObject({
      status: 'RUNNING',
      completedAtMs: null,
      counts: { total: 2, queued: 1, joined: 1 },
    });
    subject.clock.advance(10);
    await subject.settle(await subject.granted({ membersPerCall: 1 }), settled(failed));
    expect(await subject.operation(operation.id)).toMatchObject({
      status: 'COMPLETED',
      completedAtMs: subject.clock.now(),
      counts: { total: 2, queued: 0, joined: 1, failed: 1 },
    });
  });

  it('makes no event of a state that is held already, but counts the result', async () => {
    const subject = await start();
    await subject.bring('ann', 'JOINED');
    const before = await subject.events();
    const operation = await subject.accept(['ann']);
    await subject.settle(await subject.granted(), settled({ type: 'alreadyJoined' }));
    expect(await subject.events()).toEqual(before);
    expect((await subject.operation(operation.id)).counts).toMatchObject({ alreadyJoined: 1, queued: 0 });
  });

  it.each<[MemberState, InviteResult]>([
    ['JOINED', failed],
    ['JOINED', invited],
    ['INVITED', failed],
  ])('leaves a member who is %s there when a later invite ends as $1.type', async (state, result) => {
    const subject = await start();
    await subject.bring('ann', state);
    const before = await subject.events();
    const operation = await subject.accept(['ann']);
    await subject.settle(await subject.granted(), settled(result));
    expect(await subject.state('ann')).toBe(state);
    expect(await subject.events()).toEqual(before);
    expect(await subject.results(operation)).toEqual([result.type]);
  });

  it('moves a member once when two operations have him in one call, and counts him in both', async () => {
    const subject = await start();
    const operations = [await subject.accept(['ann']), await subject.accept(['ann', 'bob'])];
    const last = await subject.store.events.lastPosition();
    await subject.settle(await subject.granted(), joined());
    expect(await subject.moves({}, last)).toEqual(['ann: QUEUED > JOINED', 'bob: QUEUED > JOINED']);
    expect(await subject.results(operations[0]!)).toEqual(['joined']);
    expect(await subject.results(operations[1]!)).toEqual(['joined', 'joined']);
    for (const { id } of operations) expect(await subject.operation(id)).toMatchObject({ status: 'COMPLETED' });
  });

  it('fails a member once when two operations have him in one call', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    await subject.accept(['ann']);
    await subject.settle(await subject.granted(), settled(failed));
    expect(await subject.moves()).toEqual(['ann: nothing > QUEUED', 'ann: QUEUED > FAILED']);
  });

  it('keeps a member QUEUED as long as another invite of him waits', async () => {
    const subject = await start();
    const first = await subject.accept(['ann']);
    await subject.accept(['ann'], { options: { silent: true } });
    await subject.settle(await subject.granted(), settled(failed));
    expect(await subject.results(first)).toEqual(['failed']);
    expect(await subject.state('ann')).toBe('QUEUED');
    await subject.settle(await subject.granted(), settled(failed));
    expect(await subject.state('ann')).toBe('FAILED');
    expect(await subject.moves()).toEqual(['ann: nothing > QUEUED', 'ann: QUEUED > FAILED']);
  });

  it('keeps a member QUEUED when one of his invites in a call fails and the other one waits again', async () => {
    const subject = await start();
    const operations = [await subject.accept(['ann']), await subject.accept(['ann'])];
    const call = await subject.granted();
    await subject.settle(call, (invite) => (invite === call.invites[0] ? settled(failed) : waits()));
    expect(await subject.state('ann')).toBe('QUEUED');
    expect(await subject.results(operations[0]!)).toEqual(['failed']);
    expect(await subject.results(operations[1]!)).toEqual([null]);
    await subject.settle(await subject.granted(), settled(failed));
    expect(await subject.state('ann')).toBe('FAILED');
  });

  it('takes a member in at once whom the provider took, whoever else still waits for him', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    const second = await subject.accept(['ann'], { options: { silent: true } });
    await subject.settle(await subject.granted(), joined());
    expect(await subject.state('ann')).toBe('JOINED');
    await subject.settle(await subject.granted(), settled(failed));
    expect(await subject.state('ann')).toBe('JOINED');
    expect(await subject.results(second)).toEqual(['failed']);
  });

  it('gives members back with what their attempt taught', async () => {
    const subject = await start();
    await subject.accept(['ann', 'bob']);
    await subject.settle(await subject.granted(), ({ account }) =>
      account === 'ann' ? waits({ attempts: 3, resent: true, resigned: true }) : waits({ attempts: 2 }),
    );
    const call = await subject.granted();
    expect(
      call.invites.map(({ account, attempts, resent, resigned }) => ({ account, attempts, resent, resigned })),
    ).toEqual([
      { account: 'ann', attempts: 3, resent: true, resigned: true },
      { account: 'bob', attempts: 2, resent: false, resigned: false },
    ]);
    expect(await subject.moves()).toHaveLength(2);
  });

  it('keeps what the provider showed of the group, and overwrites only what it shows anew', async () => {
    const subject = await start();
    await subject.accept(['a', 'b', 'c']);
    const settle = async (facts: object | null) =>
      subject.settle(await subject.granted({ membersPerCall: 1 }), joined(), { facts });
    await settle({ type: 'PUBLIC', name: 'Club', memberCount: 10 });
    await settle({ memberCount: 11, avatarUrl: 'https://a.example/1.png' });
    await settle(null);
    const [group] = await subject.store.groups.byRefs([groupOf('g')]);
    expect(group).toMatchObject({
      type: 'PUBLIC',
      name: 'Club',
      memberCount: 11,
      avatarUrl: 'https://a.example/1.png',
    });
  });

  it('keeps what the provider showed of an account, also in the event', async () => {
    const subject = await start();
    await subject.accept(['ann', 'bob']);
    const last = await subject.store.events.lastPosition();
    const profiles = new Map([['ann', { nickname: 'Ann', isRobot: false }]]);
    await subject.settle(await subject.granted(), joined(), { profiles });
    const memberships = await subject.store.members.byRefs(
      ['ann', 'bob'].map((account) => ({ ...groupOf('g'), account })),
    );
    expect(memberships.map((membership) => membership?.profile)).toEqual([{ nickname: 'Ann', isRobot: false }, null]);
    const events = await subject.events({}, last);
    expect(events[0]?.membership.profile).toEqual({ nickname: 'Ann', isRobot: false });
    expect(subject.commits.at(-1)?.events[0]?.membership.profile).toEqual({ nickname: 'Ann', isRobot: false });
  });

  it('cancels a member under way whose attempt did not settle him, if that was asked for meanwhile', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob']);
    const call = await subject.granted();
    expect(await subject.cancel(operation)).toMatchObject({ status: 'RUNNING', counts: { queued: 2, cancelled: 0 } });
    await subject.settle(call, ({ account }) => (account === 'ann' ? joined() : waits()));
    expect(await subject.results(operation)).toEqual(['joined', 'cancelled']);
    expect(await subject.operation(operation.id)).toMatchObject({ status: 'CANCELLED' });
    const events = await subject.events();
    expect(events.at(-1)).toMatchObject({
      from: 'QUEUED',
      to: 'CANCELLED',
      cause: 'CANCELLATION',
      operationId: operation.id,
    });
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
  });

  it('changes nothing when a verdict is missing', async () => {
    const subject = await start();
    const operation = await subject.accept(['ann', 'bob']);
    const call = await subject.granted();
    const [first] = call.invites;
    await expect(subject.settle(call, joined(), { verdicts: new Map([[first!.key, joined()]]) })).rejects.toThrow(
      TypeError,
    );
    expect(await subject.results(operation)).toEqual([null, null]);
    await subject.settle(call, joined());
    expect(await subject.results(operation)).toEqual(['joined', 'joined']);
    expect(accountsOf(call)).toEqual(['ann', 'bob']);
  });
}
