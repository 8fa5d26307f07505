import { replay } from '../../e2e/history.ts';
import type { Ledger } from '../load/ledger.ts';
import { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

const REPLAY_LIMIT_MS = 20_000;

/** Numbers of a group go up by one, each member's changes continue each other and end in its state, and everybody told is there. */
export function checkLog(truth: Truth, ledger: Ledger): Tally {
  const tally = new Tally('events in the store');
  for (const [groupId, { members, changes }] of truth.groups) {
    tally.checked += changes.length;
    for (const [index, { sequence }] of changes.entries()) {
      const before = index === 0 ? 0 : (changes[index - 1]?.sequence ?? 0);
      if (sequence === before) tally.doubled.push(`${groupId} has ${sequence} twice`);
      if (sequence > before + 1) tally.lost.push(`${groupId} has no ${before + 1} to ${sequence - 1}`);
    }
    for (const { id, state, changes: own } of members) {
      const breaks = own.some(({ from }, index) => from !== (index === 0 ? null : own[index - 1]?.to));
      if (breaks || own.at(-1)?.to !== state) tally.wrong.push(`${id} is ${state} after ${JSON.stringify(own)}`);
    }
  }
  for (const { groupId, accounts } of ledger.operations.values()) {
    const known = new Set(truth.groups.get(groupId)?.members.map(({ id }) => id));
    for (const account of accounts) {
      if (!known.has(`${groupId}:${account}`)) tally.lost.push(`${groupId}:${account} is not known`);
    }
  }
  return tally;
}

/** A subscription from the first cursor replays the log as the histories have it. */
export async function checkReplay(url: string, truth: Truth): Promise<Tally> {
  const tally = new Tally('events in a replay');
  for (const [groupId, { changes }] of truth.groups) {
    const [first, ...rest] = changes;
    if (first === undefined || rest.length === 0) continue;
    tally.checked += rest.length;
    const replayed = await replay(url, groupId, first.cursor, rest.length, AbortSignal.timeout(REPLAY_LIMIT_MS));
    if (replayed.length < rest.length) tally.lost.push(`${groupId} replays ${replayed.length} of ${rest.length}`);
    const other = replayed.findIndex(({ cursor }, index) => cursor !== rest[index]?.cursor);
    if (other >= 0) tally.wrong.push(`${groupId} replays ${JSON.stringify(replayed[other])} as number ${other + 2}`);
  }
  return tally;
}
