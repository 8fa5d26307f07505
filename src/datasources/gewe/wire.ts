import { z } from 'zod';
import { GroupType, InviteFailureReason } from '../../kernel/vocabulary.ts';
import { type CodeTable, verdictIn } from '../code-table.ts';
import type { GroupFacts, MemberOutcome } from '../datasource.ts';
import { DataSourceError } from '../fault.ts';
import { settleMember } from '../verdict.ts';
import { looseText, parseWire, wireCode, wireId } from '../wire.ts';

/** `ret` of an order that was taken; whether it was carried out is not said (GeWe docs, 邀请/添加 进群). */
export const TAKEN = '200';

/** What `ret` says of an invite. GeWe publishes no list of others. */
export const INVITE_RETS: CodeTable = {
  codes: { [TAKEN]: 'awaitsConfirmation' },
  ranges: [],
  other: InviteFailureReason.PROVIDER_ERROR,
};

/** The envelope of every answer: judged by `ret`, for the HTTP status is 200 in failures too (GeWe docs). */
const envelope = z.object({ ret: wireCode, msg: looseText });

const memberListAnswer = z.object({
  data: z.object({
    chatroomOwner: looseText,
    memberList: z.array(z.object({ wxid: wireId, nickName: looseText, smallHeadImgUrl: looseText })),
  }),
});

const groupInfoAnswer = z.object({
  data: z.object({
    nickName: looseText,
    smallHeadImgUrl: looseText,
    memberList: z.array(z.unknown()).optional().catch(undefined),
  }),
});

/** Whether it can be one of the `wxids` of a call, which are one string: a comma would make two of one. */
export const isWxid = (account: string): boolean => account !== '' && !/[\s,]/.test(account);

/** `ret` as its digits; `msg` is empty when there was none. */
export interface GeweAnswer {
  readonly ret: string;
  readonly msg: string;
}

/** One line of a member list. */
export interface GeweMember {
  readonly wxid: string;
  readonly nickname: string | undefined;
  readonly avatarUrl: string | undefined;
}

/** Everybody in a group. */
export interface GeweMemberList {
  readonly members: readonly GeweMember[];
  readonly ownerId: string | undefined;
}

/** @throws DataSourceError `unknown_outcome` when there is no `ret` */
export function parseAnswer(json: unknown): GeweAnswer {
  const { ret, msg } = parseWire(envelope, json);
  return { ret, msg: msg ?? '' };
}

/**
 * The answer to `getChatroomMemberList` (GeWe docs, 获取群成员列表).
 *
 * @throws DataSourceError `unavailable` when `ret` says that it failed
 */
export function parseMemberList(json: unknown): GeweMemberList {
  assertTold(json);
  const { chatroomOwner, memberList } = parseWire(memberListAnswer, json).data;
  const members = memberList.map(({ wxid, nickName, smallHeadImgUrl }) => ({
    wxid,
    nickname: nickName || undefined,
    avatarUrl: smallHeadImgUrl || undefined,
  }));
  return { members, ownerId: chatroomOwner || undefined };
}

/**
 * The answer to `getChatroomInfo` (GeWe docs, 获取群信息).
 *
 * @throws DataSourceError `unavailable` when `ret` says that it failed
 */
export function parseGroupInfo(json: unknown): GroupFacts {
  assertTold(json);
  const { nickName, smallHeadImgUrl, memberList } = parseWire(groupInfoAnswer, json).data;
  return {
    type: GroupType.GROUP,
    name: nickName || undefined,
    avatarUrl: smallHeadImgUrl || undefined,
    memberCount: memberList?.length,
  };
}

/** No `ret` is known for a group that is not there (GeWe docs list none), so each failure of a read may be over the next time. */
function assertTold(json: unknown): void {
  const { ret } = parseAnswer(json);
  if (ret === TAKEN) return;
  throw new DataSourceError('unavailable', {
    message: `GeWe answered ret ${ret} instead of what was asked for`,
    providerCode: ret,
  });
}

/** What an answer to `inviteMember` means for every member that was sent; `message` is `msg`, fit to be shown. */
export function outcomeOf(answer: GeweAnswer, message: string): MemberOutcome {
  const outcome = settleMember(verdictIn(INVITE_RETS, answer.ret), { code: answer.ret, text: message });
  if (outcome.type !== 'failed') return outcome;
  return { ...outcome, message: message === '' ? `GeWe answered ret ${answer.ret} without a message.` : message };
}
