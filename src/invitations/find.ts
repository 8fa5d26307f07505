import { InputError } from '../kernel/input-error.ts';
import type { InviteRecord, OperationRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** Invites of one operation that are read at once. */
const PAGE = 1_000;

/** @throws InputError when it is not known */
export async function findOperation(store: Store, id: string): Promise<OperationRecord> {
  const operation = await store.invitations.operation(id);
  if (operation === null) throw new InputError('input.operationId', `there is no operation "${id}"`);
  return operation;
}

/** @throws InputError when one of them is not a member of the operation */
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

export async function allInvites(store: Store, operation: OperationRecord): Promise<InviteRecord[]> {
  const invites: InviteRecord[] = [];
  for (let afterKey: number | null = null; ;) {
    const page = await store.invitations.invites(operation.key, { first: PAGE, afterKey });
    invites.push(...page.rows);
    afterKey = page.rows.at(-1)?.ordinal ?? null;
    if (!page.hasNextPage) return invites;
  }
}
