import { z } from 'zod';
import { GroupType } from '../../kernel/vocabulary.ts';
import type { GroupFacts, ListedMember } from '../datasource.ts';
import { looseText, parseWire, wireCode, wireId } from '../wire.ts';

const failures = z.array(z.object({ UserId: wireId, SubCode: wireCode })).nullish();

/** The docs name the list `ErrorUsers` on one page and `ErrorList` on another (ZIM docs, Add group members). */
const answerShape = z.object({ Code: wireCode, Message: looseText, ErrorUsers: failures, ErrorList: failures });

/** An answer with its failures of both lists. */
export interface ZimAnswer {
  readonly code: string;
  readonly message: string;
  /** `SubCode` by account. */
  readonly failed: ReadonlyMap<string, string>;
  /** All of it. */
  readonly json: unknown;
}

/** @throws DataSourceError `unknown_outcome` when there is no `Code`, or a list of another shape */
export function parseAnswer(json: unknown): ZimAnswer {
  const { Code, Message, ErrorUsers, ErrorList } = parseWire(answerShape, json);
  const listed = [...(ErrorUsers ?? []), ...(ErrorList ?? [])];
  return {
    code: Code,
    message: Message ?? '',
    failed: new Map(listed.map(({ UserId, SubCode }) => [UserId, SubCode])),
    json,
  };
}

const memberPageShape = z.object({
  TotalCount: z.int().optional().catch(undefined),
  Next: z.int().min(0),
  MemberList: z.array(
    z.object({
      UserId: wireId,
      UserName: looseText,
      UserNickName: looseText,
      Role: z.int().optional().catch(undefined),
    }),
  ),
});

/** `Role` of somebody who is neither owner nor admin (ZIM docs, Query group member list). */
export const PLAIN_MEMBER_ROLE = 3;

/** One page of a member list. */
export interface ZimMemberPage {
  readonly members: readonly (ListedMember & { readonly role: number | undefined })[];
  readonly total: number | undefined;
  /** Where the next page begins; 0 after the last. */
  readonly next: number;
}

/** A page as `QueryGroupMemberList` answers it (ZIM docs, Query group member list). */
export function parseMemberPage(json: unknown): ZimMemberPage {
  const { TotalCount, Next, MemberList } = parseWire(memberPageShape, json);
  const members = MemberList.map(({ UserId, UserName, UserNickName, Role }) => {
    const nickname = UserName || UserNickName || undefined;
    return { account: UserId, ...(nickname === undefined ? {} : { profile: { nickname } }), role: Role };
  });
  return { members, total: TotalCount, next: Next };
}

const looseNumber = z.number().optional().catch(undefined);

const groupShape = z.object({
  GroupName: looseText,
  GroupAvatar: looseText,
  LimitInfo: z
    .object({ MemberCountLimit: looseNumber, InviteMode: looseNumber, BeInvitedMode: looseNumber })
    .nullish()
    .catch(undefined),
});

/** What a group asks of invites (ZIM docs, Query group information, `LimitInfo`). */
export interface ZimLimits {
  /** Everybody who is invited must agree first: `BeInvitedMode` 1. */
  readonly asksInvitees: boolean;
  /** Only the owner and the admins may invite: `InviteMode` 1. */
  readonly managersInvite: boolean;
  /** The most members; undefined where the group has no limit or does not tell. */
  readonly memberLimit: number | undefined;
}

/** What `QueryGroupInfo` says of a group. */
export interface ZimGroup {
  readonly facts: GroupFacts;
  /** Null when it tells none. */
  readonly limits: ZimLimits | null;
}

/** A group as `QueryGroupInfo` answers it; ZIM has one kind of group only. */
export function parseGroup(json: unknown): ZimGroup {
  const { GroupName, GroupAvatar, LimitInfo } = parseWire(groupShape, json);
  return {
    facts: { type: GroupType.GROUP, name: GroupName ?? undefined, avatarUrl: GroupAvatar || undefined },
    limits: LimitInfo
      ? {
          asksInvitees: LimitInfo.BeInvitedMode === 1,
          managersInvite: LimitInfo.InviteMode === 1,
          memberLimit: LimitInfo.MemberCountLimit || undefined,
        }
      : null,
  };
}
