import { expect } from 'vitest';
import type { SandboxConnectionId } from '../../../src/sandbox/connections.ts';
import type { TestService } from '../../support/service.ts';
import { begin, callsFor, freshly, settled } from './invite.ts';
import { all, type ExpectedOutcome, QUEUED } from './outcomes.ts';

/** The default `retry.firstDelayMs` without its random half. */
const SHORTEST_DELAY_MS = 250;
/** The default `retry.firstDelayMs`, and what a quota of one call a second may add for each of two members. */
const LONGEST_DELAY_MS = 500 + 2 * 1_100;

/** A group that takes everybody, at each connection. */
export const OPEN: Readonly<Record<SandboxConnectionId, string>> = {
  wechat: 'load-1@chatroom',
  tencent: 'load-1',
  'tencent-app': 'load-1',
  imkit: 'load-1',
  zim: 'load-1',
};

export interface Setback {
  readonly connection: SandboxConnectionId;
  /** The provider's own id. */
  readonly group: string;
  /** Makes the first call fail, and only that one. */
  readonly order: () => void;
  /** What becomes of both members by the second call. */
  readonly settlesAs: ExpectedOutcome;
  /** How long the first call lasts, or the provider wants us to wait; default 0. */
  readonly lastsMs?: number;
}

/**
 * Invites two members whose first call meets a setback: both must stay QUEUED without an event, be sent a second time after
 * a backoff, and then be settled as if nothing had been.
 */
export async function expectTriedAgain(
  service: TestService,
  { connection, group, order, settlesAs, lastsMs = 0 }: Setback,
): Promise<void> {
  // So that no earlier call is in the way of the first one.
  await service.pass(2_000);
  const accounts = freshly(2, 'member');
  order();
  const before = await begin(service, `${connection}:${group}`, accounts);
  expect(callsFor(service, connection, accounts)).toHaveLength(1);
  expect(before.members).toEqual(all(accounts, QUEUED));
  expect(before.status).toBe('RUNNING');

  const after = await settled(service, before);
  expect(after.members).toEqual(all(accounts, settlesAs));
  expect(after.status).toBe('COMPLETED');
  const [first, ...again] = callsFor(service, connection, accounts);
  // Each comes back after a delay of his own, so one call may come back as two.
  expect(again.flatMap((call) => call.accounts).toSorted()).toEqual(accounts.toSorted());
  for (const { atMs } of again) {
    expect(atMs - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(Math.max(lastsMs, SHORTEST_DELAY_MS));
    expect(atMs - (first?.atMs ?? 0)).toBeLessThanOrEqual(lastsMs + LONGEST_DELAY_MS);
  }
}
