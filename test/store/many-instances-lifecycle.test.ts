import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MAX_WRITERS } from '../../src/store/postgres/group-queue.ts';
import type { MemberEvent } from '../../src/store/records.ts';
import { JOINED_ROUND_MS, type Sighting } from '../../src/store/store.ts';
import { DATABASE_URL } from '../support/postgres.ts';
import { GROUP, Instances, LEASE_MS } from './instances.ts';

const saw = (account: string, occurrence: Sighting['occurrence'], cause: Sighting['cause'] = 'WEBHOOK'): Sighting => ({
  account,
  occurrence,
  cause,
  beginsMembership: true,
});
const accounts = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${index}`);
const inGroup = (externalId: string) => ({ group: { connectionId: 'c', externalId } });

/** Each event begins where the one before it ended, and the group counts them without gaps. */
function expectOneHistory(events: readonly MemberEvent[]): void {
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const states = new Map<string, string>();
  for (const { membership, from, to } of events) {
    expect(from).toBe(states.get(membership.account) ?? null);
    states.set(membership.account, to);
  }
}

/** Has these members invited, with invitations that are open for so long. */
async function invite(instances: Instances, members: readonly string[], openForMs: number, group = GROUP) {
  await instances.accept(0, members, { group });
  const call = await instances.granted(0, undefined, members.length);
  const expiresAtMs = instances.now(0) + openForMs;
  const result = { type: 'invited', awaiting: 'CONSENT', expiresAtMs } as const;
  const verdicts = new Map(call.invites.map(({ key }) => [key, { kind: 'settled', result } as const]));
  await instances.settle(0, call, { verdicts });
}

if (DATABASE_URL === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set');
else
  describe('the life of memberships on many instances', () => {
    it('is one history, whoever sees what at the same time', async () => {
      const instances = await Instances.start([0, 0]);
      const occurrences = ['seenIn', 'left', 'seenIn', 'seenOut', 'removed', 'seenIn'] as const;
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => {
          const account = `m${index % 5}`;
          if (index % 6 === 5) return instances.accept(index % 2, [account]);
          return instances.see(index % 2, [saw(account, occurrences[index % 6] ?? 'seenIn'), saw('all', 'seenIn')]);
        }),
      );
      const events = await instances.events();
      expectOneHistory(events);
      const standing = await instances.at(1).rounds.standing(GROUP);
      expect(standing).toMatchObject({ sequence: events.length, known: 6 });
      for (const account of ['m0', 'm1', 'm2', 'm3', 'm4', 'all']) {
        const [membership] = await instances.at(1).members.byRefs([{ ...GROUP, account }]);
        expect(membership?.state).toBe(events.findLast((event) => event.membership.account === account)?.to);
      }
    });

    it('leaves alone what another instance changed after the look', async () => {
      const instances = await Instances.start([0, 0]);
      await instances.see(0, [saw('ann', 'seenIn'), saw('bob', 'seenIn')]);
      const lookedAt = (await instances.at(0).rounds.standing(GROUP))?.sequence ?? 0;
      await instances.see(1, [saw('ann', 'left')]);
      const listed = [saw('ann', 'seenIn', 'RECONCILIATION'), saw('bob', 'seenOut', 'RECONCILIATION')];
      const seen = await instances.see(0, listed, { asOfSequence: lookedAt });
      expect(seen.map((membership) => membership?.state)).toEqual(['LEFT', 'LEFT']);
      expect((await instances.events()).at(-1)).toMatchObject({ membership: { account: 'bob' }, to: 'LEFT' });
    });

    it('ends each invitation once when several look for those that are over', async () => {
      const instances = await Instances.start([0, 90_000, -90_000]);
      for (const group of ['g', 'h'])
        await invite(instances, accounts(20), -1, { connectionId: 'c', externalId: group });
      const expire = (index: number) =>
        instances.at(index).sightings.expire(instances.now(index), instances.now(index), 100);
      const counts = await Promise.all([0, 1, 2, 0, 1, 2].map(expire));
      expect(counts.reduce((sum, count) => sum + count)).toBe(40);
      const expired = (await instances.events()).filter(({ to }) => to === 'EXPIRED');
      expect(expired).toHaveLength(40);
      for (const group of ['g', 'h'])
        expectOneHistory((await instances.events()).filter(({ membership }) => membership.externalId === group));
    });

    it('keeps to the distance of an end, whatever the clock of who was told it says', async () => {
      const instances = await Instances.start([3_600_000, 0]);
      await invite(instances, ['ann'], 60_000);
      const expire = (inMs: number) => {
        const atMs = instances.now(1) + inMs;
        return instances.at(1).sightings.expire(atMs, atMs, 10);
      };
      expect(await expire(50_000)).toBe(0);
      expect(await expire(70_000)).toBe(1);
    });

    it('has each round done by one', async () => {
      const instances = await Instances.start([0, 0]);
      const groups = accounts(30);
      await Promise.all(
        groups.map((group, index) =>
          instances.see(index % 2, [saw('ann', 'seenIn')], { ...inGroup(group), roundAtMs: instances.now(0) }),
        ),
      );
      const taken = await Promise.all(Array.from({ length: 12 }, (_, index) => instances.takeRounds(index % 2, 5)));
      const again = await Promise.all([instances.takeRounds(0), instances.takeRounds(1)]);
      const names = [...taken, ...again].flat().map(({ group }) => group.externalId);
      expect(names.toSorted()).toEqual(groups.toSorted());
    });

    it('does not let one whose lease is over end the round of another', async () => {
      const instances = await Instances.start([0, 0], 'clock');
      await instances.see(0, [saw('ann', 'seenIn')], { roundAtMs: instances.now(0) });
      const [late] = await instances.takeRounds(0);
      instances.advance(LEASE_MS);
      const [taken] = await instances.takeRounds(1);
      expect(taken?.group).toEqual(GROUP);
      await instances.at(0).rounds.finish(late!, null, instances.now(0));
      await instances.at(1).rounds.finish(taken!, { round: 1, misses: 0, atMs: instances.now(1) }, instances.now(1));
      expect(await instances.takeRounds(0)).toMatchObject([{ round: 1 }]);
    });

    it('does not end the rounds of a group into which somebody came during the last one', async () => {
      const instances = await Instances.start([0, 0], 'clock');
      await instances.see(0, [saw('ann', 'left')], { roundAtMs: instances.now(0) });
      const [taken] = await instances.takeRounds(0);
      await instances.see(1, [saw('bob', 'seenIn')]);
      await instances.at(0).rounds.finish(taken!, null, instances.now(0));
      expect(await instances.takeRounds(1)).toEqual([]);
      instances.advance(JOINED_ROUND_MS);
      expect(await instances.takeRounds(1)).toMatchObject([{ group: GROUP, round: 0 }]);
    });

    it('keeps a webhook once and has it worked off once', async () => {
      const instances = await Instances.start([0, 0]);
      const keys = accounts(40);
      const kept = await Promise.all(keys.flatMap((key) => [instances.keep(0, key), instances.keep(1, key)]));
      expect(kept.filter(Boolean)).toHaveLength(40);
      const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => instances.takeWebhooks(index % 2, 4)));
      const rest = await Promise.all([instances.takeWebhooks(0), instances.takeWebhooks(1)]);
      const webhooks = [...taken, ...rest].flat();
      expect(webhooks.map(({ content }) => content).toSorted()).toEqual(keys.toSorted());
      await Promise.all(
        webhooks.map(({ key, content }, index) =>
          instances.see(index % 2, [saw(content, 'seenIn')], { webhookKey: key }),
        ),
      );
      expect(await instances.events()).toHaveLength(40);
      expectOneHistory(await instances.events());
    });

    it('has a webhook worked off by another when who took it is gone', async () => {
      const instances = await Instances.start([0, 0], 'clock');
      await instances.keep(0, 'a');
      expect(await instances.takeWebhooks(0)).toHaveLength(1);
      instances.advance(LEASE_MS - 1);
      expect(await instances.takeWebhooks(1)).toEqual([]);
      instances.advance(1);
      const [webhook] = await instances.takeWebhooks(1);
      await instances.see(1, [saw('ann', 'seenIn')], { webhookKey: webhook!.key });
      instances.advance(LEASE_MS);
      expect(await instances.takeWebhooks(0)).toEqual([]);
    });

    it('does not wait for the two that put off and do the same webhooks in different orders', async () => {
      const instances = await Instances.start([0, 0]);
      for (const key of accounts(20)) await instances.keep(0, key);
      const keys = (await instances.takeWebhooks(0)).map(({ key }) => key);
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const { webhooks } = instances.at(index % 2);
          const nowMs = instances.now(index % 2);
          return index % 4 === 3 ? webhooks.done(keys.slice(10)) : webhooks.putOff(keys.toReversed(), nowMs, nowMs);
        }),
      );
      const due = await instances.takeWebhooks(1);
      expect(due.map(({ key }) => key)).toEqual(keys.slice(0, 10));
      expect(new Set(due.map(({ attempts }) => attempts))).toEqual(new Set([15]));
    });

    it('keeps webhooks while every write waits', async () => {
      const instances = await Instances.start([0]);
      const blocker = new pg.Client({ connectionString: DATABASE_URL });
      await blocker.connect();
      onTestFinished(() => blocker.end());
      await blocker.query('BEGIN');
      await blocker.query(`LOCK TABLE ${instances.schema}.memberships IN ACCESS EXCLUSIVE MODE`);
      const waiting = accounts(2 * MAX_WRITERS).map((group) =>
        instances.see(0, [saw('ann', 'seenIn')], { ...inGroup(group), roundAtMs: instances.now(0) }),
      );
      const blocked = `SELECT count(*)::int AS writers FROM pg_locks WHERE NOT granted AND relation = '${instances.schema}.memberships'::regclass`;
      while ((await blocker.query<{ writers: number }>(blocked)).rows[0]?.writers !== MAX_WRITERS);
      expect(await instances.keep(0, 'a')).toBe(true);
      expect(await instances.takeWebhooks(0)).toHaveLength(1);
      await blocker.query('ROLLBACK');
      await Promise.all(waiting);
      expect(await instances.events()).toHaveLength(2 * MAX_WRITERS);
    });

    it('links an account to one of two users, and a user to no more accounts than he may have', async () => {
      const instances = await Instances.start([0, 0]);
      const link = (index: number, userId: string, account: string) =>
        instances.at(index % 2).people.link({ userId, connectionId: 'c', account, limit: 3 });
      const fought = await Promise.all(accounts(8).map((userId, index) => link(index, userId, 'ann')));
      expect(fought.toSorted()).toEqual(['linked', ...Array.from({ length: 7 }, () => 'taken')]);
      const many = await Promise.all(accounts(12).map((account, index) => link(index, 'greedy', account)));
      expect(many.filter((answer) => answer === 'linked')).toHaveLength(3);
      expect(many.filter((answer) => answer === 'full')).toHaveLength(9);
      expect((await instances.at(0).people.accountsOf(['greedy']))[0]).toHaveLength(3);
    });

    it('shows the user of a membership that begins while it is linked', async () => {
      const instances = await Instances.start([0, 0]);
      await Promise.all(
        accounts(20).flatMap((account) => [
          instances.see(0, [saw(account, 'seenIn')]),
          instances.at(1).people.link({ userId: 'ann', connectionId: 'c', account, limit: 100 }),
        ]),
      );
      expect(await instances.at(0).members.countOfUser('ann', null)).toBe(20);
      const marks = await instances.at(1).events.marksAfter(0, 100);
      expect(marks.map(({ userId }) => userId)).toEqual(Array.from({ length: 20 }, () => 'ann'));
    });

    it('grants reads that may wait out of one budget, and no more of them than may be', async () => {
      const instances = await Instances.start([0, 90_000]);
      const read = (index: number, spareReadsAtOnce: number | null) => {
        const nowMs = instances.now(index % 2);
        const request = { connectionId: 'c', readsAtOnce: 5, nowMs, blocksUntilMs: nowMs + 60_000, spareReadsAtOnce };
        return instances.at(index % 2).lanes.grantRead(request);
      };
      const spare = await Promise.all(Array.from({ length: 10 }, (_, index) => read(index, 2)));
      expect(spare.filter((free) => free === null)).toHaveLength(2);
      const urgent = await Promise.all(Array.from({ length: 10 }, (_, index) => read(index, null)));
      expect(urgent.filter((free) => free === null)).toHaveLength(3);
    });

    it('tells both instances of one withdrawal', async () => {
      const instances = await Instances.start([0, 0]);
      const acceptance = await instances.accept(0, ['ann'], { operationId: randomUUID() });
      if (acceptance.kind === 'keyReused') throw new Error('the order was not accepted');
      const call = await instances.granted(0);
      const result = { type: 'invited', awaiting: 'CONSENT', expiresAtMs: instances.now(0) + 60_000 } as const;
      await instances.settle(0, call, {
        verdicts: new Map(call.invites.map(({ key }) => [key, { kind: 'settled', result }])),
      });
      const order = { operationKey: acceptance.operation.key, inviteKeys: call.invites.map(({ key }) => key) };
      const answers = await Promise.all(
        [0, 1, 0, 1].map((index) =>
          instances.at(index).invitations.withdraw({ ...order, nowMs: instances.now(index) }),
        ),
      );
      for (const { counts } of answers) expect(counts).toMatchObject({ invited: 0, cancelled: 1 });
      expectOneHistory(await instances.events());
      expect(await instances.events()).toHaveLength(3);
    });
  });
