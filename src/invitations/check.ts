import { createHash } from 'node:crypto';
import type { Connection, Connections } from '../connections/connection.ts';
import type { InviteOptions } from '../datasources/datasource.ts';
import { checkGroup, checkWords } from '../groups/order.ts';
import { MINUTE } from '../kernel/duration.ts';
import { type GroupRef, MAX_ID_PART_BYTES } from '../kernel/ids.ts';
import { InputError } from '../kernel/input-error.ts';
import type { InviteOption } from '../kernel/vocabulary.ts';

export const MAX_MEMBERS_PER_INVITE = 10_000;
export const DEFAULT_WAIT_MS = 5_000;
export const MAX_WAIT_MS = MINUTE;
export const MAX_IDEMPOTENCY_KEY_LENGTH = 255;

/** As the caller gave it; null and absent mean the same. */
export interface InviteInput {
  readonly groupId: string;
  readonly members: readonly {
    readonly account?: string | null | undefined;
    readonly userId?: string | null | undefined;
    readonly joinedAt?: Date | null | undefined;
  }[];
  readonly operator?: string | null | undefined;
  readonly reason?: string | null | undefined;
  readonly requireConsent?: boolean | null | undefined;
  readonly silent?: boolean | null | undefined;
  readonly systemMessage?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly waitMs?: number | null | undefined;
}

/** Named by an account, or by a user whose account has to be looked up. */
export type CheckedMember =
  | { readonly account: string; readonly joinedAtMs: number | null }
  | { readonly account: null; readonly userId: string; readonly joinedAtMs: number | null };

export interface CheckedInvite {
  readonly connection: Connection;
  readonly group: GroupRef;
  readonly options: InviteOptions;
  /** Distinct as they were named, in input order; of two entries of one name the first counts. */
  readonly members: readonly CheckedMember[];
  readonly idempotencyKey: string | null;
  /** Equal for equal input, whatever `waitMs` and the key are, and whoever a user's account is meanwhile. */
  readonly inputHash: string;
  readonly waitMs: number;
}

/**
 * Checks the input of `inviteMembers` whole.
 *
 * @throws InputError for the first mistake, in the order of the fields
 */
export function checkInvite(input: InviteInput, connections: Connections, nowMs: number): CheckedInvite {
  const { connection, group } = checkGroup(input.groupId, connections);
  const options = checkOptions(input, connection);
  const members = checkMembers(input.members, connection, nowMs);
  const { idempotencyKey = null } = input;
  if (idempotencyKey !== null && (idempotencyKey === '' || idempotencyKey.length > MAX_IDEMPOTENCY_KEY_LENGTH)) {
    throw new InputError('input.idempotencyKey', `must be 1 to ${MAX_IDEMPOTENCY_KEY_LENGTH} characters long`);
  }
  const waitMs = checkWaitMs(input.waitMs);
  return {
    connection,
    group,
    options,
    members,
    idempotencyKey,
    inputHash: hashOf(input.groupId, options, members),
    waitMs,
  };
}

export function checkWaitMs(waitMs: number | null | undefined): number {
  const value = waitMs ?? DEFAULT_WAIT_MS;
  if (value < 0 || value > MAX_WAIT_MS) throw new InputError('input.waitMs', `must be 0 to ${MAX_WAIT_MS}`);
  return value;
}

/** Which argument of the mutation asks for which option; JOINED_AT belongs to single members. */
const OPTION_FIELDS = {
  operator: 'OPERATOR',
  reason: 'REASON',
  requireConsent: 'REQUIRE_CONSENT',
  silent: 'SILENT',
  systemMessage: 'SYSTEM_MESSAGE',
} as const satisfies Partial<Record<keyof InviteInput, InviteOption>>;

function checkOptions(input: InviteInput, connection: Connection): InviteOptions {
  for (const [field, option] of Object.entries(OPTION_FIELDS) as [keyof typeof OPTION_FIELDS, InviteOption][]) {
    if ((input[field] ?? null) !== null) checkTaken(`input.${field}`, option, connection);
  }
  checkWords(input);
  return {
    operator: input.operator ?? undefined,
    reason: input.reason ?? undefined,
    requireConsent: input.requireConsent ?? undefined,
    silent: input.silent ?? undefined,
    systemMessage: input.systemMessage ?? undefined,
  };
}

function checkTaken(field: string, option: InviteOption, { id, dataSource }: Connection): void {
  const { inviteOptions } = dataSource.capabilities;
  if (inviteOptions.includes(option)) return;
  throw new InputError(
    field,
    `the connection "${id}" does not take ${option}; it takes ${inviteOptions.join(', ') || 'none'}`,
  );
}

function checkMembers(members: InviteInput['members'], connection: Connection, nowMs: number): CheckedMember[] {
  if (members.length === 0) throw new InputError('input.members', 'must name at least one member');
  if (members.length > MAX_MEMBERS_PER_INVITE) {
    throw new InputError(
      'input.members',
      `must name at most ${MAX_MEMBERS_PER_INVITE} members, and names ${members.length}`,
    );
  }
  const distinct = new Map<string, CheckedMember>();
  members.forEach((member, index) => {
    const { account = null, userId = null, joinedAt = null } = member;
    if ((account === null) === (userId === null)) {
      throw new InputError(`input.members[${index}].account`, 'give exactly one of account and userId');
    }
    // An account that is too long is for the provider's own rules, which refuse the one member and not the whole call.
    if (userId !== null) checkUserId(userId, `input.members[${index}].userId`);
    if (joinedAt !== null) {
      const field = `input.members[${index}].joinedAt`;
      checkTaken(field, 'JOINED_AT', connection);
      if (joinedAt.getTime() > nowMs) throw new InputError(field, 'must not lie in the future');
    }
    const key = account === null ? `u:${userId}` : `a:${account}`;
    if (distinct.has(key)) return;
    const joinedAtMs = joinedAt?.getTime() ?? null;
    distinct.set(key, account === null ? { account, userId: userId ?? '', joinedAtMs } : { account, joinedAtMs });
  });
  return [...distinct.values()];
}

function checkUserId(userId: string, field: string): void {
  if (userId === '') throw new InputError(field, 'must not be empty');
  if (Buffer.byteLength(userId) > MAX_ID_PART_BYTES)
    throw new InputError(field, `must be at most ${MAX_ID_PART_BYTES} bytes long`);
}

function hashOf(groupId: string, options: InviteOptions, members: readonly CheckedMember[]): string {
  const named = members.map((member) =>
    member.account === null ? { user: member.userId, at: member.joinedAtMs } : [member.account, member.joinedAtMs],
  );
  const { operator, reason, requireConsent, silent, systemMessage } = options;
  const input = [groupId, operator, reason, requireConsent, silent, systemMessage, named];
  return createHash('sha256').update(JSON.stringify(input)).digest('base64');
}
