import { SECOND } from '../../../src/kernel/duration.ts';
import type { Disturbances } from '../disturbances.ts';
import type { Ledger, ToldOperation } from '../load/ledger.ts';
import { placeOf } from '../load/places.ts';
import type { World } from '../providers/world.ts';
import type { Receiver } from '../receiver.ts';
import { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** A repeat that had been granted before the first outcome was stored arrives at most so long after that. */
const ON_ITS_WAY_MS = 500;
/** Reads count by their departure: one that a busy machine holds up by more than the next one may arrive so much too close to it. */
const HELD_UP_MS = 50;

interface Sent {
  readonly tally: Tally;
  /** Members who were sent again because nobody knew what had become of them: not wrong, and worth a look. */
  readonly repeated: number;
}

/** Who was answered was sent, unless he was in already, and sent again only when nobody could know the outcome. */
export function checkSent(
  { receiver, ledger, world }: { receiver: Receiver; ledger: Ledger; world: World },
  truth: Truth,
  disturbances: Disturbances,
): Sent {
  const tally = new Tally('members at the providers');
  const sentAtMs = arrivals(receiver);
  const settledAtMs = settlements(truth);
  const nextAskedAtMs = successors(ledger);
  const timeOf = (ms: number): string => disturbances.timeOf(ms);
  let repeated = 0;
  for (const operation of ledger.operations.values()) {
    const { id, groupId, accounts, askedAtMs, retried, cancelledAtMs } = operation;
    const stored = truth.operations.get(id)?.results.edges ?? [];
    const outcomes = new Map(stored.map(({ node }) => [node.account, node.__typename]));
    for (const account of accounts) {
      tally.checked++;
      const member = `${groupId}:${account}`;
      const untilMs = nextAskedAtMs.get(keyOf(operation, account)) ?? Infinity;
      const times = (sentAtMs.get(member) ?? []).filter((atMs) => atMs >= askedAtMs && atMs < untilMs);
      const outcome = outcomes.get(account);
      const toldMs = operation.settledAtMs.get(account) ?? Infinity;
      // Who is found in after an attempt that may have left counts as let in by it.
      const mayBeOurs = outcome === 'MemberJoined' && disturbances.explainLostAttempt(askedAtMs, toldMs);
      const foundIn = outcome === 'MemberAlreadyJoined' || mayBeOurs;
      const wasIn = foundIn && world.wasIn(placeOf(groupId), account, askedAtMs, untilMs);
      if (times.length === 0 && outcome !== 'MemberCancelled' && !wasIn) {
        tally.lost.push(`${member} was never sent, and is ${outcome}`);
      }
      const cancelMs = cancelledAtMs.get(account) ?? Infinity;
      if (times.some((atMs) => atMs > cancelMs)) tally.wrong.push(`${member} was sent after it was cancelled`);
      if (retried.has(account) || times.length < 2) continue;
      const settledMs = Math.min(toldMs, settledAtMs.get(keyOf(operation, account)) ?? Infinity);
      const unexplained = times.slice(1).filter((atMs, index) => {
        const beforeMs = times[index] ?? 0;
        return atMs > settledMs + ON_ITS_WAY_MS || !disturbances.explainRepeat(beforeMs, atMs);
      });
      if (unexplained.length === 0) repeated++;
      else tally.doubled.push(`${member} was sent at ${times.map(timeOf).join(', ')}, settled at ${timeOf(settledMs)}`);
    }
  }
  const asked = new Set(
    [...ledger.operations.values()].flatMap((one) => one.accounts.map((account) => `${one.groupId}:${account}`)),
  );
  for (const member of sentAtMs.keys())
    if (!asked.has(member)) tally.wrong.push(`${member} was sent, and nobody asked`);
  return { tally, repeated };
}

const keyOf = ({ id }: ToldOperation, account: string): string => `${id}:${account}`;

/** When a member of an operation was invited to the same group once more; nothing of the first operation was under way any more then. */
function successors({ operations }: Ledger): Map<string, number> {
  const next = new Map<string, number>();
  const last = new Map<string, string>();
  for (const operation of [...operations.values()].toSorted((a, b) => a.askedAtMs - b.askedAtMs)) {
    for (const account of operation.accounts) {
      const member = `${operation.groupId}:${account}`;
      const before = last.get(member);
      if (before !== undefined) next.set(before, operation.askedAtMs);
      last.set(member, keyOf(operation, account));
    }
  }
  return next;
}

interface Quotas {
  readonly tally: Tally;
  /** By how much reads came too early that were held up on their way, in milliseconds. */
  readonly earlyMs: readonly number[];
}

/** No call came too early, and each was understood. */
export function checkQuotas({ calls, violations, missed }: Receiver, disturbances: Disturbances): Quotas {
  const tally = new Tally('calls at the providers');
  tally.checked = calls.length;
  const earlyMs: number[] = [];
  for (const [index, { verdict, connection, group, kind, atMs }] of calls.entries()) {
    if (verdict === 'answered') continue;
    const agoMs = calls
      .slice(0, index)
      .filter((one) => one.connection === connection && one.kind === kind && one.atMs > atMs - SECOND)
      .map((one) => atMs - one.atMs);
    const shortMs = SECOND - (agoMs[0] ?? 0);
    if (kind === 'reads' && verdict === 'overQuota' && shortMs <= HELD_UP_MS) {
      earlyMs.push(shortMs);
      continue;
    }
    const others = `after ${agoMs.length} others, ${agoMs.join(', ')} ms ago`;
    tally.wrong.push(`${connection}:${group} ${kind} ${verdict} at ${disturbances.timeOf(atMs)}, ${others}`);
  }
  const tooEarly = Object.values(violations).reduce((sum, { invites, reads }) => sum + invites + reads, 0);
  const told = calls.filter(({ verdict }) => verdict === 'overQuota').length;
  if (tooEarly > told) tally.wrong.push(`${tooEarly - told} more calls over the quota`);
  if (missed > 0)
    tally.lost.push(`${missed} calls were not read from the journal in time: nothing can be said of them`);
  return { tally, earlyMs };
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

/** When the outcome of each member of an operation was stored first, as far as it moved his membership. */
function settlements(truth: Truth): Map<string, number> {
  const settledAtMs = new Map<string, number>();
  for (const { members } of truth.groups.values()) {
    for (const { id, changes } of members) {
      const account = id.slice(id.lastIndexOf(':') + 1);
      for (const { from, operationId, cause, at } of changes) {
        const key = `${operationId}:${account}`;
        // A webhook or a look moves him too, and settles no invite.
        if (from === 'QUEUED' && cause === 'INVITE' && !settledAtMs.has(key)) settledAtMs.set(key, Date.parse(at));
      }
    }
  }
  return settledAtMs;
}
