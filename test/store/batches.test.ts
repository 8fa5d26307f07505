import { expect, it } from 'vitest';
import type { GrantedCall } from '../../src/store/records.ts';
import type { FollowingGrants, Grants } from '../../src/store/store.ts';
import { DATABASE_URL } from '../support/postgres.ts';
import { AMPLE, Instances } from './instances.ts';

const GROUPS = ['g1', 'g2', 'g3', 'g4', 'g5'];
const groupOf = (index: number) => ({ connectionId: 'c', externalId: GROUPS[index % GROUPS.length] ?? '' });
const requestOf = (instances: Instances, index: number) => ({
  connectionId: 'c',
  quota: AMPLE,
  membersPerCall: 2,
  nowMs: instances.now(index),
  aheadMs: 0,
});

/** Asks with each change, and notes every answer. */
class Asker {
  readonly answers: Grants[] = [];
  asked = 0;

  ask(instances: Instances, index: number): FollowingGrants {
    this.asked++;
    return {
      request: requestOf(instances, index),
      limit: 2,
      granted: (grants) => void this.answers.push(grants ?? { calls: [], againAtMs: null }),
    };
  }

  /** The calls that were granted since they were taken last. */
  take(): GrantedCall[] {
    const calls = this.answers.flatMap((answer) => [...answer.calls]);
    this.answers.length = 0;
    return calls;
  }
}

const orderOf = (instances: Instances, account: string, index: number) => ({
  operationId: `operation-${account}`,
  group: groupOf(index),
  caller: 'caller',
  idempotencyKey: null,
  inputHash: '',
  idempotentSinceMs: instances.now(0) - 1_000,
  options: {},
  invitedBy: null,
  members: [{ account, withoutMembership: false, joinedAtMs: null, result: null }],
  nowMs: instances.now(0),
});

if (DATABASE_URL === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set');
else {
  it('fails only what is wrong of orders that come at once for many groups', async () => {
    const instances = await Instances.start([0]);
    const orders = Array.from({ length: 20 }, (_, index) => orderOf(instances, `member-${index}`, index));
    // Two operations cannot have one id.
    const doubled = { ...orderOf(instances, 'doubled', 1), operationId: 'operation-member-0' };
    const outcomes = await Promise.allSettled(
      [...orders, doubled].map((order) => instances.at(0).invitations.accept(order)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([...orders.map(() => 'fulfilled'), 'rejected']);
    expect(await instances.events()).toHaveLength(orders.length);
  });

  it('answers everybody once who asks with a change, and grants each member once', async () => {
    const instances = await Instances.start([0]);
    const asker = new Asker();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        instances.at(0).invitations.accept(orderOf(instances, `member-${index}`, index), asker.ask(instances, 0)),
      ),
    );
    expect(asker.answers).toHaveLength(asker.asked);
    const calls = asker.take();
    for (;;) {
      const more = await instances.at(0).lanes.grantCalls(requestOf(instances, 0), 16);
      if (more.calls.length === 0) break;
      calls.push(...more.calls);
    }
    const accounts = calls.flatMap(({ invites }) => invites.map(({ account }) => account));
    expect(accounts.toSorted()).toEqual(Array.from({ length: 20 }, (_, index) => `member-${index}`).toSorted());
    expect(calls.every(({ invites }) => invites.length <= 2)).toBe(true);
  });

  it('keeps the sequences of groups and the positions whole while instances change the same groups at once', async () => {
    const instances = await Instances.start([0, 500]);
    const askers = [new Asker(), new Asker()];
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        const at = index % 2;
        const order = orderOf(instances, `member-${index}`, index);
        return instances.at(at).invitations.accept(order, askers[at]?.ask(instances, at));
      }),
    );
    const settleAll = async (at: number): Promise<void> => {
      const settle = (call: GrantedCall) => instances.settle(at, call);
      await Promise.all(askers[at]?.take().map(settle) ?? []);
      for (;;) {
        const { calls } = await instances.at(at).lanes.grantCalls(requestOf(instances, at), 16);
        if (calls.length === 0) break;
        await Promise.all(calls.map(settle));
      }
    };
    await Promise.all([settleAll(0), settleAll(1)]);
    await settleAll(0);
    const events = await instances.events();
    expect(events.filter(({ to }) => to === 'JOINED')).toHaveLength(60);
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    for (const group of GROUPS) {
      const own = events.filter(({ membership }) => membership.externalId === group);
      expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index + 1));
    }
  });

  it('looks soon again at a quota that a call of another instance blocks until nobody knows when', async () => {
    const instances = await Instances.start([0, 0]);
    const one = { callsAtOnce: 1, scope: 'CONNECTION' } as const;
    await instances.accept(0, ['ann']);
    await instances.accept(0, ['bob'], { group: { connectionId: 'c', externalId: 'other' } });
    await instances.granted(0, one);
    expect(await instances.grant(0, one)).toEqual({ kind: 'notYet', atMs: null });
    const elsewhere = await instances.grant(1, one);
    expect(elsewhere).toEqual({ kind: 'notYet', atMs: instances.now(1) + 20 });
  });
}
