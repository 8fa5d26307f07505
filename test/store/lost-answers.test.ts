import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { StoreUnavailableError } from '../../src/store/unavailable.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { DATABASE_URL, dropSchema, schemaOf } from '../support/postgres.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { grantOne } from '../support/grant-one.ts';

const url = DATABASE_URL;
const GROUP = { connectionId: 'c', externalId: 'g' };
const REQUEST = {
  connectionId: 'c',
  quota: { callsAtOnce: 1, scope: 'CONNECTION' },
  membersPerCall: 10,
  aheadMs: 0,
} as const;

/** Looks with a connection of its own until the database says so. */
async function untilTrue(query: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    while ((await client.query<{ yes: boolean }>(`SELECT (${query}) AS yes`)).rows[0]?.yes !== true);
  } finally {
    await client.end();
  }
}

if (url === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set');
else
  describe('a database whose answer is lost', () => {
    it('is an unavailable store, and the same one again when it is back', async () => {
      const clock = new ManualClock();
      const schema = schemaOf(randomUUID());
      await using proxy = await TcpProxy.start(url, 5432);
      const store = await openPostgresStore({ url: proxy.through(url), schema, clock, timeFollows: 'clock' });
      await store.ping();
      await proxy.cut();
      for (const ask of [
        () => store.ping(),
        () => store.invitations.operation('o'),
        () => store.invitations.forget(clock.now(), 1),
      ])
        await expect(ask()).rejects.toThrow(StoreUnavailableError);
      await proxy.mend();
      expect(await store.invitations.operation('o')).toBeNull();
      await store.close();
      await dropSchema(schema);
    });

    it('gives the members of a call back that was granted although nobody learnt of it', async () => {
      const clock = new ManualClock();
      const schema = schemaOf(randomUUID());
      await using proxy = await TcpProxy.start(url, 5432);
      const store = await openPostgresStore({ url: proxy.through(url), schema, clock, timeFollows: 'clock' });
      await store.invitations.accept({
        operationId: 'o',
        group: GROUP,
        caller: 'caller',
        idempotencyKey: null,
        inputHash: '',
        idempotentSinceMs: 0,
        options: {},
        invitedBy: null,
        members: [{ account: 'ann', withoutMembership: false, joinedAtMs: null, result: null }],
        nowMs: clock.now(),
      });
      proxy.silenceServer();
      const lost = grantOne(store.lanes, { ...REQUEST, nowMs: clock.now() });
      const failed = expect(lost).rejects.toThrow();
      await untilTrue(`SELECT count(*) = 1 FROM ${schema}.calls`);
      await proxy.cut();
      await failed;
      await proxy.mend();

      await store.lanes.recover(clock.now());
      const grant = await grantOne(store.lanes, { ...REQUEST, nowMs: clock.now() });
      expect(grant).toMatchObject({
        kind: 'granted',
        call: { invites: [{ account: 'ann', attempts: 0, resent: false }] },
      });
      await store.close();
      await dropSchema(schema);
    });

    it('has a webhook once whose keeping nobody learnt of, and says so to whoever sends it again', async () => {
      const clock = new ManualClock();
      const schema = schemaOf(randomUUID());
      await using proxy = await TcpProxy.start(url, 5432);
      const store = await openPostgresStore({ url: proxy.through(url), schema, clock, timeFollows: 'clock' });
      const webhook = { connectionId: 'c', key: 'w', content: 'joined', nowMs: clock.now() };
      proxy.silenceServer();
      const failed = expect(store.webhooks.keep(webhook)).rejects.toThrow(StoreUnavailableError);
      await untilTrue(`SELECT count(*) = 1 FROM ${schema}.webhooks`);
      await proxy.cut();
      await failed;
      await proxy.mend();

      expect(await store.webhooks.keep(webhook)).toBe(false);
      const taken = await store.webhooks.take(['c'], 10, clock.now(), clock.now() + 1);
      expect(taken).toMatchObject([{ content: 'joined', attempts: 0 }]);
      await store.close();
      await dropSchema(schema);
    });
  });
