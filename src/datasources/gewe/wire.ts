import { z } from 'zod';
import { InviteAwaiting, InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { MemberOutcome } from '../datasource.ts';
import { DataSourceError } from '../fault.ts';
import { looseText, parseWire, wireCode, wireId } from '../wire.ts';

/** `ret` of an order that was taken; whether it was carried out is not said (GeWe docs, 邀请/添加 进群). */
const TAKEN = '200';

/** The envelope of every answer: judged by `ret`, for the HTTP status is 200 in failures too (GeWe docs). */
const envelope = z.object({ ret: wireCode, msg: looseText });

const memberListAnswer = z.object({
  data: z.object({
    memberList: z.array(z.object({ wxid: wireId, nickName: looseText, smallHeadImgUrl: looseText })),
  }),
});

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
export function parseMemberList(json: unknown): readonly GeweMember[] {
  const { ret } = parseAnswer(json);
  if (ret !== TAKEN) {
    throw new DataSourceError('unavailable', {
      message: `GeWe answered ret ${ret} instead of a list`,
      providerCode: ret,
    });
  }
  const { memberList } = parseWire(memberListAnswer, json).data;
  return memberList.map(({ wxid, nickName, smallHeadImgUrl }) => ({
    wxid,
    nickname: nickName || undefined,
    avatarUrl: smallHeadImgUrl || undefined,
  }));
}

/** What an answer to `inviteMember` means for every member that was sent; `message` is `msg`, fit to be shown. */
export function outcomeOf(answer: GeweAnswer, message: string): MemberOutcome {
  if (answer.ret === TAKEN) return { type: 'invited', awaiting: InviteAwaiting.CONFIRMATION };
  return {
    type: 'failed',
    reason: InviteFailureReason.PROVIDER_ERROR,
    message: message === '' ? `GeWe answered ret ${answer.ret} without a message.` : message,
    providerCode: answer.ret,
  };
}
