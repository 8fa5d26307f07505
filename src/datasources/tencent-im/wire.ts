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
    z.object({ Type: looseText, Name: looseText, FaceUrl: looseText, MemberNum: z.int().optional().catch(undefined) }),
  ),
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

/** What `get_group_info` says of the one group that was asked for (Tencent docs, get_group_info). */
export function parseGroupFacts(json: unknown): GroupFacts | undefined {
  const [info] = parseWire(groupInfoAnswer, json).GroupInfo;
  if (info === undefined) return undefined;
  return {
    type: groupTypeOf(info.Type),
    name: info.Name ?? undefined,
    avatarUrl: info.FaceUrl || undefined,
    memberCount: info.MemberNum,
  };
}
