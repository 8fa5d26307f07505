import type { Fleet } from '../fleet.ts';
import type { Providers } from '../providers/providers.ts';
import type { Audience } from './audience.ts';
import { live } from './crowd.ts';
import { invite } from './inviter.ts';
import { keep } from './keeper.ts';
import type { Ledger } from './ledger.ts';
import { FOLLOWED, USES } from './places.ts';

export interface LoadDeps {
  readonly fleet: Fleet;
  readonly providers: Providers;
  readonly audience: Audience;
  readonly ledger: Ledger;
  readonly seed: number;
}

/** Everybody who uses the service or lives in the groups, until they are told to end; returns how often people acted by themselves. */
export async function load(
  { fleet, providers, audience, ledger, seed }: LoadDeps,
  ending: AbortSignal,
): Promise<number> {
  const inviting = { fleet, ledger, seed, watch: audience.watch };
  const inviters = USES.flatMap((use) =>
    Array.from({ length: use.clients }, (_, client) => invite(use, client, inviting, ending)),
  );
  const keepers = FOLLOWED.map((group) => keep(group, { fleet, ledger, seed, world: providers.world }, ending));
  const crowds = FOLLOWED.map((group) => live(group, providers, seed, ending));
  await Promise.all([...inviters, ...keepers]);
  const acts = await Promise.all(crowds);
  return acts.reduce((sum, count) => sum + count, 0);
}
