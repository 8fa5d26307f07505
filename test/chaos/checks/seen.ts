import type { Change } from '../../e2e/history.ts';
import type { Audience } from '../load/audience.ts';
import type { Subscriber } from '../load/subscriber.ts';
import { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** Whoever followed a group saw everything from its first event on, once, in order. */
export function checkGroupSubscribers({ ofGroups }: Audience, truth: Truth): Tally {
  const tally = new Tally('events at subscribers of groups');
  for (const subscriber of ofGroups) {
    const expected = expectedOf(subscriber, truth);
    if (subscriber.seen.length === 0 && expected.length > 0) tally.lost.push(`${nameOf(subscriber)} saw nothing`);
    compare(tally, subscriber, expected);
  }
  return tally;
}

/** Whoever followed an operation from before it was asked for saw all that it caused, once, in order. */
export function checkOperationSubscribers({ followers }: Audience, truth: Truth): Tally {
  const tally = new Tally('events at subscribers of operations');
  for (const { operation, subscriber } of followers) {
    const changes = truth.groups.get(operation.groupId)?.changes ?? [];
    const expected = changes.filter(({ operationId }) => operationId === operation.id);
    compare(tally, subscriber, expected);
  }
  return tally;
}

/** What a subscriber of a group has to have seen, given the event with which it began. */
export function expectedOf({ filter, seen }: Subscriber, truth: Truth): readonly Change[] {
  const changes = 'groupId' in filter ? (truth.groups.get(filter.groupId)?.changes ?? []) : [];
  const first = seen[0]?.sequence ?? 1;
  return changes.filter(({ sequence }) => sequence >= first);
}

function compare(tally: Tally, subscriber: Subscriber, expected: readonly Change[]): void {
  const name = nameOf(subscriber);
  const bySequence = new Map(expected.map((change) => [change.sequence, change]));
  const sequences = new Set<number>();
  let last = 0;
  for (const { sequence, cursor, to } of subscriber.seen) {
    tally.checked++;
    const change = bySequence.get(sequence);
    if (sequences.has(sequence)) tally.doubled.push(`${name} saw ${sequence} twice`);
    else if (sequence < last) tally.wrong.push(`${name} saw ${sequence} after ${last}`);
    if (change === undefined || change.cursor !== cursor || change.to !== to) {
      tally.wrong.push(`${name} saw ${sequence} as ${cursor} ${to}, it is ${change?.cursor} ${change?.to}`);
    }
    sequences.add(sequence);
    last = sequence;
  }
  const missing = expected.filter(({ sequence }) => !sequences.has(sequence)).map(({ sequence }) => sequence);
  if (missing.length > 0) {
    tally.lost.push(`${name} never saw ${missing.slice(0, 10).join()} (${missing.length} of ${expected.length})`);
    tally.lost.push(...missing.slice(1).map((sequence) => `${name} never saw ${sequence}`));
  }
}

const nameOf = ({ filter }: Subscriber): string =>
  `subscriber of ${'groupId' in filter ? filter.groupId : filter.operationId}`;
