import { randomUUID } from 'node:crypto';
import type { Store } from '../../../src/store/store.ts';

/** A connection whose quota is spent by its first call for longer than anything is measured. */
export const WAITING_CONNECTION = 'waiting';
const CALLS_PER_SECOND = 0.000_1;
/** Invites that are being stored at once. */
const STORING = 16;

export const waitingConnection = (connection: object): object => ({
  ...connection,
  id: WAITING_CONNECTION,
  limits: { callsPerSecond: CALLS_PER_SECOND, scope: 'connection' },
});

/** Stores somebody who waits in each of so many groups, as the service itself does when it is invited. */
export async function fillLanes({ invitations }: Store, lanes: number): Promise<void> {
  let stored = 0;
  const storeAll = async (): Promise<void> => {
    while (stored < lanes) {
      const index = stored++;
      const nowMs = Date.now();
      await invitations.accept({
        operationId: randomUUID(),
        group: { connectionId: WAITING_CONNECTION, externalId: `w${index}` },
        caller: '',
        idempotencyKey: null,
        inputHash: '',
        idempotentSinceMs: 0,
        options: {},
        invitedBy: null,
        members: [{ account: `w${index}`, withoutMembership: false, joinedAtMs: null, result: null }],
        nowMs,
      });
    }
  };
  await Promise.all(Array.from({ length: STORING }, storeAll));
}
