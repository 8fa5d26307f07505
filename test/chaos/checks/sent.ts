import type { Disturbances } from '../disturbances.ts';
import type { Ledger } from '../load/ledger.ts';
import type { Receiver } from '../receiver.ts';
import { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** A repeat that had been granted before the first outcome was stored arrives at most so long after that. */
const ON_ITS_WAY_MS = 500;

interface Sent {
  readonly tally: Tally;
  /** Members who were sent again because nobody knew what had become of them: not wrong, and worth a look. */
  readonly repeated: number;
}

/** Who was answered was sent, and sent again only when nobody could know the outcome. */
export function checkSent(receiver: Receiver, ledger: Ledger, truth: Truth, disturbances: Disturbances): Sent {
  const tally = new Tally('members at the providers');
  const sentAtMs = arrivals(receiver);
  const settledAtMs = settlements(truth);
  const timeOf = (ms: number): string => disturbances.timeOf(ms);
  let repeated = 0;
  for (const { id, groupId, accounts, retried, cancelledAtMs } of ledger.operations.values()) {
    const outcomes = truth.operations.get(id)?.results.edges ?? [];
    const cancelled = new Set(
      outcomes.filter(({ node }) => node.__typename === 'MemberCancelled').map(({ node }) => node.account),
    );
    for (const account of accounts) {
      tally.checked++;
      const member = `${groupId}:${account}`;
      const times = sentAtMs.get(member) ?? [];
      if (times.length === 0 && !cancelled.has(account)) tally.lost.push(`${member} was never sent`);
      const cancelMs = cancelledAtMs.get(account) ?? Infinity;
      if (times.some((atMs) => atMs > cancelMs)) tally.wrong.push(`${member} was sent after it was cancelled`);
      if (retried.has(account) || times.length < 2) continue;
      const settledMs = (settledAtMs.get(member) ?? Infinity) + ON_ITS_WAY_MS;
      const unexplained = times.slice(1).filter((atMs, index) => {
        const beforeMs = times[index] ?? 0;
        return atMs > settledMs || !disturbances.explainRepeat(beforeMs, atMs);
      });
      if (unexplained.length === 0) repeated++;
      else
        tally.doubled.push(
          `${member} was sent at ${times.map(timeOf).join(', ')}, settled at ${timeOf(settledMs - ON_ITS_WAY_MS)}`,
        );
    }
  }
  const asked = new Set(
    [...ledger.operations.values()].flatMap((one) => one.accounts.map((a) => `${one.groupId}:${a}`)),
  );
  for (const member of sentAtMs.keys())
    if (!asked.has(member)) tally.wrong.push(`${member} was sent, and nobody asked`);
  return { tally, repeated };
}

/** No call came too early, and each was understood. */
export function checkQuotas({ calls, violations, missed }: Receiver, disturbances: Disturbances): Tally {
  const tally = new Tally('calls at the providers');
  tally.checked = calls.length;
  for (const [index, { verdict, connection, group, kind, atMs }] of calls.entries()) {
    if (verdict === 'answered') continue;
    const before = calls
      .slice(0, index)
      .findLast((one) => one.connection === connection && one.group === group && one.kind === kind);
    const since = before === undefined ? '' : `, ${atMs - before.atMs} ms after another of the group`;
    tally.wrong.push(`${connection}:${group} ${kind} ${verdict} at ${disturbances.timeOf(atMs)}${since}`);
  }
  const tooEarly = Object.values(violations).reduce((sum, { invites, reads }) => sum + invites + reads, 0);
  const told = calls.filter(({ verdict }) => verdict === 'overQuota').length;
  if (tooEarly > told) tally.wrong.push(`${tooEarly - told} more calls over the quota`);
  if (missed > 0)
    tally.lost.push(`${missed} calls were not read from the journal in time: nothing can be said of them`);
  return tally;
}

function arrivals({ calls }: Receiver): Map<string, number[]> {
  const sentAtMs = new Map<string, number[]>();
  for (const { kind, verdict, connection, group, accounts, atMs } of calls) {
    if (kind !== 'invites' || verdict !== 'answered') continue;
    for (const account of accounts) {
      const member = `${connection}:${group}:${account}`;
      sentAtMs.set(member, [...(sentAtMs.get(member) ?? []), atMs]);
    }
  }
  return sentAtMs;
}

/** When each member's outcome was stored first. */
function settlements(truth: Truth): Map<string, number> {
  const settledAtMs = new Map<string, number>();
  for (const { members } of truth.groups.values()) {
    for (const { id, changes } of members) {
      const settled = changes.find(({ from }) => from === 'QUEUED');
      if (settled !== undefined) settledAtMs.set(id, Date.parse(settled.at));
    }
  }
  return settledAtMs;
}
