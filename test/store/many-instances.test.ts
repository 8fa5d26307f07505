import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../src/store/postgres/lease.sql.ts';
import type { MemberEvent } from '../../src/store/records.ts';
import type { Quota } from '../../src/store/store.ts';
import { DATABASE_URL, runSql } from '../support/postgres.ts';
import { AMPLE, Instances } from './instances.ts';

const ONE: Quota = { callsAtOnce: 1, scope: 'CONNECTION' };

if (DATABASE_URL === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set');
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
