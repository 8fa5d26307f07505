import type { Connection } from '../connections/connection.ts';
import type { ReadDesk } from '../datasources/datasource.ts';
import { DataSourceError, ReadRefused } from '../datasources/fault.ts';
import type { Random } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import type { DueRound } from '../store/records.ts';
import { recordGroupGone } from './group-gone.ts';
import { lookAtGroup, type LookDeps } from './look.ts';
import { delayToNextRound } from './schedule.ts';

/** So many rounds in a row have to find no group before its members are told that it is gone: one answer may be a mistake. */
export const MISSES_TO_BELIEVE = 2;
/** The same for a group that was never shown to us: that it is missing may mean that we ask in vain. */
export const MISSES_TO_BELIEVE_UNSEEN = 5;

/** Rounds are planned from one date to the next, and not from the end of one to the next, unless one was later than this; milliseconds. */
export const MAX_LATENESS_MS = 10 * SECOND;

export interface RoundDeps extends LookDeps {
  readonly random: Random;
  readonly log: { warn(detail: object, message: string): void };
}

/** How a round ended: what the provider told, or why it told nothing. */
type Ending = 'told' | 'groupMissing' | 'notPermitted' | 'unanswered';

/** One look at a group whose round is due, and the date of the next one. */
export async function runRound(deps: RoundDeps, due: DueRound, connection: Connection, desk: ReadDesk): Promise<void> {
  const ending = await look(deps, due, connection, desk);
  const misses = ending === 'groupMissing' ? due.misses + 1 : 0;
  if (await isGone(deps, due, misses)) await recordGroupGone(deps, due.group, 'RECONCILIATION');
  const nowMs = deps.clock.now();
  const next = await nextRound(deps, due, ending);
  const fromMs = Math.max(due.dueAtMs, nowMs - MAX_LATENESS_MS);
  await deps.store.rounds.finish(due, next === null ? null : { ...next, misses, atMs: fromMs + next.delayMs }, nowMs);
}

async function isGone({ store }: RoundDeps, { group }: DueRound, misses: number): Promise<boolean> {
  if (misses < MISSES_TO_BELIEVE) return false;
  const factsAtMs = (await store.rounds.standing(group))?.factsAtMs ?? null;
  return factsAtMs !== null || misses >= MISSES_TO_BELIEVE_UNSEEN;
}

async function look(deps: RoundDeps, due: DueRound, connection: Connection, desk: ReadDesk): Promise<Ending> {
  const detail = { connection: connection.id, group: due.group.externalId, round: due.round };
  try {
    await lookAtGroup(deps, {
      group: due.group,
      connection,
      desk,
      cause: 'RECONCILIATION',
      followAll: false,
      reported: new Map(),
      freshFacts: false,
    });
    return 'told';
  } catch (error) {
    if (error instanceof ReadRefused) {
      deps.log.warn({ ...detail, code: error.providerCode }, `a group was not shown: ${error.message}`);
      return error.reason;
    }
    if (!(error instanceof DataSourceError)) throw error;
    deps.log.warn(
      { ...detail, fault: error.fault, code: error.providerCode },
      `a group was not read: ${error.message}`,
    );
    return 'unanswered';
  }
}

async function nextRound(
  { store, random }: RoundDeps,
  due: DueRound,
  ending: Ending,
): Promise<{ round: number; delayMs: number } | null> {
  const standing = await store.rounds.standing(due.group);
  if (standing === null) return null;
  const told = ending === 'told' || ending === 'unanswered' ? ending : 'refused';
  const delayMs = delayToNextRound({ ...standing, round: due.round, ending: told }, random);
  return delayMs === null ? null : { round: due.round + 1, delayMs };
}
