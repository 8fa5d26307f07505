import type { Connections } from '../../connections/connection.ts';
import type { MembershipDataSource } from '../../datasources/datasource.ts';
import { COUNTED_AS } from '../../invitations/result.ts';
import { InviteFailureReason, MemberChangeCause } from '../../kernel/vocabulary.ts';
import { CALL_RESULTS, type CallKind } from '../call-results.ts';
import type { Metrics } from './metrics.ts';

/** Statuses that alerts ask for. */
const STATUSES = ['200', '500', '503'];
const VERDICTS = ['taken', 'repeated', 'refused'];

/** Has counters begin with 0 that alerts go by: of one that begins with its first failure Prometheus sees no increase. */
export function beginWithZeros(metrics: Metrics, connections: Connections): void {
  const { calls, outcomes, quotaSpent, webhooks, events, requests, gaugesUnread } = metrics;
  for (const { id, dataSource } of connections.all()) {
    quotaSpent.of(id);
    for (const kind of kindsOf(dataSource)) for (const result of CALL_RESULTS) calls.of(id, kind, result);
    for (const outcome of Object.keys(COUNTED_AS)) if (outcome !== 'failed') outcomes.of(id, outcome, '');
    for (const reason of Object.keys(InviteFailureReason)) outcomes.of(id, 'failed', reason);
    if (dataSource.webhooks !== null) for (const verdict of VERDICTS) webhooks.of(id, verdict);
  }
  for (const cause of Object.keys(MemberChangeCause)) events.of(cause);
  for (const delivery of ['plain', 'webhook']) for (const status of STATUSES) requests.of(delivery, status);
  gaugesUnread.of('backlog');
}

function kindsOf({ reads, removals, withdrawInvites }: MembershipDataSource): readonly CallKind[] {
  return removals === null && withdrawInvites === null
    ? reads === null
      ? ['invite']
      : ['invite', 'read']
    : ['invite', 'read', 'removal'];
}
