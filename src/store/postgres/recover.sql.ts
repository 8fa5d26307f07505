import type { GroupRef } from '../../kernel/ids.ts';
import type { Database } from './database.ts';
import type { CallEnd } from './settle.sql.ts';
import { rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';

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

interface SentRow {
  key: number;
  attempts: number;
  resent: number;
  resigned: number;
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
// What it says of invites stays true for as long as they are under way.
const SENT = statement(`
  SELECT key, attempts, resent, resigned FROM invites WHERE call_id = $1 AND status = 'sending' AND membership_key IS NOT NULL
  ORDER BY queue_no`);
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

/** How the members of a call are given back that cannot have left, for nobody knew that it was granted. */
export const giveCallBack = (database: Database, call: OrphanedCall): Promise<CallEnd> =>
  endOf(database, call, { taken: false, blocksUntilMs: null }, ({ attempts, resent, resigned }) => ({
    attempts,
    resent: resent === 1,
    resigned: resigned === 1,
  }));

/** How the members of an orphaned call wait again, or are cancelled of whom that was asked; the outcome of the call is unknown. */
export const takeCall = (database: Database, call: OrphanedCall, blocksUntilMs: number): Promise<CallEnd> =>
  endOf(database, call, { taken: true, blocksUntilMs }, ({ attempts }) => ({
    attempts: attempts + 1,
    resent: true,
    resigned: false,
  }));

async function endOf(
  database: Database,
  { id, group }: OrphanedCall,
  how: Pick<CallEnd, 'taken' | 'blocksUntilMs'>,
  judge: (row: SentRow) => { readonly attempts: number; readonly resent: boolean; readonly resigned: boolean },
): Promise<CallEnd> {
  const rows = await rowsOf<SentRow>(database, SENT, [id]);
  const verdicts = rows.map((row) => ({
    key: row.key,
    verdict: { kind: 'waiting' as const, notBeforeMs: 0, half: null, ...judge(row) },
    profile: null,
  }));
  return { callId: id, group, ...how, pauseUntilMs: null, learnedMembersPerCall: null, facts: null, verdicts };
}
