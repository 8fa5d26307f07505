import { z } from 'zod';
import type { InviteCall, MemberOutcome } from '../datasource.ts';
import { PERMISSION_CODE, resultOutcome } from '../tencent/codes.ts';
import { looseText, parseWire, wireCode, wireId } from '../wire.ts';

/** `V2TimValueCallback` (Tencent Chat SDK docs, inviteUserToGroup). */
const callback = z.object({ code: wireCode, desc: looseText });
const results = z.object({ data: z.array(z.object({ memberID: wireId, result: wireCode })) });

/** The names of the group types into which nobody can be invited, as they appear in descriptions. */
const LIVE_GROUP = /AVChatRoom|BChatRoom|\blive\b|直播/i;

/** A callback of the SDK; `json` is all of it. */
export interface BridgeAnswer {
  readonly code: string;
  readonly desc: string;
  readonly json: unknown;
}

/** @throws DataSourceError `unknown_outcome` when there is no `code` */
export function parseAnswer(json: unknown): BridgeAnswer {
  const { code, desc } = parseWire(callback, json);
  return { code, desc: desc ?? '', json };
}

/** One outcome for each member of the call: a member whom the answer leaves out is to be tried again. */
export function parseOutcomes(json: unknown, call: InviteCall): ReadonlyMap<string, MemberOutcome> {
  const { data } = parseWire(results, json);
  const byMember = new Map(data.map(({ memberID, result }) => [memberID, result]));
  return new Map(call.members.map(({ account }) => [account, resultOutcome(byMember.get(account))]));
}

/** Whether a refusal is about the group's type: the SDK has one code for that and for a missing permission. */
export function isAboutLiveGroup({ code, desc }: BridgeAnswer): boolean {
  return code === PERMISSION_CODE && LIVE_GROUP.test(desc);
}
