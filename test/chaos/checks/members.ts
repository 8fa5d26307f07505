import { EXPIRES_AFTER, type Group, GROUPS } from '../load/places.ts';
import type { Standing } from '../providers/messages.ts';
import { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** By group id: how it stands at its provider. */
export type Standings = ReadonlyMap<string, Standing>;

/** Providers that list open invitations. */
const LISTS_INVITATIONS = ['imkit'];

/** Once everything is settled and every group was read anew: whoever is in is JOINED, and nobody else; and who is INVITED may be. */
export function checkMembers(truth: Truth, standings: Standings, groups: readonly Group[] = GROUPS): Tally {
  const tally = new Tally('memberships');
  for (const group of groups) compare(group, tally, truth, standings);
  return tally;
}

function compare({ id: groupId, connection, followed }: Group, tally: Tally, truth: Truth, standings: Standings): void {
  const states = new Map(truth.groups.get(groupId)?.members.map(({ id, state }) => [id, state]));
  tally.checked += states.size;
  const { members, pending } = standings.get(groupId) ?? { members: [], pending: [] };
  const of = (accounts: readonly string[]): Set<string> => new Set(accounts.map((account) => `${groupId}:${account}`));
  const inside = of(members);
  const invited = of(pending);
  const expires = EXPIRES_AFTER[connection] !== undefined;
  for (const [id, state] of states) {
    if (state === 'QUEUED') tally.wrong.push(`${id} is still QUEUED`);
    if (state === 'INVITED' && expires) tally.wrong.push(`${id} is still INVITED`);
    if (!followed) continue;
    if (inside.has(id) !== (state === 'JOINED'))
      tally.wrong.push(`${id} is ${state}, and ${inside.has(id) ? '' : 'not '}in`);
    if (state === 'INVITED' && LISTS_INVITATIONS.includes(connection) && !invited.has(id)) {
      tally.wrong.push(`${id} is INVITED, and has no open invitation`);
    }
  }
  if (!followed) return;
  for (const id of inside) if (!states.has(id)) tally.lost.push(`${id} is in, and not known`);
}
