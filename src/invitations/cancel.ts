import { InputError } from '../kernel/input-error.ts';
import type { InviteRecord, OperationRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { InvitationDeps } from './deps.ts';
import { type InviteReport, reportWhenSettled } from './report.ts';

export interface CancelInput {
  readonly operationId: string;
  /** Null or absent: every member of the operation. */
  readonly accounts?: readonly string[] | null | undefined;
}

/**
 * `cancelInvites`: takes members out of their lane who have not been sent. One who is under way is cancelled when the attempt
 * does not settle him; one whom the provider took already stays as he is.
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
  return reportWhenSettled(deps, cancelled, 0);
}

export async function findOperation(store: Store, id: string): Promise<OperationRecord> {
  const operation = await store.invitations.operation(id);
  if (operation === null) throw new InputError('input.operationId', `there is no operation "${id}"`);
  return operation;
}

export async function findInvites(
  store: Store,
  operation: OperationRecord,
  accounts: readonly string[],
): Promise<InviteRecord[]> {
  const invites = await store.invitations.invitesOf(operation.key, accounts);
  const known = new Set(invites.map((invite) => invite.account));
  accounts.forEach((account, index) => {
    if (known.has(account)) return;
    throw new InputError(`input.accounts[${index}]`, `"${account}" is not a member of the operation ${operation.id}`);
  });
  return invites;
}
