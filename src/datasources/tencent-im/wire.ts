import { z } from 'zod';
import type { GroupFacts, InviteCall, MemberOutcome } from '../datasource.ts';
import { groupTypeOf } from '../tencent/group-types.ts';
import { resultOutcome } from '../tencent/codes.ts';
import { looseText, parseWire, wireCode, wireId } from '../wire.ts';

/** Judged by `ErrorCode`; `ActionStatus` and the HTTP status say less (Tencent docs, REST API overview). */
const envelope = z.object({ ErrorCode: wireCode, ErrorInfo: looseText });

const addAnswer = z.object({
  MemberList: z.array(z.object({ Member_Account: wireId, Result: wireCode })),
});

const groupInfoAnswer = z.object({
  GroupInfo: z.array(
    z.object({
      ErrorCode: wireCode.optional(),
      ErrorInfo: looseText,
      Type: looseText,
      Name: looseText,
      FaceUrl: looseText,
      MemberNum: z.int().optional().catch(undefined),
    }),
  ),
});

const rolesAnswer = z.object({ UserIdList: z.array(z.object({ Member_Account: wireId, Role: z.string() })) });

const memberPageAnswer = z.object({
  MemberNum: z.int().optional().catch(undefined),
  MemberList: z.array(z.object({ Member_Account: wireId })),
  Next: wireId.nullish(),
});

const accountCheckAnswer = z.object({
  ResultItem: z.array(z.object({ UserID: wireId, ResultCode: wireCode.optional(), AccountStatus: looseText })),
});

/** An answer by its envelope; `json` is all of it. */
export interface TencentAnswer {
  /** `'0'` when all is well. */
  readonly code: string;
  readonly info: string;
  readonly json: unknown;
}

/** @throws DataSourceError `unknown_outcome` when there is no `ErrorCode` */
export function parseAnswer(json: unknown): TencentAnswer {
  const { ErrorCode, ErrorInfo } = parseWire(envelope, json);
  return { code: ErrorCode, info: ErrorInfo ?? '', json };
}

/** One outcome for each member of the call: a member whom the answer leaves out is to be tried again. */
export function parseOutcomes(json: unknown, call: InviteCall): ReadonlyMap<string, MemberOutcome> {
  const { MemberList } = parseWire(addAnswer, json);
  const results = new Map(MemberList.map(({ Member_Account, Result }) => [Member_Account, Result]));
  return new Map(call.members.map(({ account }) => [account, resultOutcome(results.get(account))]));
}

/** What `get_group_info` says of one group: an error of its own, or what it is (Tencent docs, get_group_info). */
export interface TencentGroup {
  /** `'0'` when all is well. */
  readonly code: string;
  readonly info: string;
  readonly facts: GroupFacts;
}

/** Undefined when the answer says nothing of the one group that was asked for. */
export function parseGroup(json: unknown): TencentGroup | undefined {
  const [group] = parseWire(groupInfoAnswer, json).GroupInfo;
  if (group === undefined) return undefined;
  return {
    code: group.ErrorCode ?? '0',
    info: group.ErrorInfo ?? '',
    facts: {
      type: groupTypeOf(group.Type),
      name: group.Name ?? undefined,
      avatarUrl: group.FaceUrl || undefined,
      memberCount: group.MemberNum,
    },
  };
}

/** The role of whom nobody removes. */
export const OWNER_ROLE = 'Owner';
/** Of whom the group is asked and who is not in it. */
export const NO_MEMBER_ROLE = 'NotMember';

/** The role of each account of which the answer says anything (Tencent docs, get_role_in_group). */
export function parseRoles(json: unknown): ReadonlyMap<string, string> {
  return new Map(parseWire(rolesAnswer, json).UserIdList.map(({ Member_Account, Role }) => [Member_Account, Role]));
}

/** One page of the member list. */
export interface TencentMemberPage {
  readonly accounts: readonly string[];
  readonly total: number | undefined;
  /** Where a community's next page begins; empty after the last, and in all other groups. */
  readonly next: string;
}

/** A page as `get_group_member_info` answers it (Tencent docs, get_group_member_info). */
export function parseMemberPage(json: unknown): TencentMemberPage {
  const { MemberList, MemberNum, Next } = parseWire(memberPageAnswer, json);
  return { accounts: MemberList.map(({ Member_Account }) => Member_Account), total: MemberNum, next: Next ?? '' };
}

/** Those whom Tencent does not know (Tencent docs, account_check). */
export function parseUnknownAccounts(json: unknown): readonly string[] {
  return parseWire(accountCheckAnswer, json)
    .ResultItem.filter(
      ({ ResultCode, AccountStatus }) => (ResultCode ?? '0') === '0' && AccountStatus === 'NotImported',
    )
    .map(({ UserID }) => UserID);
}
