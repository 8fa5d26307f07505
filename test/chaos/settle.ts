import { setTimeout as realDelay } from 'node:timers/promises';
import { graphql } from '../e2e/processes.ts';
import { checkMembers, type Standings } from './checks/members.ts';
import { expectedOf } from './checks/seen.ts';
import { readOperations, readTruth, type Truth } from './checks/truth.ts';
import type { Audience } from './load/audience.ts';
import type { Ledger } from './load/ledger.ts';
import { REFRESH } from './load/operations.ts';
import { FOLLOWED, type Group, GROUPS } from './load/places.ts';
import type { Providers } from './providers/providers.ts';

/** After so long without faults what has not been done will not be. */
const SETTLE_LIMIT_MS = 90_000;
const CATCH_UP_LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 500;
/** A webhook that was kept is worked off, and the round that confirms it is over, after so long. */
const QUIET_MS = 4_500;

/** Resolves when no operation is running any more, or it has been waited long enough. */
export async function untilSettled(url: string, operationIds: readonly string[]): Promise<void> {
  let open = operationIds;
  await until(SETTLE_LIMIT_MS, async () => {
    const known = await readOperations(url, open);
    open = known.filter(({ status }) => status === 'RUNNING').map(({ id }) => id);
    return open.length === 0;
  });
}

/** What the store and the providers hold in the end. */
export interface End {
  readonly truth: Truth;
  readonly standings: Standings;
  /** Refreshes that failed although nothing was disturbed any more. */
  readonly unrefreshed: readonly string[];
}

/** Has groups read anew until nothing moves any more and everybody stands as at the provider, or it has been waited long enough. */
export async function untilTrue(url: string, providers: Providers, ledger: Ledger): Promise<End> {
  const unrefreshed: string[] = [];
  let stale = FOLLOWED;
  let quietSinceMs = performance.now();
  let moves = -1;
  let end: End | undefined;
  await until(SETTLE_LIMIT_MS, async () => {
    unrefreshed.push(...(await refresh(url, stale)));
    const truth = await readTruth(url, ledger);
    const standings = await readStandings(providers);
    end = { truth, standings, unrefreshed };
    const sum = [...truth.groups.values()].reduce((count, { changes }) => count + changes.length, 0);
    if (sum !== moves) quietSinceMs = performance.now();
    moves = sum;
    stale = FOLLOWED.filter((group) => !checkMembers(truth, standings, [group]).isClean);
    return performance.now() - quietSinceMs >= QUIET_MS && checkMembers(truth, standings).isClean;
  });
  if (end === undefined) throw new Error('nothing was read in the end');
  return end;
}

/** Returns what failed. */
async function refresh(url: string, groups: readonly Group[]): Promise<string[]> {
  const answers = await Promise.all(
    groups.map(async ({ id }) => ({ id, ...(await graphql(url, REFRESH, { groupId: id })) })),
  );
  return answers.flatMap(({ id, errors }) => (errors === undefined ? [] : [`${id}: ${JSON.stringify(errors)}`]));
}

async function readStandings(providers: Providers): Promise<Standings> {
  const standings = await providers.standings(GROUPS.map(({ place }) => place));
  return new Map(GROUPS.map(({ id }, index) => [id, standings[index] ?? { members: [], pending: [] }]));
}

/** Resolves when every subscriber has seen the last event of what it follows, or it has been waited long enough. */
export async function untilCaughtUp({ ofGroups, followers }: Audience, truth: Truth): Promise<void> {
  await until(CATCH_UP_LIMIT_MS, () => {
    const groups = ofGroups.every((one) => one.seen.length >= expectedOf(one, truth).length);
    const operations = followers.every(({ operation, subscriber }) => {
      const changes = truth.groups.get(operation.groupId)?.changes ?? [];
      return subscriber.seen.length >= changes.filter(({ operationId }) => operationId === operation.id).length;
    });
    return Promise.resolve(groups && operations);
  });
}

async function until(limitMs: number, look: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + limitMs;
  while (!(await look()) && performance.now() < deadlineMs) await realDelay(LOOK_EVERY_MS);
}
