import { setTimeout as realDelay } from 'node:timers/promises';
import { readOperations, type Truth } from './checks/truth.ts';
import { expectedOf } from './checks/seen.ts';
import type { Audience } from './load/audience.ts';

/** After so long without faults what has not been done will not be. */
const SETTLE_LIMIT_MS = 90_000;
const CATCH_UP_LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 500;

/** Resolves when no operation is running any more, or it has been waited long enough. */
export async function untilSettled(url: string, operationIds: readonly string[]): Promise<void> {
  let open = operationIds;
  await until(SETTLE_LIMIT_MS, async () => {
    const known = await readOperations(url, open);
    open = known.filter(({ status }) => status === 'RUNNING').map(({ id }) => id);
    return open.length === 0;
  });
}

/** Resolves when every subscriber has seen the last event of what it follows, or it has been waited long enough. */
export async function untilCaughtUp({ ofGroups, followers }: Audience, truth: Truth): Promise<void> {
  await until(CATCH_UP_LIMIT_MS, () => {
    const groups = ofGroups.every((one) => one.seen.length >= expectedOf(one, truth).length);
    const operations = followers.every(({ operation, subscriber }) => {
      const changes = truth.groups.get(operation.groupId)?.changes ?? [];
      return subscriber.seen.length >= changes.filter(({ operationId }) => operationId === operation.id).length;
    });
    return Promise.resolve(groups && operations);
  });
}

async function until(limitMs: number, look: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + limitMs;
  while (!(await look()) && performance.now() < deadlineMs) await realDelay(LOOK_EVERY_MS);
}
