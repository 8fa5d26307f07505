import type { OperationRecord } from '../../src/store/records.ts';

/** An operation of ten members of whom so many still wait. */
export function operationAt(queued: number, over: Partial<OperationRecord> = {}): OperationRecord {
  return {
    key: 1,
    id: 'op',
    group: { connectionId: 'c', externalId: 'g' },
    status: queued > 0 ? 'RUNNING' : 'COMPLETED',
    createdAtMs: 0,
    completedAtMs: queued > 0 ? null : 1,
    counts: { total: 10, queued, invited: 0, joined: 10 - queued, alreadyJoined: 0, failed: 0, cancelled: 0 },
    ...over,
  };
}
