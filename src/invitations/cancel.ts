import type { InvitationDeps } from './deps.ts';
import { findInvites, findOperation } from './find.ts';
import { type InviteReport, reportWhenSettled } from './report.ts';
import { withdrawInvites } from './withdraw.ts';

export interface CancelInput {
  readonly operationId: string;
  /** Null or absent: every member of the operation. */
  readonly accounts?: readonly string[] | null | undefined;
}

/**
 * `cancelInvites`: takes members out of their lane who have not been sent, then takes open invitations back at the provider, where
 * it can. One who is under way is cancelled when the attempt does not settle him; one whom the provider took otherwise stays as he is.
 *
 * @throws InputError when the operation or an account of it is not known
 */
export async function cancelInvites(deps: InvitationDeps, input: CancelInput): Promise<InviteReport> {
  const operation = await findOperation(deps.store, input.operationId);
  const invites = input.accounts ? await findInvites(deps.store, operation, input.accounts) : null;
  const cancelled = await deps.store.invitations.cancel({
    operationKey: operation.key,
    inviteKeys: invites?.map((invite) => invite.key) ?? null,
    nowMs: deps.clock.now(),
  });
  return reportWhenSettled(deps, await withdrawInvites(deps, cancelled, input.accounts ?? null), 0);
}
