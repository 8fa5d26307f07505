import type { GroupFacts, ProfileFacts } from '../../datasources/datasource.ts';
import { COUNTED_AS, type InviteResult } from '../../invitations/result.ts';
import type { GroupRef } from '../../kernel/ids.ts';
import { canonicalProfile } from '../order.ts';
import type { GrantedCall } from '../records.ts';
import { type OperationRow, toOperation } from '../rows.ts';
import { type CallSettlement, FIRST_ROUND_MS, type InviteVerdict, JOINED_ROUND_MS } from '../store.ts';
import { PATHS_ON_SETTLED, settlementOf } from './move-paths.ts';
import { type RecordedMove, toEvents } from './recorded-moves.ts';
import { SortedGroups } from './sorted-groups.ts';
import { columnsOf, type Queryable, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import type { Stored } from './write-batch.ts';

/** How one call ends. Instants are in the time of this process. */
export interface CallEnd {
  readonly callId: number;
  readonly group: GroupRef;
  /** The call was taken from its instance: if that one has finished it meanwhile, it stays as it is. */
  readonly taken: boolean;
  /** Until when it counts against its quota; null: it never left. */
  readonly blocksUntilMs: number | null;
  readonly pauseUntilMs: number | null;
  readonly learnedMembersPerCall: number | null;
  readonly facts: GroupFacts | null;
  /** Of every invite under way with it, in the order of the lane. */
  readonly verdicts: readonly InviteEnd[];
}

export interface InviteEnd {
  readonly key: number;
  readonly verdict: InviteVerdict;
  /** What the provider showed of the account. */
  readonly profile: ProfileFacts | null;
}

interface SettledRow {
  now_ms: number;
  operations: OperationRow[];
  events: RecordedMove[];
}

const CANCELLED: InviteResult = { type: 'cancelled' };
const SETTLE = statement(
  `SELECT * FROM settle_calls(${Array.from({ length: 29 }, (_, index) => `$${index + 1}`).join(', ')})`,
);

const settledOf = (verdict: InviteVerdict): InviteResult | null => (verdict.kind === 'settled' ? verdict.result : null);
const waitingOf = (verdict: InviteVerdict) => (verdict.kind === 'waiting' ? verdict : null);
const flag = (set: boolean | undefined): number => (set === true ? 1 : 0);

/** @throws TypeError when the settlement has no verdict on an invite of the call */
export const endOf = (settlement: CallSettlement, call: GrantedCall): CallEnd => ({
  ...settlement,
  group: { connectionId: call.connectionId, externalId: call.groupId },
  taken: false,
  verdicts: call.invites.map(({ key, account }) => {
    const verdict = settlement.verdicts.get(key);
    if (verdict === undefined) throw new TypeError(`call ${call.id} was settled without a verdict on invite ${key}`);
    return { key, verdict, profile: settlement.profiles?.get(account) ?? null };
  }),
});

/** Takes every member out of calls: settled, cancelled as was asked for meanwhile, or back into the lane. */
export async function settleCalls(on: Queryable, ends: readonly CallEnd[], time: StoreTime): Promise<Stored<void>> {
  const groups = new SortedGroups(ends.map((end) => end.group));
  const distance = time.distancesFromNow();
  const distanceOf = (atMs: number | null): number | null => (atMs === null ? null : distance(atMs));
  const verdicts = ends.flatMap((end, index) => end.verdicts.map((one) => ({ ...one, callNo: index + 1 })));
  const values = [
    PATHS_ON_SETTLED,
    FIRST_ROUND_MS,
    JOINED_ROUND_MS,
    JSON.stringify(CANCELLED),
    time.parameter,
    ...groups.columns,
    ...columnsOf(
      ends,
      (end) => groups.numberOf(end.group),
      (end) => end.callId,
      (end) => end.taken,
      (end) => distanceOf(end.blocksUntilMs),
      (end) => distanceOf(end.pauseUntilMs),
      (end) => end.learnedMembersPerCall,
      (end) => end.facts?.type ?? null,
      (end) => end.facts?.name ?? null,
      (end) => end.facts?.avatarUrl ?? null,
      (end) => end.facts?.memberCount ?? null,
    ),
    ...columnsOf(
      verdicts,
      ({ callNo }) => callNo,
      ({ key }) => key,
      ({ verdict }) => settlementOf(settledOf(verdict)),
      ({ verdict }) => (verdict.kind === 'settled' ? COUNTED_AS[verdict.result.type] : null),
      ({ verdict }) => (verdict.kind === 'settled' ? JSON.stringify(verdict.result) : null),
      ({ verdict }) => {
        const result = settledOf(verdict);
        return result?.type === 'invited' ? distance(result.expiresAtMs) : null;
      },
      ({ profile }) => (profile === null ? null : canonicalProfile(profile)),
      ({ verdict }) => distanceOf(waitingOf(verdict)?.notBeforeMs ?? null),
      ({ verdict }) => waitingOf(verdict)?.attempts ?? 0,
      ({ verdict }) => flag(waitingOf(verdict)?.resent),
      ({ verdict }) => flag(waitingOf(verdict)?.resigned),
      ({ verdict }) => waitingOf(verdict)?.half ?? null,
    ),
  ];
  const [row] = await rowsOf<SettledRow>(on, SETTLE, values);
  if (row === undefined) throw new Error('the store told nothing of calls');
  return {
    outputs: ends.map(() => undefined),
    changes: { events: toEvents(row.events, row.now_ms), operations: row.operations.map(toOperation) },
  };
}
