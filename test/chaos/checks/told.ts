import type { Disturbances } from '../disturbances.ts';
import type { Fleet } from '../fleet.ts';
import type { Ledger } from '../load/ledger.ts';
import { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** Every operation that was answered is there, has every member, and is done. */
export function checkOperations({ operations, keysTwice }: Ledger, truth: Truth): Tally {
  const tally = new Tally('operations that were answered');
  for (const { id, accounts } of operations.values()) {
    tally.checked++;
    const stored = truth.operations.get(id);
    if (stored === undefined) {
      tally.lost.push(`${id} is not known`);
      continue;
    }
    const kept = stored.results.edges.map(({ node }) => node.account);
    const gone = accounts.filter((account) => !kept.includes(account));
    if (gone.length > 0) tally.lost.push(`${id} lacks ${gone.join()}`);
    if (kept.length > new Set(kept).size) tally.doubled.push(`${id} has a member twice: ${kept.join()}`);
    if (stored.status === 'RUNNING') tally.wrong.push(`${id} is still running, ${stored.counts.queued} queued`);
  }
  tally.doubled.push(...keysTwice);
  return tally;
}

/** What was told as settled is what the store has, unless somebody ordered a retry, or took an open invitation back. */
export function checkOutcomes({ operations, contradictions }: Ledger, truth: Truth): Tally {
  const tally = new Tally('outcomes that were told');
  tally.wrong.push(...contradictions);
  for (const { id, settled, retried, withdrawn } of operations.values()) {
    const stored = truth.operations.get(id)?.results.edges ?? [];
    const outcomes = new Map(stored.map(({ node }) => [node.account, node.__typename]));
    for (const [account, outcome] of settled) {
      if (retried.has(account)) continue;
      tally.checked++;
      const now = outcomes.get(account);
      if (now === undefined) tally.lost.push(`${account} of ${id}, told ${outcome}`);
      else if (withdrawn.has(account) && outcome === 'MemberInvited' && now === 'MemberCancelled') continue;
      else if (now !== outcome) tally.wrong.push(`${account} of ${id} was told ${outcome}, and is ${now}`);
    }
  }
  return tally;
}

/**
 * An error is an answer only while something is broken.
 *
 * @param unrefreshed what failed after that
 */
export function checkAnswers(
  { answers, errors }: Ledger,
  disturbances: Disturbances,
  unrefreshed: readonly string[],
): Tally {
  const tally = new Tally('answers to mutations');
  tally.checked = answers + errors.length;
  tally.wrong.push(...unrefreshed);
  for (const { fromMs, toMs, text } of errors) {
    // Who asks a provider at an instance that ends is told so as well.
    const cutShort = text.startsWith('PROVIDER_UNAVAILABLE') && disturbances.explainHaste(fromMs, toMs);
    if (!disturbances.explainError(fromMs, toMs) && !cutShort)
      tally.wrong.push(`${disturbances.timeOf(fromMs)} to ${disturbances.timeOf(toMs)}: ${text}`);
  }
  return tally;
}

/** Instances start when they are started, and end when they are ended. */
export function checkInstances({ starts, wrongEnds }: Fleet): Tally {
  const tally = new Tally('starts and ends of instances');
  tally.checked = starts;
  tally.wrong.push(...wrongEnds);
  return tally;
}
