import type { Connections } from '../connections/connection.ts';
import type { ReadDesk, RemovalOutcome } from '../datasources/datasource.ts';
import { REMOVED } from '../datasources/removal.ts';
import type { Clock } from '../kernel/clock.ts';
import { MINUTE, SECOND } from '../kernel/duration.ts';
import { formatGroupId } from '../kernel/ids.ts';
import { InviteFailureReason, type MemberState } from '../kernel/vocabulary.ts';
import { isNotTold, type NotTold } from '../lanes/ask.ts';
import type { Errand, Errands } from '../lanes/errands.ts';
import type { Store } from '../store/store.ts';
import { LostRemovals } from './lost-removals.ts';
import { type CheckedRemoval, checkRemoval, type RemovalInput } from './removal-check.ts';
import { type KnownOutcome, lookSoon, recordRemovals, standingOf } from './removal-record.ts';
import { invalid, type RemovalResult, tooManyRemovals, unavailable } from './removal-result.ts';

/** How long a provider may give no answer to one call before the removal gives up. */
export const REMOVAL_DEADLINE_MS = 10 * SECOND;
/** The longest that a caller waits for a removal, which a small budget stretches. */
export const MAX_REMOVAL_MS = MINUTE;

export interface RemovalDeps {
  readonly store: Pick<Store, 'members' | 'sightings' | 'rounds'>;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly errands: Errands;
}

/** What became of one account. */
export interface RemovalReport {
  readonly account: string;
  readonly result: RemovalResult;
}

/**
 * `removeMembers`: checks the whole input, then takes the accounts out of the group in as many calls as they need. What the
 * provider told is stored before this returns; who it did not tell of in time failed, worth another try.
 *
 * @returns one for each distinct account, in input order
 * @throws InputError for every mistake of the caller, before anything is asked
 */
export async function removeMembers(deps: RemovalDeps, input: RemovalInput): Promise<RemovalReport[]> {
  const removal = checkRemoval(input, deps.connections);
  const results = new Map([...removal.broken].map(([account, rule]) => [account, invalid(rule)]));
  const missing = deps.errands.full ? tooManyRemovals() : unavailable('the removal could not be carried out in time');
  await deps.errands.go(formatGroupId(removal.group), MAX_REMOVAL_MS, (errand) =>
    removeAll(deps, removal, errand, results),
  );
  return removal.accounts.map((account) => ({ account, result: results.get(account) ?? missing }));
}

/** Adds to `results`, call by call. */
async function removeAll(
  deps: RemovalDeps,
  removal: CheckedRemoval,
  errand: Errand,
  results: Map<string, RemovalResult>,
): Promise<void> {
  const { accountsPerRemoval } = removal.removals;
  const accounts = removal.accounts.filter((account) => !removal.broken.has(account));
  for (let begin = 0; begin < accounts.length; begin += accountsPerRemoval) {
    try {
      await removeSome(deps, removal, errand, accounts.slice(begin, begin + accountsPerRemoval), results);
    } catch (error) {
      if (!isNotTold(error)) throw error;
      // Whoever has told nothing for so long is not asked about the others.
      for (const account of accounts.slice(begin)) results.set(account, notTold(error));
      return;
    }
  }
}

/** @throws NotTold when the provider gave no answer */
async function removeSome(
  { store, clock }: RemovalDeps,
  { connection, removals, group, options }: CheckedRemoval,
  errand: Errand,
  accounts: readonly string[],
  results: Map<string, RemovalResult>,
): Promise<void> {
  const before = await standingOf(store, group, accounts);
  const lost = new LostRemovals(before.states);
  const call = { groupId: group.externalId, accounts, options };
  const ask = (desk: ReadDesk) =>
    removals.removeMembers(call, desk).catch((error: unknown) => {
      lost.note(error);
      throw error;
    });
  const told = await errand.ask(connection, REMOVAL_DEADLINE_MS, ask).catch(async (error: unknown) => {
    // They may be out all the same.
    if (before.states.size > 0) await lookSoon(store, group, clock.now());
    throw error;
  });
  const outcomes = new Map<string, KnownOutcome>();
  for (const account of accounts) {
    const outcome = told.get(account);
    if (outcome === undefined) continue;
    outcomes.set(account, withWhatIsKnown(lost.outcomeOf(account, outcome), before.states.get(account)));
  }
  if ([...outcomes.values()].includes(MAY_HAVE_BEEN_IN)) await lookSoon(store, group, clock.now());
  const memberships = await recordRemovals(store, group, [...outcomes], before, clock.now());
  for (const account of accounts) results.set(account, toResult(account, outcomes.get(account), memberships));
}

/** The provider took a removal of somebody who was not known to be in. Asked for again, it shows him out. */
const MAY_HAVE_BEEN_IN: KnownOutcome = {
  type: 'failed',
  reason: InviteFailureReason.PROVIDER_UNAVAILABLE,
  message: 'The provider took the removal, and whether the account was in the group could not be read.',
  retryable: true,
};

/** Where the provider has not told who was in, what is known here decides. Of strangers nothing speaks against the caller's word. */
function withWhatIsKnown(outcome: RemovalOutcome, state: MemberState | undefined): KnownOutcome {
  if (outcome.type !== 'taken') return outcome;
  return state === undefined || state === 'JOINED' ? REMOVED : MAY_HAVE_BEEN_IN;
}

type Memberships = Awaited<ReturnType<typeof recordRemovals>>;

function toResult(account: string, outcome: KnownOutcome | undefined, memberships: Memberships): RemovalResult {
  switch (outcome?.type) {
    case undefined:
      return unavailable('the provider did not tell what became of the account');
    case 'removed': {
      const membership = memberships.get(account);
      if (membership === undefined) throw new TypeError('no membership was kept of an account that was removed');
      return { type: 'removed', membership };
    }
    case 'notInGroup':
      return { type: 'notInGroup' };
    case 'failed':
      return { ...outcome, providerCode: outcome.providerCode ?? null };
  }
}

const notTold = (error: NotTold): RemovalResult =>
  unavailable(error.message, 'providerCode' in error ? (error.providerCode ?? null) : null);
