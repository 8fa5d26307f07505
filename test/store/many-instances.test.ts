import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LEASE_MS } from '../../src/store/postgres/lease.sql.ts';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import type { GrantedCall, MemberEvent } from '../../src/store/records.ts';
import type { CallSettlement, InviteOrder, Quota, Store } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { DATABASE_URL, dropSchema, runSql, schemaOf } from '../support/postgres.ts';

const url = DATABASE_URL;
const ONE: Quota = { callsAtOnce: 1, scope: 'CONNECTION' };
const AMPLE: Quota = { callsAtOnce: 1_000, scope: 'CONNECTION' };

/** Several stores on one schema, each with a clock of its own as if on a machine of its own. */
class Instances {
  readonly schema = schemaOf(randomUUID());
  readonly stores: Store[] = [];
  readonly clocks: ManualClock[] = [];

  /** @param skewsMs by how much the clock of each is wrong */
  static async start(skewsMs: readonly number[], timeFollows: 'database' | 'clock' = 'database'): Promise<Instances> {
    const instances = new Instances();
    for (const skewMs of skewsMs) {
      const clock = new ManualClock(Date.now() + skewMs);
      instances.clocks.push(clock);
      const options = { url: url ?? '', schema: instances.schema, clock, timeFollows };
      instances.stores.push(await openPostgresStore(options));
    }
    onTestFinished(async () => {
      await Promise.all(instances.stores.map((store) => store.close()));
      await dropSchema(instances.schema);
    });
    return instances;
  }

  at(index: number): Store {
    const store = this.stores[index];
    if (store === undefined) throw new RangeError(`there is no instance ${index}`);
    return store;
  }

  now(index: number): number {
    return this.clocks[index]?.now() ?? 0;
  }

  accept(index: number, accounts: readonly string[], over: Partial<InviteOrder> = {}) {
    return this.at(index).invitations.accept({
      operationId: randomUUID(),
      group: { connectionId: 'c', externalId: 'g' },
      caller: 'caller',
      idempotencyKey: null,
      inputHash: '',
      idempotentSinceMs: this.now(index) - 1_000,
      options: {},
      invitedBy: null,
      members: accounts.map((account) => ({ account, withoutMembership: false, joinedAtMs: null, result: null })),
      nowMs: this.now(index),
      ...over,
    });
  }

  grant(index: number, quota: Quota = AMPLE, membersPerCall = 10) {
    return this.at(index).lanes.grantCall({
      connectionId: 'c',
      quota,
      membersPerCall,
      nowMs: this.now(index),
      aheadMs: 0,
    });
  }

  async granted(index: number, quota: Quota = AMPLE, membersPerCall = 10): Promise<GrantedCall> {
    const grant = await this.grant(index, quota, membersPerCall);
    if (grant.kind !== 'granted') throw new Error('nothing was granted');
    return grant.call;
  }

  settle(index: number, call: GrantedCall, over: Partial<CallSettlement> = {}): Promise<void> {
    return this.at(index).lanes.settleCall({
      callId: call.id,
      nowMs: this.now(index),
      blocksUntilMs: this.now(index),
      verdicts: new Map(call.invites.map(({ key }) => [key, { kind: 'settled', result: { type: 'alreadyJoined' } }])),
      facts: null,
      profiles: null,
      pauseUntilMs: null,
      learnedMembersPerCall: null,
      ...over,
    });
  }
}

if (url === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set');
else
  describe('many instances on one database', () => {
    it('send together what was stored by either, and never the same member twice', async () => {
      const instances = await Instances.start([0, 0]);
      await Promise.all(
        Array.from({ length: 40 }, (_, index) => instances.accept(index % 2, [`a${index}`, `b${index}`])),
      );
      const calls = await Promise.all(Array.from({ length: 20 }, (_, index) => instances.grant(index % 2, AMPLE, 7)));
      const accounts = calls.flatMap((grant) =>
        grant.kind === 'granted' ? grant.call.invites.map(({ account }) => account) : [],
      );
      expect(accounts).toHaveLength(80);
      expect(new Set(accounts).size).toBe(80);
    });

    it('grant one call where one is allowed, however many ask at once, and whatever their clocks say', async () => {
      const instances = await Instances.start([0, 90_000, -90_000]);
      await instances.accept(0, ['a', 'b', 'c', 'd']);
      const ask = () => Promise.all([0, 1, 2, 0, 1, 2].map((index) => instances.grant(index, ONE, 1)));
      const first = await ask();
      expect(first.filter(({ kind }) => kind === 'granted')).toHaveLength(1);
      const index = first.findIndex(({ kind }) => kind === 'granted') % 3;
      const [granted] = first.flatMap((grant) => (grant.kind === 'granted' ? [grant.call] : []));
      // It counts for a minute from now, in the time of whoever had it, and all learn of it in their own.
      await instances.settle(index, granted!, { blocksUntilMs: instances.now(index) + 60_000 });
      const later = await Promise.all([0, 1, 2].map((one) => instances.grant(one, ONE, 1)));
      for (const [one, grant] of later.entries()) {
        expect(grant.kind).toBe('notYet');
        const inMs = (grant.kind === 'notYet' ? (grant.atMs ?? 0) : 0) - instances.now(one);
        expect(inMs).toBeGreaterThan(50_000);
        expect(inMs).toBeLessThanOrEqual(60_001);
      }
    });

    it('stand for one operation when a key is used at both at once', async () => {
      const instances = await Instances.start([0, 0]);
      const offers = Array.from({ length: 12 }, (_, index) =>
        instances.accept(index % 2, ['ann'], { idempotencyKey: 'key', caller: 'me' }),
      );
      const acceptances = await Promise.all(offers);
      expect(acceptances.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
      expect(acceptances.filter(({ kind }) => kind === 'repeated')).toHaveLength(11);
      const other = await instances.accept(1, ['bob'], { idempotencyKey: 'key', caller: 'me', inputHash: 'other' });
      expect(other.kind).toBe('keyReused');
    });

    it('take up the calls of one whose lease has run out, and of no other', async () => {
      const instances = await Instances.start([0, 0, 0]);
      await instances.accept(0, ['a', 'b']);
      const dead = await instances.granted(0, AMPLE, 1);
      const alive = await instances.granted(1, AMPLE, 1);
      await runSql(
        `UPDATE ${instances.schema}.instances SET lease_until = 0 FROM ${instances.schema}.calls
         WHERE calls.instance_id = instances.id AND calls.id = ${dead.id}`,
      );
      await Promise.all([1, 2].map((index) => instances.at(index).lanes.recover(instances.now(index))));
      const again = await instances.granted(2);
      expect(again.invites).toMatchObject([{ account: 'a', attempts: 1, resent: true }]);
      expect(await instances.grant(1)).toMatchObject({ kind: 'notYet' });
      // What the dead one learns when it wakes up does not count any more.
      await instances.settle(0, dead);
      await instances.settle(2, again);
      await instances.settle(1, alive);
      const events = await instances.at(0).events.after(0, {}, 100);
      expect(events.map(({ to }) => to).toSorted()).toEqual(['JOINED', 'JOINED', 'QUEUED', 'QUEUED']);
    });

    it('lets nothing leave any more whose lease has run out', async () => {
      const instances = await Instances.start([0], 'clock');
      await instances.accept(0, ['a']);
      const call = await instances.granted(0);
      expect(instances.at(0).lanes.mayDepart(call.id)).toBe(true);
      instances.clocks[0]?.advance(LEASE_MS);
      expect(instances.at(0).lanes.mayDepart(call.id)).toBe(false);
    });

    it('show events in the order of their positions to one who reads along, without gaps', async () => {
      const instances = await Instances.start([0, 0, 0]);
      const groups = ['g', 'h', 'i', 'j'];
      let writing = true;
      const seen: MemberEvent[] = [];
      const reading = (async () => {
        for (let last = false; !last;) {
          last = !writing;
          seen.push(...(await instances.at(2).events.after(seen.at(-1)?.position ?? 0, {}, 50)));
        }
      })();
      await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          instances.accept(index % 2, [`m${index}`, `n${index}`], {
            group: { connectionId: 'c', externalId: groups[index % groups.length] ?? 'g' },
          }),
        ),
      );
      writing = false;
      await reading;
      while (seen.length < 400) seen.push(...(await instances.at(2).events.after(seen.at(-1)?.position ?? 0, {}, 50)));
      expect(seen.map(({ position }) => position)).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
      for (const group of groups) {
        const sequences = seen
          .filter(({ membership }) => membership.externalId === group)
          .map((event) => event.sequence);
        expect(sequences).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      }
    });
  });
