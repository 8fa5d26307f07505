import type { MembershipDataSource } from '../../src/datasources/datasource.ts';
import type { DataSourceDeps } from '../../src/datasources/deps.ts';
import type { DataSourceSubject, ProviderMood } from '../contract/datasource.contract.ts';
import { RATE_LIMIT_MS } from '../contract/datasource.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { WireServer } from '../support/wire-server.ts';
import type { WireReaction, WireRequest } from '../support/wire-server.ts';

/** The wire manners of one provider, as far as the contract needs them. */
export interface WireManners {
  readonly secrets: readonly string[];
  create(baseUrl: string, deps: DataSourceDeps): MembershipDataSource;
  isInvite(request: WireRequest): boolean;
  /** Answers a read, or an invite by letting everybody in. */
  works(request: WireRequest): WireReaction;
  /** Answers an invite with a failure that has `text` where the provider explains itself. */
  refuses(text: string): WireReaction;
}

/** Random numbers that are always the same. */
export const steadyRandom = (): number => 0.5;

/** A data source in front of a provider with these manners, on a real socket. */
export async function startWireSubject(
  manners: WireManners,
  { reachable }: { reachable: boolean },
): Promise<DataSourceSubject> {
  const server = await WireServer.start();
  const clock = new ManualClock();
  const baseUrl = reachable ? server.url : await WireServer.unreachableUrl();
  const logged: unknown[] = [];
  const log = { warn: (...line: unknown[]) => void logged.push(line) };
  const source = manners.create(baseUrl, { clock, random: steadyRandom, log });
  let mood: ProviderMood = 'works';
  let invites = 0;
  let arrived = Promise.withResolvers<void>();
  server.react((request) => {
    if (!manners.isInvite(request)) return reactionTo(mood === 'echoes' ? mood : 'works', request, manners);
    invites++;
    const reaction = reactionTo(mood, request, manners);
    // The time-out is let pass as soon as the request is known to have arrived.
    arrived.resolve();
    return reaction;
  });
  return {
    source,
    clock,
    secrets: manners.secrets,
    logged,
    setMood(next) {
      mood = next;
      arrived = Promise.withResolvers();
    },
    requests: () => server.seen.length,
    invites: () => invites,
    inviteArrived: () => arrived.promise,
    stop: () => server.stop(),
  };
}

function reactionTo(mood: ProviderMood, request: WireRequest, manners: WireManners): WireReaction {
  switch (mood) {
    case 'works':
      return manners.works(request);
    case 'rateLimits':
      return { status: 429, headers: { 'retry-after': String(RATE_LIMIT_MS / 1000) }, body: request };
    case 'hangs':
      return 'hang';
    case 'talksNonsense':
      return { text: `<html>${JSON.stringify(request)}</html>` };
    case 'breaksOff':
      return 'break';
    case 'echoes':
      return manners.refuses(JSON.stringify(request));
  }
}
