import { estimateSendAtMs } from '../lanes/estimate.ts';
import { quotaOf } from '../connections/connection.ts';
import type { InviteRecord, OperationRecord } from '../store/records.ts';
import type { InvitationDeps } from './deps.ts';

/** One member of an operation, with its place in the lane while it waits. */
export interface InviteStanding {
  readonly invite: InviteRecord;
  /** Null when the invite is settled. */
  readonly queued: { readonly position: number; readonly estimatedSendAtMs: number } | null;
}

export interface InviteReport {
  readonly operation: OperationRecord;
  /** One for each distinct member of the operation, in input order. */
  readonly standings: readonly InviteStanding[];
}

type ReportDeps = Omit<InvitationDeps, 'lanes' | 'errands'>;

/** Waits until no member of the operation is queued, at most `waitMs` and not beyond the end of the process, then tells how every member stands. */
export async function reportWhenSettled(
  deps: ReportDeps,
  operation: OperationRecord,
  waitMs: number,
): Promise<InviteReport> {
  const settled = await settledOrTimedOut(deps, operation, waitMs);
  const now = settled ?? (await deps.store.invitations.operation(operation.id)) ?? operation;
  const { rows } = await deps.store.invitations.invites(now.key, { first: now.counts.total, afterKey: null });
  return { operation: now, standings: await toStandings(deps, now, rows) };
}

/** Adds places and estimates to the invites that wait. */
export async function toStandings(
  { store, connections, clock }: Pick<InvitationDeps, 'store' | 'connections' | 'clock'>,
  { group }: OperationRecord,
  invites: readonly InviteRecord[],
): Promise<InviteStanding[]> {
  const waiting = invites.filter((invite) => invite.result === null).map((invite) => invite.key);
  const connection = connections.get(group.connectionId);
  if (waiting.length === 0) return invites.map((invite) => ({ invite, queued: null }));

  const nowMs = clock.now();
  const capabilities = connection?.dataSource.capabilities;
  const [places, traffic] = await Promise.all([
    store.lanes.places(group, waiting),
    capabilities && store.lanes.traffic(group, quotaOf(capabilities), nowMs),
  ]);
  return invites.map((invite) => {
    if (invite.result !== null) return { invite, queued: null };
    const place = places.get(invite.key) ?? { position: 1, notBeforeMs: nowMs };
    // A connection that was taken out of the configuration sends nothing: then there is nothing to estimate with.
    const estimatedSendAtMs = traffic === undefined ? nowMs : estimateSendAtMs(place, traffic, capabilities!, nowMs);
    return { invite, queued: { position: place.position, estimatedSendAtMs } };
  });
}

/** Resolves with the operation as it was when its last member was settled; null when the wait was over before that. */
async function settledOrTimedOut(
  { store, watch, waiting, clock }: ReportDeps,
  operation: OperationRecord,
  waitMs: number,
): Promise<OperationRecord | null> {
  if (operation.counts.queued === 0) return operation;
  if (waitMs === 0 || waiting.over) return null;
  return new Promise((resolve, reject) => {
    const done = (settled: OperationRecord | null): void => {
      unwatch();
      cancelTimer();
      leave();
      resolve(settled);
    };
    const unwatch = watch.watch(operation.id, (now) => {
      if (now.counts.queued === 0) done(now);
    });
    const cancelTimer = clock.setTimer(clock.now() + waitMs, () => done(null));
    const leave = waiting.enter(() => done(null));
    // It may have been settled between its commit and this watch.
    store.invitations.operation(operation.id).then((now) => {
      if (now === null || now.counts.queued === 0) done(now);
    }, reject);
  });
}
