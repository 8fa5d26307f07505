import type { InviteAnswer, InviteCall } from '../datasources/datasource.ts';
import { DataSourceError, type Fault } from '../datasources/fault.ts';
import { DEFAULT_RETRY } from '../datasources/settings.ts';
import { settleCall, settleMember, type Verdict } from '../datasources/verdict.ts';
import type { InviteResult } from '../invitations/result.ts';
import type { InviteFailureReason } from '../kernel/vocabulary.ts';
import { type CallVerdict, type Circumstances, judgeAnswer, judgeFailure } from '../lanes/verdict.ts';
import type { GrantedCall, GrantedInvite } from '../store/records.ts';
import { linkTo } from './links.ts';
import { outcomeNameOf } from './samples.ts';

const AT: Circumstances = { retry: DEFAULT_RETRY, inviteExpiresAfterMs: 1, nowMs: 1, random: () => 0.5 };
const WORD = { code: '', text: '' };

const inviteOf = (key: number, before: Partial<GrantedInvite> = {}): GrantedInvite => ({
  key,
  account: `account ${key}`,
  joinedAtMs: null,
  attempts: 0,
  resent: false,
  resigned: false,
  ...before,
});

/** A call that was granted, as lanes and data sources know it. */
function callOf(invites: readonly GrantedInvite[]): GrantedCall & InviteCall {
  const members = invites.map(({ account, resent }) => ({ account, resent }));
  return { id: 1, connectionId: 'connection', groupId: 'group', options: {}, departAtMs: 0, invites, members };
}

/** What the service makes of an answer whose code has this verdict, by letting it judge one. */
function judge(verdict: Verdict, about: 'member' | 'call', invites: readonly GrantedInvite[]): CallVerdict {
  const call = callOf(invites);
  try {
    const answer: InviteAnswer =
      about === 'call'
        ? settleCall(verdict, WORD, call)
        : {
            kind: 'outcomes',
            outcomes: new Map(invites.map(({ account }) => [account, settleMember(verdict, WORD)])),
          };
    return judgeAnswer(call, answer, AT);
  } catch (error) {
    return judgeFailure(call, error, AT);
  }
}

/** What a verdict means for the members of a call, in words. */
export function effectOf(verdict: Verdict, about: 'member' | 'call'): string {
  const together = tell(judge(verdict, about, [inviteOf(1), inviteOf(2)]));
  if (about === 'member') return together;
  const alone = tell(judge(verdict, about, [inviteOf(1)]));
  return alone === together ? together : `${together}; alone in its call: ${alone}`;
}

/** The same of a fault without a code. */
export const effectOfFault = (fault: Fault): string =>
  tell(judgeFailure(callOf([inviteOf(1), inviteOf(2)]), new DataSourceError(fault, { message: '' }), AT));

/** What is told when the last attempt has met a fault as well. */
export function resultWhenUsedUp(fault: Fault): InviteResult & { type: 'failed' } {
  const last = inviteOf(1, { attempts: DEFAULT_RETRY.attempts - 1, resigned: true });
  const verdict = judgeFailure(callOf([last]), new DataSourceError(fault, { message: '' }), AT).verdicts.get(1);
  if (verdict?.kind !== 'settled' || verdict.result.type !== 'failed')
    throw new TypeError(`a member whose attempts met ${fault} to the last has not failed`);
  return verdict.result;
}

/** The reason for which members fail by this verdict; null where they do not. */
export function reasonOf(verdict: Verdict, about: 'member' | 'call'): InviteFailureReason | null {
  const judged = judge(verdict, about, [inviteOf(1), inviteOf(2)]).verdicts.get(1);
  return judged?.kind === 'settled' && judged.result.type === 'failed' ? judged.result.reason : null;
}

function tell({ verdicts, pauseUntilMs, learnedMembersPerCall }: CallVerdict): string {
  const [first] = verdicts.values();
  if (first === undefined) throw new TypeError('nothing was judged');
  if (first.kind === 'settled') return nameResult(first.result);
  const { attempts, half, resent, resigned } = first;
  if (attempts > 0) {
    const rest = [
      pauseUntilMs === null ? '' : ', and the group waits as long',
      resent ? ', as perhaps invited already' : '',
    ];
    return `tried again after a backoff${rest.join('')}`;
  }
  if (learnedMembersPerCall !== null) return 'sent again at once in smaller calls, and the size is remembered';
  if (half !== null) return 'sent again at once in two halves';
  return resigned ? 'sent again at once with a new credential; the second time in a row: failed' : 'sent again at once';
}

function nameResult(result: InviteResult): string {
  const name = linkTo(outcomeNameOf(result));
  if (result.type === 'failed') return `${name} ${linkTo(result.reason)}`;
  return result.type === 'invited' ? `${name} awaiting ${result.awaiting}` : name;
}
