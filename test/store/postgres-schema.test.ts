import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { MIGRATIONS } from '../../src/store/postgres/migrations.ts';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { DATABASE_URL, dropSchema, runSql, schemaOf } from '../support/postgres.ts';

const url = DATABASE_URL;
const GROUP = { connectionId: 'c', externalId: 'g' };

if (url === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set');
else
  it('takes a database of the first release along, with what it knew of memberships and invitations', async () => {
    const clock = new ManualClock();
    const schema = schemaOf(randomUUID());
    onTestFinished(() => dropSchema(schema));
    const [first = ''] = MIGRATIONS;
    await runSql(
      `CREATE SCHEMA ${schema}`,
      `SET search_path = ${schema}`,
      first,
      'CREATE TABLE schema_version (version integer NOT NULL)',
      'INSERT INTO schema_version VALUES (1)',
      `INSERT INTO groups (connection_id, external_id, sequence) VALUES ('c', 'g', 4), ('c', 'empty', 0)`,
      `INSERT INTO memberships (group_key, account, state, changed_at) VALUES (1, 'ann', 'INVITED', 1), (1, 'bob', 'JOINED', 1), (1, 'cid', 'INVITED', 1)`,
      `INSERT INTO events (position, group_key, sequence, membership_key, at, to_state, cause) VALUES
        (1, 1, 1, 1, 1, 'QUEUED', 'INVITE'), (2, 1, 2, 2, 1, 'JOINED', 'WEBHOOK'), (3, 1, 3, 1, 1, 'INVITED', 'INVITE')`,
      'UPDATE event_head SET position = 3',
      `INSERT INTO invites (operation_key, ordinal, group_key, membership_key, account, options, status, queue_no, result) VALUES
        (1, 0, 1, 1, 'ann', '{}', 'settled', 1, '{"type":"invited","awaiting":"CONSENT","expiresAtMs":5}'),
        (2, 0, 1, 1, 'ann', '{}', 'settled', 1, '{"type":"invited","awaiting":"CONSENT","expiresAtMs":9}'),
        (3, 0, 1, 2, 'bob', '{}', 'settled', 1, '{"type":"failed","message":"\\"type\\":\\"invited\\" \\u0000"}')`,
    );
    const store = await openPostgresStore({ url, schema, clock });
    onTestFinished(() => store.close());

    expect(await store.rounds.standing(GROUP)).toMatchObject({ known: 3, joined: 1, invited: 2, followsAll: false });
    const rounds = await store.rounds.take(['c'], 10, clock.now() + 60_000, clock.now() + 120_000);
    expect(rounds).toMatchObject([{ group: GROUP, round: 0, misses: 0 }]);
    // Only of one of them an end is known.
    expect(await store.sightings.expire(clock.now(), clock.now(), 10)).toBe(1);
    const seen = ['ann', 'bob', 'cid'].map((account) => ({
      account,
      occurrence: account === 'bob' ? ('seenOut' as const) : ('seenIn' as const),
      cause: 'RECONCILIATION' as const,
      beginsMembership: false,
    }));
    const asOf = (asOfSequence: number) =>
      store.sightings.record({
        group: GROUP,
        sightings: seen,
        asOfSequence,
        facts: null,
        followsAll: false,
        webhookKey: null,
        roundAtMs: null,
        nowMs: clock.now(),
      });
    expect((await asOf(1)).map((membership) => membership?.state)).toEqual(['EXPIRED', 'JOINED', 'JOINED']);
    expect((await asOf(2)).map((membership) => membership?.state)).toEqual(['EXPIRED', 'LEFT', 'JOINED']);
  });
