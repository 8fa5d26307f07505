import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TRANSITIONS } from '../../src/members/transitions.ts';
import type { MemberState } from '../../src/kernel/vocabulary.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openTestStore } from '../support/test-store.ts';
import { MembershipWorld } from './membership-world.ts';

const account = fc.constantFrom('ann', 'bob', 'cid');

/** What takes but a moment. */
const moment = fc.oneof(
  fc.record({
    /** Stored, or stored, sent and answered in one go. */
    kind: fc.constantFrom('invite' as const, 'inviteWhole' as const),
    accounts: fc.uniqueArray(account, { minLength: 1 }),
    consent: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom('depart' as const, 'settle' as const, 'cancel' as const) }),
  fc.record({ kind: fc.constantFrom('withdraw' as const, 'expire' as const, 'wait' as const) }),
  fc.record({ kind: fc.constantFrom('accept' as const, 'decline' as const, 'join' as const), account }),
  fc.record({ kind: fc.constantFrom('left' as const, 'removed' as const), account }),
  fc.record({
    kind: fc.constant('deliver' as const),
    index: fc.nat(20),
    /** A report that stays comes again. */
    keep: fc.boolean(),
    trusted: fc.boolean(),
  }),
);
type Moment = typeof moment extends fc.Arbitrary<infer Value> ? Value : never;

/** Everything that may happen, in any order; other things happen while a round is under way. */
const step = fc.oneof(
  { weight: 5, arbitrary: moment },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('round' as const),
      meanwhile: fc.array(moment, { maxLength: 4, size: 'max' }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function carryOut(world: MembershipWorld, taken: Step): Promise<unknown> {
  if (taken.kind !== 'round') return pass(world, taken);
  return world.round({
    meanwhile: async () => {
      for (const one of taken.meanwhile) await pass(world, one);
    },
  });
}

async function pass(world: MembershipWorld, taken: Moment): Promise<unknown> {
  switch (taken.kind) {
    case 'invite':
      return world.invite(taken.accounts, taken.consent);
    case 'inviteWhole':
      await world.invite(taken.accounts, taken.consent);
      await world.depart();
      return world.settle();
    case 'depart':
      return world.depart();
    case 'settle':
      return world.settle();
    case 'cancel':
      return world.cancelLast();
    case 'withdraw':
      return world.withdrawLast();
    case 'expire':
      return world.expire();
    case 'wait':
      return world.clock.advance(40_000);
    case 'accept':
      return world.accept(taken.account);
    case 'decline':
      return world.decline(taken.account);
    case 'join':
      return world.join(taken.account);
    case 'left':
    case 'removed':
      return world.leave(taken.account, taken.kind);
    case 'deliver':
      return world.deliver(taken.index, taken);
  }
}

/** Everything that is under way arrives, reports excepted. */
async function comeToRest(world: MembershipWorld): Promise<void> {
  while ((await world.settle()) || (await world.depart())) world.clock.advance(1);
}

async function expectTruth(world: MembershipWorld): Promise<void> {
  for (const [who, state] of await world.states()) {
    expect([who, state === 'JOINED']).toEqual([who, world.members.has(who)]);
    if (state === 'INVITED') expect(world.invitees).toContain(who);
    expect(state).not.toBe('QUEUED');
  }
}

async function expectLawfulLog(world: MembershipWorld): Promise<void> {
  const states = new Map<string, MemberState>();
  let sequence = 0;
  for (const event of await world.events()) {
    const { account: who } = event.membership;
    expect(event.sequence).toBe(++sequence);
    expect(event.from).toBe(states.get(who) ?? null);
    const lawful = TRANSITIONS.some(
      ({ from, to, causes }) => from === event.from && to === event.to && causes.includes(event.cause),
    );
    expect([event.from, event.to, event.cause, lawful]).toEqual([event.from, event.to, event.cause, true]);
    states.set(who, event.to);
  }
  expect(states).toEqual(await world.states());
}

/** Nobody is said to have declined whose invitation never went away. */
async function expectNobodySlandered(world: MembershipWorld): Promise<void> {
  const declined = (await world.events()).filter(({ to }) => to === 'DECLINED');
  for (const { membership } of declined) expect([...world.invitationsGone]).toContain(membership.account);
}

describe('whatever happens in whatever order', () => {
  it.each([
    ['asked for one by one', true],
    ['listed page by page', false],
  ])('every membership is what the provider holds within two rounds, and the log is lawful: %s', async (_, probes) => {
    const clock = new ManualClock();
    const { store, drop } = await openTestStore(':memory:', clock);
    onTestFinished(async () => {
      await store.close();
      await drop();
    });
    let lives = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        const world = new MembershipWorld(`c${++lives}`, { store, clock, probes });
        for (const taken of steps) {
          await carryOut(world, taken);
          clock.advance(1);
        }
        await comeToRest(world);
        await world.round();
        await world.round();
        await expectTruth(world);
        await expectLawfulLog(world);
        await expectNobodySlandered(world);
      }),
      { numRuns: process.env['TEST_STORE'] === 'postgres' ? 100 : 600 },
    );
  });
});
