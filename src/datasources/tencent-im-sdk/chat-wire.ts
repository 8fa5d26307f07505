import { z } from 'zod';
import type { GroupFacts, InviteCall, MemberOutcome } from '../datasource.ts';
import { resultOutcome } from '../tencent/codes.ts';
import { groupTypeOf } from '../tencent/group-types.ts';
import { looseText, parseWire, wireCode, wireId } from '../wire.ts';

const accounts = z.array(wireId).default([]);

/** Four lists by result; whoever awaits consent is in none of them (package @tencentcloud/chat 3.6.6, addGroupMember). */
const addAnswer = z.object({
  data: z.object({
    successUserIDList: z.array(wireId),
    failureUserIDList: accounts,
    existedUserIDList: accounts,
    overLimitUserIDList: accounts,
  }),
});

const profileAnswer = z.object({
  data: z.object({
    group: z.object({
      type: looseText,
      name: looseText,
      avatar: looseText,
      memberCount: z.int().optional().catch(undefined),
    }),
  }),
});

const chatError = z.object({ code: wireCode, message: looseText });

const FAILED = '0';
const JOINED = '1';
const EXISTED = '2';
const PENDING = '3';
const OVER_LIMIT = '4';

/**
 * One outcome for each member of the call.
 *
 * @throws DataSourceError `unknown_outcome` when there is no list of successes
 */
export function parseLists(answer: unknown, call: InviteCall): ReadonlyMap<string, MemberOutcome> {
  const { data } = parseWire(addAnswer, answer);
  const results = new Map<string, string>();
  const note = (list: readonly string[], result: string): void => {
    for (const account of list) results.set(account, result);
  };
  note(data.failureUserIDList, FAILED);
  note(data.overLimitUserIDList, OVER_LIMIT);
  note(data.existedUserIDList, EXISTED);
  note(data.successUserIDList, JOINED);
  return new Map(call.members.map(({ account }) => [account, resultOutcome(results.get(account) ?? PENDING)]));
}

/** @throws DataSourceError `unknown_outcome` when there is no group in it */
export function parseProfile(answer: unknown): GroupFacts {
  const { group } = parseWire(profileAnswer, answer).data;
  return {
    type: groupTypeOf(group.type),
    name: group.name ?? undefined,
    avatarUrl: group.avatar || undefined,
    memberCount: group.memberCount,
  };
}

/** The code and text with which the SDK rejected; null when it is no error of the SDK's own kind. */
export function parseChatError(error: unknown): { code: string; text: string } | null {
  const parsed = chatError.safeParse(error);
  return parsed.success ? { code: parsed.data.code, text: parsed.data.message ?? '' } : null;
}
