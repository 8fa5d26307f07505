import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { DATABASE_FILE } from '../../src/store/sqlite/database.ts';
import { MIGRATIONS } from '../../src/store/sqlite/migrations.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { grantOne } from '../support/grant-one.ts';
import { ManualClock } from '../support/manual-clock.ts';

const GROUP = { connectionId: 'c', externalId: 'g' };
const NOW_MS = 10;

/** A folder with a database of the second schema, in which members wait, are under way and are settled. */
function folderOfSecondSchema(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-schema-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  using database = new DatabaseSync(join(folder, DATABASE_FILE));
  for (const step of MIGRATIONS.slice(0, 2)) database.exec(step);
  database.exec(`
    PRAGMA user_version = 2;
    INSERT INTO groups (key, connection_id, external_id, sequence, name) VALUES (1, 'c', 'g', 6, 'Club');
    INSERT INTO memberships (key, group_key, account, state, changed_at, sequence, invited_by, profile, expires_at) VALUES
      (1, 1, 'ann', 'QUEUED', 5, 1, 'owner', NULL, NULL), (2, 1, 'bob', 'QUEUED', 5, 2, NULL, NULL, NULL),
      (3, 1, 'cid', 'INVITED', 6, 5, NULL, '{"nickname":"Cid","isRobot":false}', 1000), (4, 1, 'dan', 'FAILED', 6, 6, NULL, NULL, NULL);
    INSERT INTO account_links (user_id, connection_id, account) VALUES ('u', 'c', 'ann');
    INSERT INTO events (position, group_key, sequence, membership_key, at, from_state, to_state, cause, operation_id) VALUES
      (11, 1, 1, 1, 5, NULL, 'QUEUED', 'INVITE', 'second'), (12, 1, 2, 2, 5, NULL, 'QUEUED', 'INVITE', 'first'),
      (13, 1, 3, 3, 5, NULL, 'QUEUED', 'INVITE', 'first'), (14, 1, 4, 4, 5, NULL, 'QUEUED', 'INVITE', 'second'),
      (15, 1, 5, 3, 6, 'QUEUED', 'INVITED', 'INVITE', 'first'), (16, 1, 6, 4, 6, 'QUEUED', 'FAILED', 'INVITE', 'second');
    INSERT INTO operations (key, id, group_key, caller, input_hash, created_at, total, queued, invited, failed) VALUES
      (1, 'first', 1, 'caller', 'hash', 5, 2, 1, 1, 0), (2, 'second', 1, 'caller', 'hash', 5, 2, 1, 0, 1);
    INSERT INTO calls (id, scope, connection_id, group_key, blocks_until) VALUES (7, 'c:c', 'c', 1, 9);
    INSERT INTO invites (operation_key, ordinal, group_key, membership_key, account, joined_at, options, status, queue_no, call_id, attempts, result) VALUES
      (2, 0, 1, 1, 'ann', 3, '{}', 'sending', 40000, 7, 1, NULL),
      (1, 1, 1, 3, 'cid', NULL, '{}', 'settled', 0, NULL, 0, '{"type":"invited","awaiting":"CONSENT","expiresAtMs":1000}'),
      (1, 0, 1, 2, 'bob', NULL, '{}', 'waiting', 50000, NULL, 0, NULL),
      (2, 1, 1, 4, 'dan', NULL, '{}', 'settled', 0, NULL, 2, '{"type":"notFound","message":"who?"}');
    INSERT INTO lanes (group_key, connection_id, waiting, turn_at) VALUES (1, 'c', 1, 0);
    UPDATE queue SET next_no = 60000;
  `);
  return folder;
}

it('keeps whom it knew, what became of them, and who waits in which order', async () => {
  const clock = new ManualClock();
  const store = openSqliteStore(folderOfSecondSchema(), clock);
  onTestFinished(() => store.close());
  const [first, second] = await store.invitations.operations(['first', 'second']);
  const resultsOf = async (key: number) =>
    (await store.invitations.invites(key, { first: 10, afterKey: null })).rows.map(
      ({ ordinal, account, membership, result }) => [ordinal, account, membership?.state, result?.type ?? null],
    );
  expect(await resultsOf(first!.key)).toEqual([
    [0, 'bob', 'QUEUED', null],
    [1, 'cid', 'INVITED', 'invited'],
  ]);
  expect(await resultsOf(second!.key)).toEqual([
    [0, 'ann', 'QUEUED', null],
    [1, 'dan', 'FAILED', 'notFound'],
  ]);
  const members = await store.members.ofGroup(GROUP, null, { first: 10, afterKey: null });
  expect(
    members.rows.map(({ account, state, changedAtMs, invitedBy, userId, profile }) => [
      account,
      state,
      changedAtMs,
      invitedBy,
      userId,
      profile?.nickname ?? null,
    ]),
  ).toEqual([
    ['ann', 'QUEUED', 5, 'owner', 'u', null],
    ['bob', 'QUEUED', 5, null, null, null],
    ['cid', 'INVITED', 6, null, null, 'Cid'],
    ['dan', 'FAILED', 6, null, null, null],
  ]);
  expect((await store.events.after(0, {}, 10)).map(({ position }) => position)).toEqual([11, 12, 13, 14, 15, 16]);
  expect(await store.sightings.expire(999, 999, 10)).toBe(0);
  expect(await store.sightings.expire(1_000, 1_000, 10)).toBe(1);

  // Who was under way and who waited keep their places, and everybody else comes behind them.
  await store.lanes.recover(NOW_MS);
  await store.invitations.requeue({
    operationKey: second!.key,
    inviteKeys: (await store.invitations.invitesOf(second!.key, ['dan'])).map(({ key }) => key),
    nowMs: NOW_MS,
  });
  await store.invitations.accept({
    operationId: 'third',
    group: GROUP,
    caller: 'caller',
    idempotencyKey: null,
    inputHash: '',
    idempotentSinceMs: 0,
    options: {},
    invitedBy: null,
    members: [{ account: 'eve', withoutMembership: false, joinedAtMs: null, result: null }],
    nowMs: NOW_MS,
  });
  const grant = await grantOne(store.lanes, {
    connectionId: 'c',
    quota: { callsAtOnce: 9, scope: 'CONNECTION' },
    membersPerCall: 10,
    nowMs: NOW_MS,
    aheadMs: 0,
  });
  expect(
    grant.kind === 'granted' &&
      grant.call.invites.map(({ account, attempts, joinedAtMs }) => [account, attempts, joinedAtMs]),
  ).toEqual([
    ['ann', 2, 3],
    ['bob', 0, null],
    ['dan', 0, null],
    ['eve', 0, null],
  ]);
});
