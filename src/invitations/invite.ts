import { randomUUIDv7 } from 'node:crypto';
import type { Connection } from '../connections/connection.ts';
import type { InviteOptions, MemberOutcome } from '../datasources/datasource.ts';
import { DAY } from '../kernel/duration.ts';
import { fitsIdPart, MAX_ID_PART_BYTES } from '../kernel/ids.ts';
import { InputError } from '../kernel/input-error.ts';
import type { InviteAcceptance, InviteOrder, OrderedInvite } from '../store/store.ts';
import { checkInvite, type CheckedInvite, type CheckedMember, type InviteInput } from './check.ts';
import type { InvitationDeps } from './deps.ts';
import { resolveUsers } from './linked.ts';
import { type InviteReport, reportWhenSettled } from './report.ts';
import type { InviteResult } from './result.ts';

/** How long an idempotency key stands for the operation that it was used with first. */
export const IDEMPOTENCY_WINDOW_MS = DAY;

/**
 * `inviteMembers`: checks the whole input, stores the operation, wakes the lane, and waits for the outcomes as long as the
 * caller allows. When this returns, everything that it tells is committed.
 *
 * @param caller whose idempotency keys these are
 * @throws InputError for every mistake of the caller, before anything is stored
 */
export async function inviteMembers(deps: InvitationDeps, input: InviteInput, caller: string): Promise<InviteReport> {
  const invite = checkInvite(input, deps.connections, deps.clock.now());
  const members = await resolveUsers(invite.members, invite.connection.id, deps.store.people);
  const acceptance = await store(deps, toOrder(invite, members, caller, deps.clock.now()));
  if (acceptance.kind === 'keyReused') {
    throw new InputError('input.idempotencyKey', 'this idempotency key was used with other input in the last 24 hours');
  }
  return reportWhenSettled(deps, acceptance.operation, invite.waitMs);
}

async function store({ lanes, store: { invitations } }: InvitationDeps, order: InviteOrder): Promise<InviteAcceptance> {
  const coming = lanes.membersComing(order.group.connectionId);
  try {
    const acceptance = await invitations.accept(order, coming?.following);
    if (acceptance.kind === 'accepted' && acceptance.operation.counts.queued > 0) coming?.stored();
    return acceptance;
  } finally {
    coming?.end();
  }
}

function toOrder(invite: CheckedInvite, members: readonly CheckedMember[], caller: string, nowMs: number): InviteOrder {
  return {
    // Ids that begin with the time are written side by side by the store.
    operationId: randomUUIDv7(),
    group: invite.group,
    caller,
    idempotencyKey: invite.idempotencyKey,
    inputHash: invite.inputHash,
    idempotentSinceMs: nowMs - IDEMPOTENCY_WINDOW_MS,
    options: invite.options,
    invitedBy: invite.connection.dataSource.operatorOf(invite.options),
    members: members.map((member) => toOrderedInvite(member, invite)),
    nowMs,
  };
}

function toOrderedInvite(member: CheckedMember, { connection, options }: CheckedInvite): OrderedInvite {
  if (member.account === null) {
    const message = `no account of the user ${member.userId} is linked at the connection ${connection.id}`;
    const result = refusal({ type: 'failed', reason: 'INVALID_ACCOUNT', message });
    return { account: member.userId, withoutMembership: true, joinedAtMs: null, result };
  }
  const { account, joinedAtMs } = member;
  const result = reviewInvitee(connection, account, options);
  // Nothing can be a member under a name that no id can hold.
  return { account, withoutMembership: !fitsIdPart(account), joinedAtMs, result };
}

/** The result of an invitee for whom no call is needed; null means that the invite has to be sent. */
function reviewInvitee(connection: Connection, account: string, options: InviteOptions): InviteResult | null {
  const outcome = connection.dataSource.review(account, options);
  if (outcome !== null) return refusal(outcome);
  if (fitsIdPart(account)) return null;
  const message = `An account has 1 to ${MAX_ID_PART_BYTES} bytes.`;
  return refusal({ type: 'failed', reason: 'INVALID_ACCOUNT', message });
}

function refusal(outcome: MemberOutcome): InviteResult {
  switch (outcome.type) {
    case 'failed':
      return { ...outcome, providerCode: outcome.providerCode ?? null, retryable: false };
    case 'notFound':
      return { type: 'notFound', message: outcome.message };
    case 'alreadyJoined':
      return { type: 'alreadyJoined' };
    default:
      throw new TypeError(`a review cannot settle an invitee as ${outcome.type}`);
  }
}
