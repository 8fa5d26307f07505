import { setTimeout as realDelay } from 'node:timers/promises';
import type { Fleet } from '../fleet.ts';
import type { World } from '../providers/world.ts';
import { Chance } from '../random.ts';
import { ask, type Asking } from './asking.ts';
import type { Ledger } from './ledger.ts';
import { LINK, type Person, REFRESH, REMOVE, type Removed, UNLINK } from './operations.ts';
import type { Group } from './places.ts';

/** Between two requests for one group, on average; in milliseconds. */
const PAUSE_MS = 1_000;
/** A provider may take so long to be asked in turn. */
const ERRAND_MS = 10_000;
const USERS = 3;

export interface Keeping {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly world: World;
  readonly seed: number;
}

/** A client that looks after one group until it is told to end: it takes members out, has the group read anew, and says whose accounts they are. */
export async function keep(group: Group, keeping: Keeping, ending: AbortSignal): Promise<void> {
  const chance = new Chance(keeping.seed, `keeper of ${group.id}`);
  const asking = { fleet: keeping.fleet, ledger: keeping.ledger, chance };
  while (!ending.aborted) {
    const what = chance.pick(['remove', 'remove', 'link', 'link', 'unlink', 'refresh'] as const);
    if (what === 'remove') await remove(group, keeping.world, asking);
    else if (what === 'refresh') await ask(asking, REFRESH, { groupId: group.id }, ERRAND_MS);
    else await link(what, group, keeping.world, asking);
    await realDelay(chance.between(0, 2 * PAUSE_MS));
  }
}

/** Mostly members, and sometimes somebody who is none. */
async function remove({ id: groupId, place }: Group, world: World, asking: Asking): Promise<void> {
  const { chance, ledger } = asking;
  const some = (accounts: string[], most: number): string[] =>
    chance.shuffled(accounts).slice(0, chance.between(0, most));
  const accounts = [...some(world.who(place, 'in'), 3), ...some(world.who(place, chance.pick(['out', 'invited'])), 1)];
  if (accounts.length === 0) return;
  const fromMs = Date.now();
  const { results } = await ask<Removed>(asking, REMOVE, { input: { groupId, accounts } }, ERRAND_MS);
  ledger.removals.push({ groupId, fromMs, toMs: Date.now(), results });
}

/** Users and their accounts are this client's own, so what it was told last holds. */
async function link(what: 'link' | 'unlink', group: Group, world: World, asking: Asking): Promise<void> {
  const { chance, ledger } = asking;
  const userId = `user of ${group.id} ${chance.below(USERS)}`;
  const linked = ledger.people.get(userId) ?? [];
  const free = world.who(group.place, 'in').filter((account) => !ledger.isLinked(`${group.connection}:${account}`));
  const accounts = what === 'link' ? free : linked.map((account) => account.slice(group.connection.length + 1));
  if (accounts.length === 0) return;
  const account = chance.pick(accounts);
  const input = { userId, connectionId: group.connection, account };
  const told = await ask<Person>(asking, what === 'link' ? LINK : UNLINK, { input });
  ledger.tellPerson(userId, what, `${group.connection}:${account}`, told);
}
