import { TRANSITIONS } from '../../../src/members/transitions.ts';
import type { Change } from '../../e2e/history.ts';
import type { Disturbances } from '../disturbances.ts';
import { type Group, GROUPS } from '../load/places.ts';
import type { Happening, World } from '../providers/world.ts';
import { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** What must have happened at the provider before a membership can come into a state. */
const NEEDS: Readonly<Record<string, readonly Happening[]>> = {
  DECLINED: ['invited'],
  LEFT: ['left', 'removed'],
  REMOVED: ['left', 'removed'],
};

const LAWFUL = new Set(TRANSITIONS.flatMap(({ from, to, causes }) => causes.map((cause) => lawKey(from, to, cause))));

/** Every move is one of the table, and nobody is said to have come or gone before it happened. */
export function checkLawful(truth: Truth, world: World, disturbances: Disturbances): Tally {
  const tally = new Tally('moves');
  const timeOf = (ms: number): string => disturbances.timeOf(ms);
  for (const group of GROUPS) {
    for (const { id, changes } of truth.groups.get(group.id)?.members ?? []) {
      tally.checked += changes.length;
      for (const change of changes) {
        const { from, to, cause } = change;
        if (!LAWFUL.has(lawKey(from, to, cause))) tally.wrong.push(`${id} moved from ${from} to ${to} by ${cause}`);
        const account = id.slice(group.id.length + 1);
        if (!isPossible(group, account, change, world))
          tally.wrong.push(
            `${id} was ${to} at ${timeOf(Date.parse(change.at))}, which had not happened;` +
              ` at the provider ${world.describe(group.place, account, timeOf)};` +
              ` here ${changes.map((one) => `${one.to} ${one.cause} ${timeOf(Date.parse(one.at))}`).join(', ')}`,
          );
      }
    }
  }
  return tally;
}

function isPossible({ place }: Group, account: string, { to, at }: Change, world: World): boolean {
  const atMs = Date.parse(at);
  if (to === 'JOINED') return world.wasIn(place, account, 0, atMs) || !world.knows(place, account);
  const needs = NEEDS[to];
  return needs === undefined || world.happened(place, account, needs, 0, atMs);
}

function lawKey(from: string | null, to: string, cause: string): string {
  return `${from} ${to} ${cause}`;
}
