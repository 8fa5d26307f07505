import { asObject, asStrings, parseJson } from '../http/received.ts';
import type { Group } from '../world/group.ts';
import type { TencentRules } from './groups.ts';

/** What the app's own server says to an invite before it is made. */
export interface Veto {
  /** With which code the whole call is refused; null: it is not. */
  readonly code: number | null;
  /** Who stays out, when the call as a whole goes on. */
  readonly refused: ReadonlySet<string>;
}

export const NO_VETO: Veto = { code: null, refused: new Set() };

/** Null when nobody is to be asked. */
export type AskBeforeInvite = (
  group: Group<TencentRules>,
  accounts: readonly string[],
  operatorId: string,
) => Promise<Veto> | null;

/** The code with which Tencent passes a refusal on that has none of its own. */
const REFUSED_BY_CALLBACK = 10016;

/** What an answer means; null is no answer. The invite goes on unless it is understood and refuses. */
export function readVeto(text: string | null): Veto {
  const answer = text === null ? null : asObject(parseJson(text));
  if (answer === null) return NO_VETO;
  const { ErrorCode: code, RefusedMembers_Account: refused } = answer;
  if (code === 1) return { ...NO_VETO, code: REFUSED_BY_CALLBACK };
  if (typeof code === 'number' && code >= 10100 && code <= 10200) return { ...NO_VETO, code };
  return code === 0 ? { code: null, refused: new Set(asStrings(refused)) } : NO_VETO;
}
