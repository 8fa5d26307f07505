import { setTimeout as realDelay } from 'node:timers/promises';
import { Chance } from '../random.ts';
import type { Providers } from '../providers/providers.ts';
import type { Group } from './places.ts';

/** What people do; some of it more often. */
const DOINGS = ['join', 'join', 'leave', 'leave', 'accept', 'decline', 'remove'] as const;
/** How somebody has to stand for it. */
const STANDS = { join: 'out', leave: 'in', accept: 'invited', decline: 'invited', remove: 'in' } as const;

/**
 * Lets people of one group join, leave, accept, decline and take others out by themselves, until it is told to end; returns how often
 * somebody did something.
 */
export async function live(
  { id, place, calmMs }: Group,
  providers: Providers,
  seed: number,
  ending: AbortSignal,
): Promise<number> {
  const chance = new Chance(seed, `crowd of ${id}`);
  let done = 0;
  for (let turn = 0; !ending.aborted; turn++) {
    const doing = chance.pick(DOINGS);
    const able = providers.world.who(place, STANDS[doing]);
    const isNew = doing === 'join' && (able.length === 0 || chance.happens(0.5));
    const account = isNew ? `self-${place.group}-${turn}` : able.length > 0 ? chance.pick(able) : null;
    const order = { do: doing, connection: place.backend, group: place.group };
    if (account !== null && (await providers.act({ ...order, account }))) done++;
    await realDelay(chance.between(0, 2 * calmMs));
  }
  return done;
}
