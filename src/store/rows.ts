import type { InviteCounts, InviteResult } from '../invitations/result.ts';
import type { ProfileFacts } from '../datasources/datasource.ts';
import type { GroupType, InviteOperationStatus, MemberChangeCause, MemberState } from '../kernel/vocabulary.ts';
import type {
  EventMark,
  GroupRecord,
  InviteRecord,
  MemberEvent,
  MembershipRecord,
  OperationRecord,
  Page,
} from './records.ts';

/** Rows as the databases return them, and what they mean. Column lists and mappings stand side by side because they change together. */

export interface GroupRow {
  key: number;
  connection_id: string;
  external_id: string;
  type: GroupType | null;
  name: string | null;
  avatar_url: string | null;
  member_count: number | null;
}

export const toGroup = (row: GroupRow): GroupRecord => ({
  key: row.key,
  connectionId: row.connection_id,
  externalId: row.external_id,
  type: row.type,
  name: row.name,
  avatarUrl: row.avatar_url,
  memberCount: row.member_count,
});

/** The user of a membership is never stored with it: linking holds for groups to come as well, and nothing can forget it. */
export const USER_ID = `
  (SELECT l.user_id FROM account_links l WHERE l.connection_id = g.connection_id AND l.account = m.account) AS user_id`;

/** To be selected from `memberships m JOIN groups g`. */
export const MEMBERSHIP_COLUMNS = `
  m.key AS m_key, g.connection_id, g.external_id, m.account AS m_account, m.state, m.changed_at, m.invited_by, m.profile,
  ${USER_ID}`;

export interface MembershipRow {
  m_key: number;
  connection_id: string;
  external_id: string;
  m_account: string;
  state: MemberState;
  changed_at: number;
  invited_by: string | null;
  user_id: string | null;
  profile: string | null;
}

export const toMembership = (row: MembershipRow): MembershipRecord => ({
  key: row.m_key,
  connectionId: row.connection_id,
  externalId: row.external_id,
  account: row.m_account,
  state: row.state,
  changedAtMs: row.changed_at,
  invitedBy: row.invited_by,
  userId: row.user_id,
  profile: row.profile === null ? null : (JSON.parse(row.profile) as ProfileFacts),
});

/** To be selected from `events e JOIN memberships m JOIN groups g`. */
export const EVENT_COLUMNS = `
  e.position, e.sequence, e.at, e.from_state, e.to_state, e.cause, e.operation_id, ${MEMBERSHIP_COLUMNS}`;

export interface EventRow extends MembershipRow {
  position: number;
  sequence: number;
  at: number;
  from_state: MemberState | null;
  to_state: MemberState;
  cause: MemberChangeCause;
  operation_id: string | null;
}

export const toEvent = (row: EventRow): MemberEvent => ({
  position: row.position,
  sequence: row.sequence,
  atMs: row.at,
  from: row.from_state,
  to: row.to_state,
  cause: row.cause,
  operationId: row.operation_id,
  membership: toMembership(row),
});

/** To be selected from `operations o JOIN groups g`. */
export const OPERATION_COLUMNS = `
  o.key, o.id, g.connection_id, g.external_id, o.cancelled_all, o.created_at, o.completed_at,
  o.total, o.queued, o.invited, o.joined, o.already_joined, o.failed, o.cancelled`;

export interface OperationRow {
  key: number;
  id: string;
  connection_id: string;
  external_id: string;
  cancelled_all: number;
  created_at: number;
  completed_at: number | null;
  total: number;
  queued: number;
  invited: number;
  joined: number;
  already_joined: number;
  failed: number;
  cancelled: number;
}

export function toOperation(row: OperationRow): OperationRecord {
  const counts: InviteCounts = {
    total: row.total,
    queued: row.queued,
    invited: row.invited,
    joined: row.joined,
    alreadyJoined: row.already_joined,
    failed: row.failed,
    cancelled: row.cancelled,
  };
  return {
    key: row.key,
    id: row.id,
    group: { connectionId: row.connection_id, externalId: row.external_id },
    status: operationStatus(row),
    createdAtMs: row.created_at,
    completedAtMs: row.completed_at,
    counts,
  };
}

/** Cancelled: ended, and either cancelled as a whole with somebody left to cancel, or every single member cancelled. */
function operationStatus(row: OperationRow): InviteOperationStatus {
  if (row.queued > 0) return 'RUNNING';
  return row.cancelled > 0 && (row.cancelled_all === 1 || row.cancelled === row.total) ? 'CANCELLED' : 'COMPLETED';
}

export const toResult = (json: string | null): InviteResult | null =>
  json === null ? null : (JSON.parse(json) as InviteResult);

/** Whom an event concerns, from any row that has these columns. */
export const toMark = (
  row: Pick<EventRow, 'position' | 'connection_id' | 'external_id' | 'operation_id' | 'user_id'>,
): EventMark => ({
  position: row.position,
  group: { connectionId: row.connection_id, externalId: row.external_id },
  operationId: row.operation_id,
  userId: row.user_id,
});

/** To be selected from {@link INVITES}. */
export const INVITE_COLUMNS = `i.key AS i_key, i.ordinal, i.account AS i_account, i.result, ${MEMBERSHIP_COLUMNS}`;
export const INVITES =
  'invites i LEFT JOIN memberships m ON m.key = i.membership_key LEFT JOIN groups g ON g.key = m.group_key';

export type InviteRow = { [Column in keyof MembershipRow]: MembershipRow[Column] | null } & {
  i_key: number;
  ordinal: number;
  i_account: string;
  result: string | null;
};

export const toInvite = (row: InviteRow): InviteRecord => ({
  key: row.i_key,
  ordinal: row.ordinal,
  account: row.i_account,
  membership: row.m_key === null ? null : toMembership(row as MembershipRow),
  result: toResult(row.result),
});

/** A page of rows that were read with a limit of one more than `first`. */
export function toPage<Row, Item>(rows: readonly Row[], first: number, map: (row: Row) => Item): Page<Item> {
  return { rows: rows.slice(0, first).map(map), hasNextPage: rows.length > first };
}
