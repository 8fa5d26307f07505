import { checkWaitMs } from './check.ts';
import type { InvitationDeps } from './deps.ts';
import { allInvites, findInvites, findOperation } from './find.ts';
import { type InviteReport, reportWhenSettled } from './report.ts';
import { isRetryable, mayRetry } from './result.ts';

export interface RetryInput {
  readonly operationId: string;
  /** Null or absent: every member whose failure is retryable. */
  readonly accounts?: readonly string[] | null | undefined;
  readonly waitMs?: number | null | undefined;
}

/**
 * `retryInvites`: sends members of an operation again, with its options. Named accounts go again whatever kept them out,
 * others only if their failure is retryable; members who are in, invited or queued are left alone.
 *
 * @throws InputError when the operation or an account of it is not known
 */
export async function retryInvites(deps: InvitationDeps, input: RetryInput): Promise<InviteReport> {
  const waitMs = checkWaitMs(input.waitMs);
  const operation = await findOperation(deps.store, input.operationId);
  const invites = input.accounts
    ? (await findInvites(deps.store, operation, input.accounts)).filter(
        ({ result }) => result !== null && mayRetry(result),
      )
    : (await allInvites(deps.store, operation)).filter(({ result }) => result !== null && isRetryable(result));
  if (invites.length === 0) return reportWhenSettled(deps, operation, waitMs);

  const requeued = await deps.store.invitations.requeue({
    operationKey: operation.key,
    inviteKeys: invites.map((invite) => invite.key),
    nowMs: deps.clock.now(),
  });
  deps.lanes.membersArrived(operation.group.connectionId);
  return reportWhenSettled(deps, requeued, waitMs);
}
