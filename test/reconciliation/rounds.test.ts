import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MISSES_TO_BELIEVE_UNSEEN } from '../../src/reconciliation/round.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type OpenedStore, openTestStore } from '../support/test-store.ts';
import { EXPIRES_AFTER_MS, MembershipWorld } from './membership-world.ts';

let opened: OpenedStore;
let world: MembershipWorld;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  opened = await openTestStore(':memory:', clock);
  world = new MembershipWorld('c', { store: opened.store, clock, probes: false });
});
afterEach(async () => {
  await opened.store.close();
  await opened.drop();
});

async function invited(accounts: readonly string[], consent = true): Promise<void> {
  await world.invite(accounts, consent);
  await world.depart();
  await world.settle();
}
const moves = async (): Promise<string[]> =>
  (await world.events()).map(({ membership, to, cause }) => `${membership.account} ${to} ${cause}`);
const later = async (): Promise<string[]> => (await moves()).filter((move) => !move.endsWith('INVITE'));
const states = async (): Promise<object> => Object.fromEntries(await world.states());

describe.each([
  ['members are asked for', true],
  ['members are listed', false],
])('a round in which %s', (_, probes) => {
  beforeEach(() => {
    world = new MembershipWorld('c', { store: opened.store, clock, probes });
  });

  it('finds who has accepted, who has declined and who has left', async () => {
    await invited(['ann', 'bob', 'cid']);
    await invited(['dot'], false);
    world.accept('ann');
    world.decline('bob');
    world.leave('dot', 'left');
    await world.round();
    expect((await later()).toSorted()).toEqual([
      'ann JOINED RECONCILIATION',
      'bob DECLINED RECONCILIATION',
      'dot LEFT RECONCILIATION',
    ]);
    expect(await states()).toEqual({ ann: 'JOINED', bob: 'DECLINED', cid: 'INVITED', dot: 'LEFT' });
  });

  it('finds who came in after all, whatever was known of him', async () => {
    await invited(['ann', 'bob']);
    world.clock.advance(EXPIRES_AFTER_MS);
    await world.expire();
    world.leave('bob', 'left');
    world.accept('ann');
    await world.round();
    expect((await states()) as { ann: string }).toMatchObject({ ann: 'JOINED', bob: 'EXPIRED' });
  });

  it('begins no membership for people of whom nothing is known', async () => {
    await invited(['ann']);
    world.join('stranger');
    await world.round();
    expect(await states()).toEqual({ ann: 'INVITED' });
  });

  it('believes that a group is gone when it is missing twice', async () => {
    await invited(['ann']);
    await invited(['bob'], false);
    await world.round();
    world.dissolve();
    await world.round();
    expect(await later()).toEqual([]);
    await world.round({ misses: 1 });
    expect((await later()).toSorted()).toEqual(['ann FAILED RECONCILIATION', 'bob REMOVED RECONCILIATION']);
  });

  it('takes longer to believe that of a group that was never shown', async () => {
    await invited(['ann']);
    world.dissolve();
    await world.round({ misses: MISSES_TO_BELIEVE_UNSEEN - 2 });
    expect(await later()).toEqual([]);
    await world.round({ misses: MISSES_TO_BELIEVE_UNSEEN - 1 });
    expect(await later()).toEqual(['ann FAILED RECONCILIATION']);
  });

  it('leaves alone who is invited after the invitations were read', async () => {
    await invited(['ann']);
    await world.round({ meanwhile: () => invited(['bob']) });
    expect(await states()).toEqual({ ann: 'INVITED', bob: 'INVITED' });
  });

  it('writes nothing when nothing is new', async () => {
    await invited(['ann', 'bob']);
    world.accept('ann');
    await world.round();
    const before = await moves();
    await world.round();
    await world.round();
    expect(await moves()).toEqual(before);
  });
});

describe('a list of several pages', () => {
  it('tells nobody to be out while people come and go between the pages', async () => {
    await invited(['ann', 'bob', 'cid'], false);
    await invited(['dot'], false);
    await world.round({
      // She was on the first page already: everybody behind her moves up, and bob onto the page that was read.
      meanwhile: async () => {
        world.members.delete('ann');
        // More than the first page counted, so that the list is not too short either.
        for (const stranger of ['eve', 'fay']) world.members.add(stranger);
      },
    });
    expect(await states()).toEqual({ ann: 'JOINED', bob: 'JOINED', cid: 'JOINED', dot: 'JOINED' });
    await world.round();
    expect(await states()).toEqual({ ann: 'LEFT', bob: 'JOINED', cid: 'JOINED', dot: 'JOINED' });
  });
});

describe('a report that a group was dissolved, for which nobody vouches', () => {
  const report = async (): Promise<void> => {
    world.unsent.push({ groupId: world.group.externalId, change: 'groupGone', accounts: [], trusted: false });
    await world.deliver(world.unsent.length - 1, { keep: false, trusted: false });
  };

  it('counts when the group is missing', async () => {
    await invited(['ann']);
    await invited(['bob'], false);
    world.dissolve();
    await report();
    expect((await later()).toSorted()).toEqual(['ann FAILED WEBHOOK', 'bob REMOVED WEBHOOK']);
  });

  it('changes nothing when the group is there', async () => {
    await invited(['ann']);
    await invited(['bob'], false);
    await report();
    expect(await later()).toEqual([]);
  });
});

describe('an answer that tells less than all', () => {
  it('of a list takes nobody for gone', async () => {
    await invited(['ann', 'bob'], false);
    const { dataSource } = world.connection;
    const reads = dataSource.reads;
    const shortened = (keep: number) => ({
      ...dataSource,
      reads: reads && {
        ...reads,
        async *listMembers(...order: Parameters<typeof reads.listMembers>) {
          for await (const page of reads.listMembers(...order))
            yield { total: page.total, members: page.members.slice(0, keep) };
        },
      },
    });
    for (const keep of [0, 1]) {
      await world.round({ dataSource: shortened(keep) });
      expect(await states()).toEqual({ ann: 'JOINED', bob: 'JOINED' });
    }
  });

  it('of a probe leaves out as they are those who are left out', async () => {
    world = new MembershipWorld('c', { store: opened.store, clock, probes: true });
    await invited(['ann', 'bob'], false);
    world.leave('ann', 'left');
    world.leave('bob', 'left');
    const { dataSource } = world.connection;
    const reads = dataSource.reads && {
      ...dataSource.reads,
      probeMembers: () => Promise.resolve(new Map([['ann', false]])),
    };
    await world.round({ dataSource: { ...dataSource, reads } });
    expect(await states()).toEqual({ ann: 'LEFT', bob: 'JOINED' });
  });
});

describe('when a round is due', () => {
  const due = async (inMs: number): Promise<number[]> => {
    const nowMs = world.clock.now() + inMs;
    const taken = await world.store.rounds.take([world.group.connectionId], 10, nowMs, nowMs + 1);
    for (const round of taken) await world.store.rounds.finish(round, { round: 0, misses: 0, atMs: nowMs }, nowMs);
    return taken.map(({ round }) => round);
  };

  it('is 3 seconds after somebody was invited', async () => {
    await invited(['ann']);
    expect(await due(2_999)).toEqual([]);
    expect(await due(3_000)).toEqual([0]);
  });

  it('is 5 minutes after somebody joined of whom the provider told so', async () => {
    await invited(['ann'], false);
    expect(await due(299_999)).toEqual([]);
    expect(await due(300_000)).toEqual([0]);
  });

  it('is never where nobody is in or invited', async () => {
    await invited(['ann']);
    world.decline('ann');
    const [taken] = await world.store.rounds.take([world.group.connectionId], 1, world.clock.now() + 3_000, 1e15);
    await world.round({ due: taken });
    expect(await states()).toEqual({ ann: 'DECLINED' });
    expect(await due(1e12)).toEqual([]);
  });
});
