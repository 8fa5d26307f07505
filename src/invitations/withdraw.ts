import type { Connection } from '../connections/connection.ts';
import type { MembershipDataSource, ReadDesk } from '../datasources/datasource.ts';
import { ReadRefused } from '../datasources/fault.ts';
import { SECOND } from '../kernel/duration.ts';
import { formatGroupId } from '../kernel/ids.ts';
import { isNotTold } from '../lanes/ask.ts';
import type { Errand } from '../lanes/errands.ts';
import type { InviteRecord, OperationRecord } from '../store/records.ts';
import type { InvitationDeps } from './deps.ts';
import { allInvites, findInvites } from './find.ts';

/** How long `cancelInvites` may take over open invitations; who is not taken back by then stays invited. */
export const MAX_WITHDRAWAL_MS = 10 * SECOND;
/** Invitations that are taken back at once. */
export const WITHDRAWALS_AT_ONCE = 100;

type Withdraw = NonNullable<MembershipDataSource['withdrawInvites']>;

/**
 * Takes the open invitations of an operation back where its provider can do that. Who cannot be reached there, or in time, stays
 * invited.
 *
 * @param accounts members of the operation; null: all of them
 * @returns the operation as it is then
 */
export async function withdrawInvites(
  deps: InvitationDeps,
  operation: OperationRecord,
  accounts: readonly string[] | null,
): Promise<OperationRecord> {
  const { store, connections, errands } = deps;
  const connection = connections.get(operation.group.connectionId);
  const withdraw = connection?.dataSource.withdrawInvites ?? null;
  if (connection === undefined || withdraw === null || operation.counts.invited === 0) return operation;
  const members = accounts ? findInvites(store, operation, accounts) : allInvites(store, operation);
  const open = (await members).filter(isOpen);
  if (open.length === 0) return operation;
  await errands.go(formatGroupId(operation.group), MAX_WITHDRAWAL_MS, (errand) =>
    withdrawAll(deps, { operation, connection, withdraw, errand }, open),
  );
  return (await store.invitations.operation(operation.id)) ?? operation;
}

const isOpen = ({ result, membership }: InviteRecord): boolean =>
  result?.type === 'invited' && membership?.state === 'INVITED';

interface Withdrawal {
  readonly operation: OperationRecord;
  readonly connection: Connection;
  readonly withdraw: Withdraw;
  readonly errand: Errand;
}

async function withdrawAll(
  { store, clock }: Pick<InvitationDeps, 'store' | 'clock'>,
  { operation, connection, withdraw, errand }: Withdrawal,
  open: readonly InviteRecord[],
): Promise<void> {
  const { group, key: operationKey } = operation;
  for (let begin = 0; begin < open.length; begin += WITHDRAWALS_AT_ONCE) {
    const part = open.slice(begin, begin + WITHDRAWALS_AT_ONCE);
    const accounts = part.map(({ account }) => account);
    const ask = (desk: ReadDesk): Promise<ReadonlySet<string>> => withdraw(group.externalId, accounts, desk);
    const withdrawn = await errand.ask(connection, MAX_WITHDRAWAL_MS, ask).catch(nothingIfNotTold);
    if (withdrawn === null) return;
    const inviteKeys = part.filter(({ account }) => withdrawn.has(account)).map((invite) => invite.key);
    if (inviteKeys.length === 0) continue;
    await store.invitations.withdraw({ operationKey, inviteKeys, nowMs: clock.now() });
  }
}

function nothingIfNotTold(error: unknown): null {
  if (isNotTold(error) || error instanceof ReadRefused) return null;
  throw error;
}
