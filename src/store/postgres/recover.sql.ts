import type { GroupRef } from '../../kernel/ids.ts';
import type { CommittedChanges } from '../store.ts';
import type { Database } from './database.ts';
import { endCall } from './settle.sql.ts';
import { rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import { transact } from './transaction.ts';

/** Calls that one look takes from instances that are gone. */
export const MAX_CALLS_TAKEN = 256;

export interface OrphanedCall {
  readonly id: number;
  readonly group: GroupRef;
}

interface CallRow {
  id: number;
  connection_id: string;
  external_id: string;
}

const toCall = (row: CallRow): OrphanedCall => ({
  id: row.id,
  group: { connectionId: row.connection_id, externalId: row.external_id },
});

const ORPHANED = statement(`
  SELECT c.id, g.connection_id, g.external_id FROM calls c JOIN groups g ON g.key = c.group_key
  LEFT JOIN instances i ON i.id = c.instance_id
  WHERE c.finished = 0 AND (i.id IS NULL OR i.lease_until <= now_ms($1)) ORDER BY c.id LIMIT ${MAX_CALLS_TAKEN}`);
const BY_GRANTS = statement(`
  SELECT c.id, g.connection_id, g.external_id FROM calls c JOIN groups g ON g.key = c.group_key
  WHERE c.finished = 0 AND c.grant_id = ANY ($1)`);
const DROP = statement('DELETE FROM calls WHERE id = $1');
// Whoever finishes it first takes it; the others find that it is finished.
const TAKE = statement('UPDATE calls SET finished = 1, blocks_until = now_ms($2) + $3 WHERE id = $1 AND finished = 0');
const FORGET_INSTANCES = statement(`
  DELETE FROM instances i WHERE i.lease_until <= now_ms($1) AND NOT EXISTS (
    SELECT 1 FROM calls c WHERE c.instance_id = i.id AND c.finished = 0)`);

/** Calls under way whose instances ended, or have not renewed their leases in time. */
export async function findOrphanedCalls(database: Database, time: StoreTime): Promise<OrphanedCall[]> {
  const rows = await rowsOf<CallRow>(database, ORPHANED, [time.parameter]);
  if (rows.length === 0) await rowsOf(database, FORGET_INSTANCES, [time.parameter]);
  return rows.map(toCall);
}

/** Calls that were granted although the answer never came. */
export async function findGrants(database: Database, grantIds: readonly string[]): Promise<OrphanedCall[]> {
  return (await rowsOf<CallRow>(database, BY_GRANTS, [grantIds])).map(toCall);
}

/** Gives the members of a call back that cannot have left, for nobody knew that it was granted. */
export function giveCallBack(
  database: Database,
  { id, group }: OrphanedCall,
  time: StoreTime,
): Promise<CommittedChanges> {
  return transact(database, (transaction) =>
    endCall(transaction, group, id, time, {
      judge: (row) => ({
        kind: 'waiting',
        notBeforeMs: 0,
        attempts: row.attempts,
        resent: row.resent === 1,
        resigned: row.resigned === 1,
        half: null,
      }),
      profiles: null,
      write: () => rowsOf(transaction, DROP, [id]),
    }),
  );
}

/** Has the members of an orphaned call wait again, or cancels those of whom that was asked; the outcome of the call is unknown. */
export function takeCall(
  database: Database,
  { id, group }: OrphanedCall,
  blocksUntilMs: number,
  time: StoreTime,
): Promise<CommittedChanges> {
  return transact(database, (transaction) =>
    endCall(transaction, group, id, time, {
      judge: (row) => ({
        kind: 'waiting',
        notBeforeMs: 0,
        attempts: row.attempts + 1,
        resent: true,
        resigned: false,
        half: null,
      }),
      profiles: null,
      write: () => rowsOf(transaction, TAKE, [id, time.parameter, time.distance(blocksUntilMs)]),
    }),
  );
}
