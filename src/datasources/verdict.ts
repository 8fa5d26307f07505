import { InviteAwaiting, InviteFailureReason } from '../kernel/vocabulary.ts';
import type { InviteAnswer, InviteCall, MemberOutcome } from './datasource.ts';
import { DataSourceError } from './fault.ts';
import type { Fault } from './fault.ts';

/**
 * What a provider's code means, so that each provider's codes are a table and nothing else:
 *
 * - a failure reason: the member fails for it;
 * - `joined` … `notFound`: the outcome of that name; `awaitsConfirmation`: the provider does not tell at once who is in;
 * - a fault: the provider took nothing (`unknown_outcome`: nobody knows), and the call is to be repeated;
 * - `tooMany`, `tooManyForGood`: send smaller calls, now or from now on;
 * - `unknownAccount`: one account of the call is unknown, and the code does not say which;
 * - `oneOfThem`: one member of the call may be why it was refused, and the code does not say which; alone, he fails for it.
 */
export type Verdict =
  | InviteFailureReason
  | Fault
  | 'joined'
  | 'alreadyJoined'
  | 'awaitsConsent'
  | 'awaitsConfirmation'
  | 'overGroupLimit'
  | 'notFound'
  | 'tooMany'
  | 'tooManyForGood'
  | 'unknownAccount'
  | 'oneOfThem';

/** A provider's code and its own text, fit to be shown. */
export interface ProviderWord {
  readonly code: string;
  readonly text: string;
}

const SENTENCES: Readonly<Record<Verdict, string>> = {
  INVALID_ACCOUNT: 'The provider takes no such account id.',
  OPERATOR_NOT_FOUND: 'The provider does not know the operator.',
  OPERATOR_IS_INVITEE: 'Nobody can invite himself.',
  GROUP_NOT_FOUND: 'The group does not exist at the provider.',
  INVALID_GROUP: 'The provider takes no such group id.',
  GROUP_FULL: 'The group is full.',
  INVITES_UNSUPPORTED: 'This type of group takes no invites: people join it themselves.',
  PERMISSION_DENIED: 'The provider does not permit this.',
  REFUSED_BY_PROVIDER: 'The provider refused this member without a reason.',
  RATE_LIMITED: 'The provider takes no more calls for now.',
  PROVIDER_UNAVAILABLE: 'The provider could not be reached.',
  PROVIDER_ERROR: 'The provider answered with an error.',
  rate_limited: 'The provider takes no more calls for now.',
  unavailable: 'The provider failed at this call.',
  unknown_outcome: 'The provider did not say what became of this call.',
  expired_credential: 'The credential had expired.',
  joined: '',
  alreadyJoined: '',
  awaitsConsent: '',
  awaitsConfirmation: '',
  overGroupLimit: 'This account is in as many groups as it may be.',
  notFound: 'The provider does not know this account.',
  tooMany: 'The provider took the call for too large.',
  tooManyForGood: 'The provider took the call for too large.',
  unknownAccount: 'The provider does not know this account.',
  oneOfThem: 'The provider answered with an error.',
};

/** A sentence for people, with the provider's own words behind it. */
export function explain(verdict: Verdict, word: ProviderWord): string {
  return word.text === '' ? SENTENCES[verdict] : `${SENTENCES[verdict]} It says: ${word.text}`;
}

/** What a verdict on one member makes of him; one that is about the whole call leaves him to be tried again. */
export function settleMember(verdict: Verdict, word: ProviderWord): MemberOutcome {
  const detail = { message: explain(verdict, word), providerCode: word.code };
  if (isReason(verdict)) return { type: 'failed', reason: verdict, ...detail };
  if (isFault(verdict)) return { type: 'tryAgain', ...detail };
  switch (verdict) {
    case 'joined':
    case 'alreadyJoined':
      return { type: verdict };
    case 'awaitsConsent':
      return { type: 'invited', awaiting: InviteAwaiting.CONSENT };
    case 'awaitsConfirmation':
      return { type: 'invited', awaiting: InviteAwaiting.CONFIRMATION };
    case 'overGroupLimit':
    case 'notFound':
      return { type: verdict, ...detail };
    case 'unknownAccount':
      return { type: 'notFound', ...detail };
    case 'oneOfThem':
      return { type: 'failed', reason: InviteFailureReason.PROVIDER_ERROR, ...detail };
    case 'tooMany':
    case 'tooManyForGood':
      return { type: 'tryAgain', ...detail };
  }
}

/**
 * What a verdict on a whole call means for its members.
 *
 * @throws DataSourceError when the verdict is a fault
 */
export function settleCall(verdict: Verdict, word: ProviderWord, call: InviteCall): InviteAnswer {
  const detail = { message: explain(verdict, word), providerCode: word.code };
  if (isFault(verdict)) throw new DataSourceError(verdict, detail);
  const alone = call.members.length === 1;
  if (verdict === 'tooMany' || verdict === 'tooManyForGood') {
    // A single member cannot be split any further.
    if (alone) return forEveryMember(call, { type: 'failed', reason: InviteFailureReason.PROVIDER_ERROR, ...detail });
    return { kind: 'tooMany', remember: verdict === 'tooManyForGood', ...detail };
  }
  if ((verdict === 'unknownAccount' || verdict === 'oneOfThem') && !alone) return { kind: 'unknownAccount', ...detail };
  return forEveryMember(call, settleMember(verdict, word));
}

/** Whether a verdict is a reason for which somebody fails. */
export const isReason = (verdict: Verdict): verdict is InviteFailureReason =>
  Object.hasOwn(InviteFailureReason, verdict);

const FAULTS: ReadonlySet<Verdict> = new Set<Fault>([
  'rate_limited',
  'unavailable',
  'unknown_outcome',
  'expired_credential',
]);
/** Whether a verdict means that nothing was told, and that it is to be asked again. */
export const isFault = (verdict: Verdict): verdict is Fault => FAULTS.has(verdict);

/** The same outcome for all. */
export function forEveryMember(call: InviteCall, outcome: MemberOutcome): InviteAnswer {
  return { kind: 'outcomes', outcomes: new Map(call.members.map(({ account }) => [account, outcome])) };
}
